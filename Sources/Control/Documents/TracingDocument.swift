/// Whether requests are taken down as spans of traces.
public struct TracingDocument: Sendable, Codable, Equatable {
    public var enabled: Bool

    public init(enabled: Bool) {
        self.enabled = enabled
    }
}
