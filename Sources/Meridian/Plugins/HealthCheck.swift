/// Something that a service can't do without: a database, a disk, another service.
///
/// A plug-in adds it to ``AppSetup/healthChecks``; the plug-in `HealthPlugin` of `MeridianHealth` asks all of them.
public protocol HealthCheck: Sendable {
    /// Unique in the service.
    var name: String { get }

    /// How long the check may take; the setting `health.timeout` when `nil`.
    var timeout: Duration? { get }

    /// Whether the service can still serve without it. Then its failure is told, and the service stays ready.
    var isOptional: Bool { get }

    /// Returns when all is well.
    /// - Throws: What is wrong. It is shown only where details are allowed.
    func check() async throws
}

extension HealthCheck {
    public var timeout: Duration? { nil }

    public var isOptional: Bool { false }
}

/// The checks that the app and all plug-ins have added. A provider can ask for it.
public struct HealthChecks: Sendable {
    public let list: [any HealthCheck]
}
