import NIOCore

/// Where the time comes from that controllers are told.
public struct AdmissionClock: Sendable {
    /// Never goes back.
    public let now: @Sendable () -> Nanoseconds

    public init(_ now: @escaping @Sendable () -> Nanoseconds) {
        self.now = now
    }

    /// The clock that event loops schedule by.
    public static let monotonic = AdmissionClock {
        Nanoseconds(truncatingIfNeeded: NIODeadline.now().uptimeNanoseconds)
    }
}
