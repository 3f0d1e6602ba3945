/// A run of a timer. It travels as the JSON body of a POST: `{"time": "2026-03-01T09:30:00.000Z", "payload": "…"}`.
public struct TimerEvent: Sendable, Hashable, Codable {
    /// The moment the schedule asked for, by RFC 3339; the run begins a little later.
    public var time: String?
    /// What the trigger was declared with.
    public var payload: String?

    public init(time: String? = nil, payload: String? = nil) {
        self.time = time
        self.payload = payload
    }
}
