import Delivery
import Engine
import Meridian
import MeridianCore
import NIOCore
import Persistence

extension QueuedCall {
    /// The target of calls with messages of a queue, which tells a script the queue's name.
    static func target(ofQueue name: String) -> String { "/_meridian/queue/\(URLText.encode(name))" }

    /// The delivery of an event.
    static func event(_ event: CloudEvent<ByteBuffer>, to function: FunctionName, trigger: Int) -> QueuedCall {
        QueuedCall(
            kind: .event, trigger: trigger, target: "/_meridian/event/\(function)", fields: event.fields,
            body: event.data)
    }

    /// The delivery of a message of a queue; what is called has several together.
    /// - Parameter trace: Of whoever sent it.
    static func message(
        _ message: JSONValue, of queue: String, trigger: Int, trace: TraceContext? = nil
    ) -> QueuedCall {
        var fields = HTTPFields()
        trace?.write(into: &fields)
        return QueuedCall(
            kind: .queue, trigger: trigger, target: target(ofQueue: queue), fields: fields,
            body: ByteBuffer(string: message.json))
    }

    /// A call that was made ready to be made at once.
    init(_ call: FunctionCall, kind: Kind) {
        self.init(
            kind: kind, trigger: call.trigger, method: call.request.method, target: String(buffer: call.request.target),
            fields: call.request.fields, body: call.body)
    }
}

extension FunctionCall {
    /// Queued calls as the live release takes them: one, or messages of a queue together.
    /// - Throws: ``ErrorCode/eventUndeliverable`` when it does not take them.
    init(_ calls: [DueCall], to function: FunctionManifest, at position: Int) throws {
        let first = calls[0].call
        guard let trigger = function.trigger(for: first) else {
            throw MeridianError(
                .eventUndeliverable,
                "function '\(function.name)' of the live release has no trigger that takes this \(first.kind.rawValue)",
                status: 404)
        }
        guard first.kind == .queue else {
            self.init(
                function: position, trigger: trigger, method: first.method, target: first.target, fields: first.fields,
                requestID: first.fields[RequestID.fieldName] ?? RequestID.make(), body: first.body)
            return
        }
        var body = ByteBuffer(string: "[")
        for (index, due) in calls.enumerated() {
            let head =
                "\(index == 0 ? "" : ",")" + #"{"id":"\#(due.event.id)","attempt":\#(due.event.attempts),"body":"#
            body.writeString(head)
            body.writeImmutableBuffer(due.call.body)
            body.writeStaticString("}")
        }
        body.writeStaticString("]")
        var fields: HTTPFields = ["content-type": "application/json"]
        calls.traces.first?.write(into: &fields)
        self.init(function: position, trigger: trigger, target: first.target, fields: fields, body: body)
    }
}

extension [DueCall] {
    /// The traces of those who sent messages of a batch, in the order of the messages; none for a call that is alone, which
    /// has its own.
    var traces: [TraceContext] {
        guard first?.call.kind == .queue else { return [] }
        var traces: [TraceContext] = []
        for due in self {
            guard let trace = TraceContext(fields: due.call.fields), !traces.contains(trace) else { continue }
            traces.append(trace)
        }
        return traces
    }
}

extension FunctionManifest {
    /// The trigger that a queued call is for: the one that takes such an event or queue, or else the one that it was
    /// accepted for, if that is of its kind.
    fileprivate func trigger(for call: QueuedCall) -> Int? {
        switch call.kind {
        case .direct: return ActiveRelease.directTrigger
        case .event:
            if let type = call.fields["ce-type"], let source = call.fields["ce-source"],
                let trigger = trigger(
                    type: PercentEncoding.decode(type.utf8) ?? type,
                    source: PercentEncoding.decode(source.utf8) ?? source)
            {
                return trigger
            }
        case .queue:
            let trigger = triggers.firstIndex { trigger in
                guard case .queue(let queue) = trigger else { return false }
                return QueuedCall.target(ofQueue: queue.queue) == call.target
            }
            if let trigger { return trigger }
        case .http, .timer: break
        }
        if triggers.indices.contains(call.trigger), triggers[call.trigger].kind == call.kind.rawValue {
            return call.trigger
        }
        return call.kind == .timer ? triggers.firstIndex { $0.kind == "timer" } : nil
    }
}
