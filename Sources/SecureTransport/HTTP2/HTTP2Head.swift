import HTTPTransport
import MeridianCore
import NIOCore
import NIOHPACK

/// Heads between the fields of HTTP/2 (RFC 9113 §8) and those of every other transport.
enum HTTP2Head {
    /// - Returns: The request, and whether it waits to be told to go on with its body.
    /// - Throws: What is wrong, to be answered with its status.
    static func request(
        _ headers: HPACKHeaders, limits: HTTPServerConfiguration
    ) throws(MeridianError) -> (head: RequestHead, expectsContinue: Bool) {
        guard let method = headers.first(name: ":method"), isToken(method) else {
            throw malformed("the method is no token")
        }
        guard method != "CONNECT" else {
            throw MeridianError(
                .unsupportedMethod, "CONNECT is not implemented: this server is no proxy", status: 501)
        }
        guard let target = headers.first(name: ":path"), target.utf8.allSatisfy({ (0x21...0x7E).contains($0) }),
            target.utf8.first == UInt8(ascii: "/") || target == "*" && method == "OPTIONS"
        else {
            throw malformed("the request target is no path, or has a character that must be percent-encoded")
        }
        guard target.utf8.count <= limits.maxTargetSize else {
            throw MeridianError(
                .targetTooLong, "the request target is too long; send the data in the body", status: 414)
        }
        guard headers.count <= limits.maxFields + 4 else {
            throw MeridianError(
                .requestHeadTooLarge, "the request head has too many fields; send fewer", status: 431)
        }
        var fields = HTTPFields(capacity: 512)
        let authority = headers.first(name: ":authority")
        if let authority { fields.append("host", authority) }
        var cookies: [String] = []
        var expectsContinue = false
        for (name, value, _) in headers where name.utf8.first != UInt8(ascii: ":") {
            switch name {
            // Of a connection, and so none of HTTP/2's (§8.2.2).
            case "connection", "keep-alive", "proxy-connection", "transfer-encoding", "upgrade", "te": continue
            case "host": if authority == nil { fields.append(name, value) }
            // One field may be spread over several (§8.2.3).
            case "cookie": cookies.append(value)
            case "expect":
                guard value.lowercased() == "100-continue" else {
                    throw MeridianError(
                        .unsupportedExpectation, "the only expectation understood is '100-continue'", status: 417)
                }
                expectsContinue = true
            default:
                guard isToken(name) else { throw malformed("a field name is empty or no token") }
                fields.append(name, value)
            }
        }
        guard fields.contains("host") else {
            throw MeridianError(.invalidHost, "the request has neither ':authority' nor a Host field", status: 400)
        }
        if !cookies.isEmpty { fields.append("cookie", cookies.joined(separator: "; ")) }
        return (RequestHead(method: HTTPMethod(method), target: target, fields: fields), expectsContinue)
    }

    /// The fields behind a body.
    static func trailers(_ headers: HPACKHeaders) -> HTTPFields {
        var fields = HTTPFields()
        for (name, value, _) in headers where name.utf8.first != UInt8(ascii: ":") { fields.append(name, value) }
        return fields
    }

    /// - Parameters:
    ///   - request: The fields of the request, whose id the answer has where it has none of its own.
    ///   - length: Of the body, where it is known and the handler does not tell it.
    static func response(
        _ head: ResponseHead, of request: HTTPFields, length: Int?, date: String
    ) -> HPACKHeaders {
        let status = (200...599).contains(head.status) ? head.status : 500
        var headers: HPACKHeaders = [":status": String(status)]
        var hasDate = false
        var hasID = false
        head.fields.forEach { nameBytes, valueBytes in
            let name = String(decoding: nameBytes, as: UTF8.self)
            switch name {
            case "connection", "keep-alive", "proxy-connection", "transfer-encoding", "upgrade", "content-length":
                return
            case "date": hasDate = true
            case RequestID.fieldName: hasID = true
            default: break
            }
            guard isToken(name), valueBytes.allSatisfy(HTTPSyntax.isFieldValue) else {
                return
            }
            headers.add(name: name, value: String(decoding: valueBytes, as: UTF8.self))
        }
        if let length { headers.add(name: "content-length", value: String(length)) }
        if !hasID, let id = request[RequestID.fieldName] { headers.add(name: RequestID.fieldName, value: id) }
        if !hasDate { headers.add(name: "date", value: date) }
        return headers
    }

    private static func isToken(_ text: String) -> Bool {
        !text.isEmpty && text.utf8.allSatisfy(HTTPSyntax.isToken)
    }

    private static func malformed(_ reason: String) -> MeridianError {
        MeridianError(.malformedRequest, reason, status: 400)
    }
}
