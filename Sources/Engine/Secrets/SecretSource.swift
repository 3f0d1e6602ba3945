public import MeridianCore

/// Where the engine has secrets from when an instance starts.
public protocol SecretSource: Sendable {
    /// The value of a service's secret. Called on event loops; does not wait.
    /// - Throws: ``MeridianError`` when there is none, or it can't be opened.
    func value(of name: String, for service: ServiceName) throws(MeridianError) -> String
}
