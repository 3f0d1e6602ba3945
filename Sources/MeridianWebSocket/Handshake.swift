import JSONCodec
import Meridian

/// The opening handshake (RFC 6455 §4.2).
enum Handshake {
    private static let guid = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11"

    struct Answer {
        var fields = HTTPFields()
        /// What was agreed on.
        var subprotocol: String?
        var deflate: DeflateAgreement?
    }

    /// - Throws: ``ErrorCode/webSocketExpected`` for what is no handshake of version 13.
    static func answer(_ head: RequestHead, _ options: WebSocketOptions) throws -> Answer {
        guard head.fields["sec-websocket-version"] == "13" else {
            var problem = Problem(
                .webSocketExpected, "the version of WebSocket must be 13 (sec-websocket-version)", status: 426)
            problem.fields.set("sec-websocket-version", "13")
            throw problem
        }
        let keys = head.fields.values("sec-websocket-key")
        guard keys.count == 1, Base64.standard.decode(keys[0])?.count == 16 else {
            throw Problem(
                .webSocketExpected, "sec-websocket-key must be there once and stand for 16 bytes", status: 400)
        }
        var fields: HTTPFields = ["sec-websocket-accept": accept(keys[0])]
        let offered = head.fields.values("sec-websocket-protocol").flatMap { list in
            list.split(separator: ",").map { String($0.trimmed) }
        }
        let subprotocol = options.subprotocols.first(where: offered.contains)
        if let subprotocol { fields.append("sec-websocket-protocol", subprotocol) }
        let deflate = DeflateAgreement(head.fields.values("sec-websocket-extensions"), options.compression)
        if let deflate { fields.append("sec-websocket-extensions", deflate.field) }
        return Answer(fields: fields, subprotocol: subprotocol, deflate: deflate)
    }

    static func accept(_ key: String) -> String {
        Base64.standard.encode(SHA1.digest((key + guid).utf8))
    }

    /// A page of another site could use its visitor's cookies (RFC 6455 §10.2).
    /// - Throws: ``ErrorCode/webSocketOriginRefused``.
    static func checkOrigin(_ head: RequestHead, trusted: [String]) throws {
        guard let origin = head.fields["origin"], !trusted.contains("*") else { return }
        let lowercased = origin.lowercased()
        if trusted.contains(where: { $0.lowercased() == lowercased }) { return }
        if let scheme = lowercased.firstRange(of: "://"), let host = head.fields["host"]?.lowercased(),
            lowercased[scheme.upperBound...] == host
        {
            return
        }
        throw Problem(
            .webSocketOriginRefused, "pages of \(origin) may not connect; trust the origin or use one of this host",
            status: 403)
    }
}
