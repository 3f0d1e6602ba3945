import Meridian
import MeridianCore
import NIOCore

extension FunctionCall {
    /// The target of calls that no caller made by path; the function does not see it.
    private static func target(_ kind: String, _ function: FunctionName) -> String {
        "/_meridian/\(kind)/\(function)"
    }

    /// A run of a timer.
    /// - Parameter time: The moment that the schedule asked for.
    static func timer(
        _ function: FunctionName, at position: Int, trigger: Int, time: Timestamp, payload: String?,
        requestID: String = RequestID.make()
    ) throws -> FunctionCall {
        FunctionCall(
            function: position, trigger: trigger, target: target("timer", function),
            fields: ["content-type": "application/json"], requestID: requestID,
            body: try ControlJSON.encode(TimerEvent(time: time.description, payload: payload)))
    }

    /// The delivery of an event.
    static func event(
        _ event: CloudEvent<ByteBuffer>, to function: FunctionName, at position: Int, trigger: Int,
        requestID: String = RequestID.make()
    ) -> FunctionCall {
        FunctionCall(
            function: position, trigger: trigger, target: target("event", function), fields: event.fields,
            requestID: requestID, body: event.data)
    }

    /// The delivery of messages of a queue.
    static func queue(
        _ bodies: [JSONValue], to function: FunctionName, at position: Int, trigger: Int,
        requestID: String = RequestID.make()
    ) throws -> FunctionCall {
        try queue(
            bodies.map { QueueMessage(id: RequestID.make(), body: $0) }, to: function, at: position, trigger: trigger,
            requestID: requestID)
    }

    /// The delivery of a batch of a queue.
    static func queue(
        _ messages: [QueueMessage<JSONValue>], to function: FunctionName, at position: Int, trigger: Int,
        requestID: String
    ) throws -> FunctionCall {
        FunctionCall(
            function: position, trigger: trigger, target: target("queue", function),
            fields: ["content-type": "application/json"], requestID: requestID,
            body: try ControlJSON.encode(messages))
    }
}
