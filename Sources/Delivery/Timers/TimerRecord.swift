public import MeridianCore

/// A timer of a live release.
public struct TimerID: Hashable, Sendable {
    public var service: ServiceName
    public var function: FunctionName
    /// The position of its trigger.
    public var trigger: Int

    public init(service: ServiceName, function: FunctionName, trigger: Int) {
        self.service = service
        self.function = function
        self.trigger = trigger
    }
}

/// What is kept of a timer.
public struct TimerRecord: Sendable, Equatable, Codable {
    /// The schedule that the rest is about.
    public var schedule: String
    /// When the timer was first seen with this schedule.
    public var since: Timestamp
    /// The moment up to which everything was fired or passed over.
    public var last: Timestamp
    /// When it was fired the last time.
    public var fired: Timestamp?
    /// The event of its last run.
    public var event: Int64?

    init(schedule: String, since: Timestamp) {
        self.schedule = schedule
        self.since = since
        last = since
    }
}
