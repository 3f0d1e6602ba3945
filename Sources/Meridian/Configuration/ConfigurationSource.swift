/// Where a company keeps its settings: a server, a file, a secret store.
public protocol ConfigurationSource: Sendable {
    /// How messages call it.
    var name: String { get }

    /// Reads the settings of a stage. Called once, at start; an error ends the start (`MER-1322`).
    /// - Parameter stage: What `MERIDIAN_STAGE` says; `production` when it says nothing.
    func load(stage: String) async throws -> Configuration
}

extension ConfigurationSource {
    public var name: String { String(describing: Self.self) }
}
