import MeridianCore
import Specification

/// What the timers of a platform send, so that the host inside the executable knows the function: the call that every
/// host understands, whatever the platform's own name of the timer is.
enum Deliveries {
    static func timer(_ function: FunctionName, payload: String?) -> SourceNode {
        [
            "meridian": [
                "function": .text(function.rawValue),
                "timer": SourceNode(object: [("payload", payload.map { .text($0) })]),
            ]
        ]
    }

    /// The same as JSON on one line.
    static func timerText(_ function: FunctionName, payload: String?) -> String {
        timer(function, payload: payload).json.compact
    }
}
