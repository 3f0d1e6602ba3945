import HTTPTransport
import Isolates
import MeridianCore
import NIOCore
import NIOHTTP1

/// What the prelude's `network.js` calls.
enum NetworkFunctions {
    static let all: [(String, NativeBody)] = [
        // (exchange, method, url, fields, is a stream, bytes?, binding?, request)
        (
            "fetch",
            { isolate, arguments throws(NativeFailure) in
                guard let owner = isolate.host as? FunctionIsolate else { return isolate.undefined }
                var fields = HTTPHeaders()
                let lines = arguments.string(3).split(separator: "\n", omittingEmptySubsequences: false)
                for index in stride(from: 0, to: lines.count - 1, by: 2) {
                    fields.add(name: String(lines[index]), value: String(lines[index + 1]))
                }
                let reach: AddressReach
                var url = arguments.string(2)
                if let binding = arguments.optionalString(6) {
                    url = try call(binding, url, for: arguments.int(7), of: owner, &fields)
                    reach = .anywhere
                } else {
                    reach = try check(url, of: owner)
                    if !fields.contains(name: TraceContext.fieldName), let trace = owner.currentTrace() {
                        fields.add(name: TraceContext.fieldName, value: trace.description)
                        if let state = trace.state {
                            fields.replaceOrAdd(name: TraceContext.stateFieldName, value: state)
                        }
                    }
                }
                let body = arguments.optionalString(5) == nil ? nil : ByteBuffer(bytes: try arguments.bytes(5))
                do {
                    try owner.startFetch(arguments.int(0)).start(
                        arguments.string(1), url, fields: fields, body: body, isStream: arguments.bool(4), reach: reach)
                } catch {
                    throw .type("fetch failed: \(error)")
                }
                return isolate.undefined
            }
        ),
        // (exchange, bytes)
        (
            "fetchSend",
            { isolate, arguments throws(NativeFailure) in
                fetch(isolate, arguments)?.send(ByteBuffer(bytes: try arguments.bytes(1)))
                return isolate.undefined
            }
        ),
        // (exchange)
        (
            "fetchFinish",
            { isolate, arguments in
                fetch(isolate, arguments)?.finish()
                return isolate.undefined
            }
        ),
        (
            "fetchTake",
            { isolate, arguments in
                fetch(isolate, arguments)?.take()
                return isolate.undefined
            }
        ),
        (
            "fetchAbort",
            { isolate, arguments in
                fetch(isolate, arguments)?.abort()
                return isolate.undefined
            }
        ),
    ]

    private static func fetch(_ isolate: Isolate, _ arguments: NativeArguments) -> OutboundFetch? {
        (isolate.host as? FunctionIsolate)?.fetch(arguments.int(0))
    }

    /// - Returns: Which addresses the host may turn out to have.
    /// - Throws: A `TypeError` for a host that the service does not list.
    private static func check(_ text: String, of owner: FunctionIsolate) throws(NativeFailure) -> AddressReach {
        guard let url = URLRecord(text), let host = url.host.map({ String(decoding: $0, as: UTF8.self) }) else {
            throw .type("fetch failed: '\(text)' names no host")
        }
        let standard = url.scheme.elementsEqual("https".utf8) ? 443 : 80
        let port = url.port.map { Int($0) } ?? standard
        let reach = owner.service?.outbound.reach(host: host, port: port, isStandardPort: port == standard)
        guard let reach else {
            let shown = port == standard ? host : "\(host):\(port)"
            throw .type(
                "fetch failed: \(ErrorCode.outboundRefused): the service '\(owner.service?.name ?? "")' may not reach "
                    + "\(shown); add it to outbound in meridian.yml")
        }
        return reach
    }

    /// Makes a call to a service of a request: it goes to the service's address, with what calls carry on.
    /// - Returns: The URL to connect to.
    private static func call(
        _ binding: String, _ text: String, for request: Int, of owner: FunctionIsolate, _ fields: inout HTTPHeaders
    ) throws(NativeFailure) -> String {
        guard let service = owner.service, let address = service.bindings[binding], let url = URLRecord(text) else {
            throw .type("fetch failed: \(ErrorCode.unknownBinding): there is no binding '\(binding)'")
        }
        let origin = owner.origin(of: request)
        var carried = HTTPFields()
        do throws(MeridianError) {
            try CallFields.carry(origin.fields, from: service.name, remaining: origin.remaining, into: &carried)
        } catch {
            throw .type("fetch failed: \(error)")
        }
        for (name, value) in carried.pairs {
            // A script may say itself for how long it waits and which request it is about.
            guard name != CallFields.timeout && name != RequestID.fieldName || !fields.contains(name: name) else {
                continue
            }
            fields.replaceOrAdd(name: name, value: value)
        }
        fields.replaceOrAdd(name: "host", value: address.host)
        return address.origin + url.target
    }
}
