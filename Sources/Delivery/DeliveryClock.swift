public import MeridianCore

/// Time as deliveries see it.
public struct DeliveryClock: Sendable {
    public var now: @Sendable () -> Timestamp
    /// Returns after so long.
    /// - Throws: `CancellationError`.
    public var sleep: @Sendable (Duration) async throws -> Void

    public init(
        now: @escaping @Sendable () -> Timestamp, sleep: @escaping @Sendable (Duration) async throws -> Void
    ) {
        self.now = now
        self.sleep = sleep
    }

    /// The clock of the machine.
    public static let system = DeliveryClock(now: { .now }, sleep: { try await Task.sleep(for: $0) })
}
