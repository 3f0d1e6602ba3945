import MeridianCore
import NIOCore

/// What the Azure Functions host tells of a trigger: `{"Data": {BINDING: …}, "Metadata": {…}}`.
struct AzurePayload {
    struct Request {
        var head: RequestHead
        var body: ByteBuffer
        var outputName: String
    }

    private let data: JSONMembers
    private let metadata: JSONMembers?

    /// - Throws: ``ErrorCode/malformedDelivery``.
    init(_ body: ByteBuffer) throws(MeridianError) {
        guard let payload = JSONMembers(body), let data = payload.object("Data") else {
            throw Self.malformed("it has no object 'Data'")
        }
        self.data = data
        metadata = payload.object("Metadata")
    }

    /// What is to be done, by the function's own trigger; the bindings may have any name.
    /// - Throws: ``ErrorCode/malformedDelivery`` or ``ErrorCode/noTaker``.
    func delivery(to function: FunctionManifest) throws(MeridianError) -> Delivery {
        guard let value = data.names.first.flatMap({ data[$0] }) else { throw Self.malformed("'Data' has no binding") }
        for trigger in function.triggers {
            switch trigger {
            case .http: continue
            case .timer:
                let time = metadata?.object("sys")?.text("UtcNow")
                return .timer(TimerEvent(time: time), names: [function.name.rawValue])
            case .queue(let queue): return messages(value, queue.queue)
            case .event: return .events(try events(value))
            }
        }
        throw MeridianError(
            .noTaker, "the function '\(function.name)' has only HTTP triggers, and what came is no request", status: 404
        )
    }

    /// One message, or several where the binding's cardinality is many.
    private func messages(_ value: ByteBuffer, _ queue: String) -> Delivery {
        let attempt = metadata?.integer("DequeueCount") ?? metadata?.integer("DeliveryCount") ?? 1
        let id = metadata.flatMap { unquoted($0.text("Id") ?? $0.text("MessageId")) }
        guard let several = JSONText.elements(value) else {
            let body = JSONText.content(value) ?? value
            return .messages(
                [DeliveredMessage(id: id ?? RequestID.make(), attempt: max(1, attempt), body: body)], queue: queue)
        }
        return .messages(
            several.enumerated().map { index, message in
                DeliveredMessage(
                    id: id.map { "\($0)/\(index)" } ?? RequestID.make(), attempt: max(1, attempt),
                    body: JSONText.content(message) ?? message)
            }, queue: queue)
    }

    /// Some versions of the Functions host put the JSON of a text into a text.
    private func unquoted(_ text: String?) -> String? {
        text.map { JSONText.string(ByteBuffer(string: $0)) ?? $0 }
    }

    private func events(_ value: ByteBuffer) throws(MeridianError) -> [EventEnvelope] {
        let value = JSONText.content(value) ?? value
        var events: [EventEnvelope] = []
        for element in JSONText.elements(value) ?? [value] {
            let element = JSONText.content(element) ?? element
            if let event = EventEnvelope.structured(element) {
                events.append(event)
            } else if let event = JSONMembers(element), let type = event.text("eventType") {
                events.append(
                    EventEnvelope(
                        id: event.text("id") ?? RequestID.make(), source: event.text("topic") ?? "azure:eventgrid",
                        type: type, subject: event.text("subject"), time: event.text("eventTime"),
                        data: event["data"] ?? ByteBuffer(string: "null")))
            } else {
                throw Self.malformed("the event is of neither schema, CloudEvents or Event Grid")
            }
        }
        return events
    }

    /// A request that was not forwarded but told; `nil` when the binding is none.
    /// - Throws: ``ErrorCode/malformedDelivery``.
    func request() throws(MeridianError) -> Request? {
        guard let name = data.names.first, let told = data.object(name), let url = told.text("Url"),
            let method = told.text("Method")
        else { return nil }
        guard HTTPMethod.isToken(HTTPMethod(method)) else {
            throw Self.malformed("the method of the request is no token")
        }
        var fields = HTTPFields(capacity: 512)
        if let headers = told.object("Headers") {
            for var name in headers.names where name.withUTF8({ HTTPSyntax.isOfRequest(UnsafeRawBufferPointer($0)) }) {
                for value in headers.strings(name) { fields.append(name, value) }
            }
        }
        let target = Self.target(of: url)
        return Request(
            head: RequestHead(
                method: HTTPMethod(method), target: TargetText.make(target.path, query: target.query),
                fields: fields),
            body: told.content("Body") ?? ByteBuffer(), outputName: "res")
    }

    /// Path and query of an absolute address.
    private static func target(of url: String) -> (path: String, query: String) {
        var rest = url[...]
        if let scheme = rest.firstIndex(of: ":"), rest[scheme...].hasPrefix("://") {
            rest = rest[rest.index(scheme, offsetBy: 3)...].drop { $0 != "/" && $0 != "?" }
        }
        let path = rest.prefix { $0 != "?" }
        return (path.isEmpty ? "/" : String(path), String(rest.dropFirst(path.count + 1)))
    }

    private static func malformed(_ reason: String) -> MeridianError {
        MeridianError(
            .malformedDelivery, "the payload of the Functions host can't be read: \(reason)", status: 400)
    }
}
