import JSONCodec
import MeridianCore
import NIOCore

/// A request as the event that a function written for Lambda expects of its kind of trigger.
struct LambdaEvent {
    var request: RequestHead
    var trigger: Trigger
    var function: FunctionName
    var service: ServiceName
    var identity: LambdaIdentity

    /// - HTTP: the payload format 2.0 of API Gateway's HTTP APIs, which function URLs use as well
    ///   (https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-develop-integrations-lambda.html).
    /// - Timer and event: an event of EventBridge.
    /// - Queue: a batch of SQS.
    func encode(_ body: ByteBuffer) -> ByteBuffer {
        var writer = JSONWriter(capacity: body.readableBytes + 2_048)
        switch trigger {
        case .http(let http): encodeRequest(http, body, to: &writer)
        case .timer: encodeSchedule(body, to: &writer)
        case .event: encodeEvent(body, to: &writer)
        case .queue(let queue): encodeBatch(queue, body, to: &writer)
        }
        return writer.finish()
    }
}

extension LambdaEvent {
    private func encodeRequest(_ http: HTTPTrigger, _ body: ByteBuffer, to writer: inout JSONWriter) {
        let path = request.path
        let host = request.fields["host"] ?? "\(service).localhost"
        let items = QueryItems(request.query).items
        let parameters = (try? PathPattern(http.path))?.parameters(of: path) ?? []
        writer.beginObject()
        writer.member("version", "2.0")
        writer.member("routeKey", "$default")
        writer.member("rawPath", path)
        writer.member("rawQueryString", request.query ?? "")
        let cookies = request.fields.values("cookie").flatMap { $0.split(separator: ";") }
            .map { String($0.drop { $0 == " " }) }.filter { !$0.isEmpty }
        if !cookies.isEmpty {
            writer.key("cookies")
            writer.beginArray()
            for cookie in cookies {
                writer.element()
                writer.write(cookie)
            }
            writer.endArray()
        }
        writer.members("headers", headers(host: host))
        if !items.isEmpty { writer.members("queryStringParameters", joined(items)) }
        if !parameters.isEmpty { writer.members("pathParameters", parameters) }
        encodeContext(path: path, host: host, to: &writer)
        encodeBody(body, to: &writer)
        writer.endObject()
    }

    /// The fields with what every gateway of AWS adds to them: programs tell from it how they were called.
    private func headers(host: String) -> [(name: String, value: String)] {
        var headers = joined(request.fields.pairs.filter { $0.name != "cookie" })
        let scheme = request.fields["x-forwarded-proto"] ?? "http"
        // An address of IPv6 without a port ends with its bracket.
        let colon = host.hasSuffix("]") ? nil : host.lastIndex(of: ":")
        let port = colon.flatMap { UInt16(host[host.index(after: $0)...]) }
        var additions = [
            ("x-forwarded-proto", scheme),
            ("x-forwarded-port", port.map(String.init) ?? (scheme == "https" ? "443" : "80")),
        ]
        if let trace = TraceContext(fields: request.fields) {
            additions.append(("x-amzn-trace-id", "Root=\(LambdaIdentity.root(of: trace))"))
        }
        for (name, value) in additions where !headers.contains(where: { $0.name == name }) {
            headers.append((name, value))
        }
        return headers
    }

    /// Several values of a name become one, divided by commas.
    private func joined(_ pairs: [(name: String, value: String)]) -> [(name: String, value: String)] {
        var places: [String: Int] = [:]
        var result: [(name: String, value: String)] = []
        for (name, value) in pairs {
            if let place = places[name] {
                result[place].value += "," + value
            } else {
                places[name] = result.count
                result.append((name, value))
            }
        }
        return result
    }

    private func encodeContext(path: String, host: String, to writer: inout JSONWriter) {
        let now = Timestamp.now
        let client = request.fields["x-forwarded-for"]?.split(separator: ",").first.map(String.init) ?? "127.0.0.1"
        writer.key("requestContext")
        writer.beginObject()
        writer.member("accountId", LambdaIdentity.account)
        writer.member("apiId", identity.function)
        writer.member("domainName", host)
        writer.member("domainPrefix", String(host.prefix { $0 != "." && $0 != ":" }))
        writer.key("http")
        writer.beginObject()
        writer.member("method", request.method.rawValue)
        writer.member("path", path)
        writer.member("protocol", "HTTP/1.1")
        writer.member("sourceIp", client)
        writer.member("userAgent", request.fields["user-agent"] ?? "")
        writer.endObject()
        writer.member("requestId", request.fields[RequestID.fieldName] ?? "")
        writer.member("routeKey", "$default")
        writer.member("stage", "$default")
        writer.member("time", CommonLogTime.text(now))
        writer.key("timeEpoch")
        writer.write(now.milliseconds)
        writer.endObject()
    }

    private func encodeBody(_ body: ByteBuffer, to writer: inout JSONWriter) {
        var isBinary = false
        if body.readableBytes > 0 {
            writer.key("body")
            if isText, let text = String(validating: body.readableBytesView, as: UTF8.self) {
                writer.write(text)
            } else {
                isBinary = true
                writer.write(Base64.standard.encode(body.readableBytesView))
            }
        }
        writer.key("isBase64Encoded")
        writer.write(isBinary)
    }

    /// Whether the body's type is one that travels as text.
    private var isText: Bool {
        guard !request.fields.contains("content-encoding") else { return false }
        guard let type = request.fields["content-type"]?.lowercased() else { return true }
        let essence = type.prefix { $0 != ";" && $0 != " " }
        return essence.hasPrefix("text/") || essence.hasSuffix("+xml") || MediaType.isJSON(type)
            || ["application/xml", "application/javascript", "application/x-www-form-urlencoded"].contains(essence)
    }
}

/// A moment as access logs write it.
enum CommonLogTime {
    private static let months = [
        "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
    ]

    /// `12/Mar/2026:19:03:58 +0000`
    static func text(_ time: Timestamp) -> String {
        let seconds = Int(time.milliseconds / 1_000)
        let date = CivilDate(daysSinceEpoch: seconds / 86_400)
        let ofDay = seconds % 86_400
        func two(_ number: Int) -> String { number < 10 ? "0\(number)" : "\(number)" }
        return "\(two(date.day))/\(months[date.month - 1])/\(date.year):\(two(ofDay / 3_600)):"
            + "\(two(ofDay / 60 % 60)):\(two(ofDay % 60)) +0000"
    }
}

extension JSONWriter {
    mutating func member(_ name: String, _ value: String) {
        key(name)
        write(value)
    }

    mutating func members(_ name: String, _ pairs: [(name: String, value: String)]) {
        key(name)
        beginObject()
        for (name, value) in pairs { member(name, value) }
        endObject()
    }
}
