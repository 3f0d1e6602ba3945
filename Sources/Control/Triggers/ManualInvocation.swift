import FoundationEssentials
import Meridian
import MeridianCore
import NIOCore

/// Turns what a person asks for into a call of one of a function's triggers.
struct ManualInvocation {
    private static let source = "/meridian/invoke"

    let service: ServiceName
    let function: FunctionManifest
    /// The function's position in the manifest.
    let position: Int
    var wish: InvocationDocument
    let requestID: String

    /// - Throws: ``ErrorCode/unknownTrigger``, ``ErrorCode/badControlRequest`` with status 400.
    func call() throws -> (call: FunctionCall, kind: String) {
        let trigger = try triggerPosition()
        switch function.triggers[trigger] {
        case .http(let http):
            var invocation = self
            if let sample = SampledData.request(wish.data) { invocation.wish = sample }
            return (try invocation.request(http, trigger), "http")
        case .timer(let timer):
            if let sample = SampledData.timer(wish.data) {
                return (
                    try .timer(
                        function.name, at: position, trigger: trigger, time: sample.time, payload: sample.payload,
                        requestID: requestID), "timer"
                )
            }
            let payload = wish.body ?? wish.data.map { if case .string(let text) = $0 { text } else { $0.json } }
            return (
                try .timer(
                    function.name, at: position, trigger: trigger, time: .now, payload: payload ?? timer.payload,
                    requestID: requestID), "timer"
            )
        case .event(let event):
            return (try delivery(event, trigger), "event")
        case .queue:
            if let batch = SampledData.messages(wish.data) {
                return (
                    try .queue(batch, to: function.name, at: position, trigger: trigger, requestID: requestID), "queue"
                )
            }
            let bodies: [JSONValue] = if case .array(let items)? = wish.data { items } else { [try data() ?? .null] }
            return (
                try .queue(bodies, to: function.name, at: position, trigger: trigger, requestID: requestID), "queue"
            )
        }
    }

    private func triggerPosition() throws(MeridianError) -> Int {
        guard !function.triggers.isEmpty else {
            throw MeridianError(
                .unknownTrigger, "function '\(service)/\(function.name)' has no trigger to fire", status: 400)
        }
        guard let wanted = wish.trigger else { return 0 }
        if let index = Int(wanted), function.triggers.indices.contains(index) { return index }
        if let index = function.triggers.firstIndex(where: { $0.kind == wanted }) { return index }
        let present = function.triggers.enumerated().map { "\($0.offset) (\($0.element.kind))" }
        throw MeridianError(
            .unknownTrigger,
            "function '\(service)/\(function.name)' has no trigger '\(wanted)'; it has "
                + present.joined(separator: ", "),
            status: 400)
    }

    private func request(_ http: HTTPTrigger, _ trigger: Int) throws -> FunctionCall {
        var fields = HTTPFields()
        for (name, value) in (wish.headers ?? [:]).sorted(by: { $0.key < $1.key }) {
            guard !name.isEmpty, name.utf8.allSatisfy(HTTPSyntax.isToken) else {
                throw MeridianError(.badControlRequest, "'\(name)' is no name of a header field", status: 400)
            }
            fields.append(name, value)
        }
        let body = bodyBytes()
        if let body, body.contentType != nil, !fields.contains("content-type") {
            fields.append("content-type", body.contentType!)
        }
        if !fields.contains("host") { fields.append("host", "\(service).localhost") }
        return FunctionCall(
            function: position, trigger: trigger, method: method(http, hasBody: body != nil),
            target: try target(http), fields: fields, requestID: requestID, body: body?.bytes ?? ByteBuffer())
    }

    private func method(_ http: HTTPTrigger, hasBody: Bool) -> HTTPMethod {
        if let method = wish.method { return HTTPMethod(method.uppercased()) }
        return http.methods.first ?? (hasBody ? .post : .get)
    }

    private func target(_ http: HTTPTrigger) throws -> String {
        var path: String
        if let wanted = wish.path {
            path = wanted.hasPrefix("/") ? wanted : "/" + wanted
            let pattern = try PathPattern(http.path)
            let plain = path.split(separator: "?", maxSplits: 1).first.map(String.init) ?? path
            guard pattern.parameters(of: plain) != nil else {
                throw MeridianError(
                    .badControlRequest, "the path '\(plain)' does not match the function's '\(pattern)'", status: 400)
            }
        } else {
            path = try filled(http)
        }
        let query = (wish.query ?? [:]).sorted { $0.key < $1.key }.flatMap { name, value in
            let values = if case .array(let items) = value { items } else { [value] }
            return values.map { URLText.encode(name) + "=" + URLText.encode($0.text) }
        }
        if !query.isEmpty { path += (path.contains("?") ? "&" : "?") + query.joined(separator: "&") }
        guard path.utf8.allSatisfy(HTTPSyntax.isTarget) else {
            throw MeridianError(
                .badControlRequest, "the path '\(path)' has characters that must be percent-encoded", status: 400)
        }
        return path
    }

    private func filled(_ http: HTTPTrigger) throws -> String {
        let values = wish.parameters ?? [:]
        let segments = try PathPattern(http.path).segments.map { segment throws(MeridianError) -> String in
            switch segment {
            case .literal(let text):
                return text
            case .rest(nil):
                return ""
            case .parameter(let name):
                guard let value = values[name]?.text, !value.isEmpty else {
                    throw MeridianError(
                        .badControlRequest,
                        "the function's path '\(http.path)' needs the parameter '\(name)'; give `path` or "
                            + "`parameters`",
                        status: 400)
                }
                return URLText.encode(value)
            case .rest(let name?):
                return (values[name]?.text ?? "").split(separator: "/", omittingEmptySubsequences: false)
                    .map { URLText.encode(String($0)) }.joined(separator: "/")
            }
        }
        return "/" + segments.joined(separator: "/")
    }

    private func delivery(_ trigger: EventTrigger, _ position: Int) throws -> FunctionCall {
        if let event = try SampledData.event(wish.data) {
            return .event(event, to: function.name, at: self.position, trigger: position, requestID: requestID)
        }
        let body = bodyBytes()
        var event = CloudEvent(
            id: requestID, source: trigger.source ?? Self.source,
            type: trigger.type.hasSuffix("*") ? trigger.type.dropLast() + "invoked" : trigger.type,
            time: Timestamp.now.description, dataContentType: body?.contentType ?? "application/json",
            data: body?.bytes ?? ByteBuffer())
        let given = (wish.headers ?? [:]).filter { $0.key.lowercased().hasPrefix("ce-") }
        for (name, value) in given { event.set(String(name.lowercased().dropFirst(3)), to: value) }
        return .event(
            event, to: function.name, at: self.position, trigger: position, requestID: requestID)
    }

    private func data() throws -> JSONValue? {
        if let data = wish.data { return data }
        guard let body = wish.body else { return nil }
        return (try? JSONDecoder().decode(JSONValue.self, from: Data(body.utf8))) ?? .string(body)
    }

    private func bodyBytes() -> (bytes: ByteBuffer, contentType: String?)? {
        if let body = wish.body { return (ByteBuffer(string: body), nil) }
        return wish.data.map { (ByteBuffer(string: $0.json), "application/json") }
    }
}
