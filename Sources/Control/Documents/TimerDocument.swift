public import MeridianCore

/// A timer of a live function.
public struct TimerDocument: Sendable, Codable, Equatable {
    public var service: ServiceName
    public var function: FunctionName
    /// The position of the trigger.
    public var trigger: Int
    /// As the trigger has it, `0 * * * *` or `every 5 s`.
    public var schedule: String
    public var timeZone: String
    /// When it is due; `nil` when it never is.
    public var next: Timestamp?
    /// The moment of its last run.
    public var last: Timestamp?
    /// The event of its last run.
    public var event: Int64?

    public init(
        service: ServiceName, function: FunctionName, trigger: Int, schedule: String, timeZone: String,
        next: Timestamp?, last: Timestamp?, event: Int64?
    ) {
        self.service = service
        self.function = function
        self.trigger = trigger
        self.schedule = schedule
        self.timeZone = timeZone
        self.next = next
        self.last = last
        self.event = event
    }
}

public struct TimerListDocument: Sendable, Codable, Equatable {
    public var timers: [TimerDocument]

    public init(timers: [TimerDocument]) {
        self.timers = timers
    }
}
