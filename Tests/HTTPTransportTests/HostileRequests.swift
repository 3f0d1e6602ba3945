/// Requests that one proxy reads in one way and the next in another, or that are plain wrong.
enum HostileRequests {
    private static func get(_ fields: String) -> String { "GET / HTTP/1.1\r\nHost: a\r\n\(fields)\r\n\r\n" }
    private static func post(_ fields: String, _ body: String = "") -> String {
        "POST / HTTP/1.1\r\nHost: a\r\n\(fields)\r\n\r\n\(body)"
    }
    private static func chunked(_ body: String) -> String { post("Transfer-Encoding: chunked", body) }

    static let all: [Hostile] = requestLines + fields + hosts + framing + chunks + sizes

    static let requestLines: [Hostile] = [
        Hostile("no version", "GET /\r\n\r\n"),
        Hostile("two spaces before the target", "GET  / HTTP/1.1\r\nHost: a\r\n\r\n"),
        Hostile("two spaces before the version", "GET /  HTTP/1.1\r\nHost: a\r\n\r\n"),
        Hostile("tab for a space", "GET\t/ HTTP/1.1\r\nHost: a\r\n\r\n"),
        Hostile("space after the version", "GET / HTTP/1.1 \r\nHost: a\r\n\r\n"),
        Hostile("leading space", " GET / HTTP/1.1\r\nHost: a\r\n\r\n"),
        Hostile("two empty lines before", "\r\n\r\nGET / HTTP/1.1\r\nHost: a\r\n\r\n"),
        Hostile("CR alone before", "\rGET / HTTP/1.1\r\nHost: a\r\n\r\n"),
        Hostile("invalid method character", "G(T / HTTP/1.1\r\nHost: a\r\n\r\n"),
        Hostile("NUL in the method", bytes: Array("G".utf8) + [0] + Array("T / HTTP/1.1\r\nHost: a\r\n\r\n".utf8)),
        Hostile("long method", String(repeating: "A", count: 40) + " / HTTP/1.1\r\nHost: a\r\n\r\n", 501),
        Hostile("NUL in the target", bytes: Array("GET /".utf8) + [0] + Array(" HTTP/1.1\r\nHost: a\r\n\r\n".utf8)),
        Hostile(
            "byte above ASCII in the target",
            bytes: Array("GET /".utf8) + [0xE9] + Array(" HTTP/1.1\r\nHost: a\r\n\r\n".utf8)),
        Hostile("fragment in the target", "GET /#a HTTP/1.1\r\nHost: a\r\n\r\n"),
        Hostile("relative target", "GET index.html HTTP/1.1\r\nHost: a\r\n\r\n"),
        Hostile("authority for a target", "GET a:80 HTTP/1.1\r\nHost: a\r\n\r\n"),
        Hostile("asterisk with GET", "GET * HTTP/1.1\r\nHost: a\r\n\r\n"),
        Hostile("foreign scheme", "GET ftp://a/ HTTP/1.1\r\nHost: a\r\n\r\n"),
        Hostile("user name in the target", "GET http://u@a/ HTTP/1.1\r\nHost: a\r\n\r\n"),
        Hostile("no host in an absolute target", "GET http:///x HTTP/1.1\r\nHost: a\r\n\r\n"),
        Hostile("CONNECT", "CONNECT a:443 HTTP/1.1\r\nHost: a:443\r\n\r\n", 501),
        Hostile("HTTP/2.0", "GET / HTTP/2.0\r\nHost: a\r\n\r\n", 505),
        Hostile("HTTP/1.2", "GET / HTTP/1.2\r\nHost: a\r\n\r\n", 505),
        Hostile("HTTP/2 preface", "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", 505),
        Hostile("lower-case version", "GET / http/1.1\r\nHost: a\r\n\r\n"),
        Hostile("HTTP/1,1", "GET / HTTP/1,1\r\nHost: a\r\n\r\n"),
        Hostile("HTTP/x.1", "GET / HTTP/x.1\r\nHost: a\r\n\r\n"),
        Hostile("HTTP/11", "GET / HTTP/11\r\nHost: a\r\n\r\n"),
        Hostile("TLS hello", bytes: [0x16, 0x03, 0x01, 0x02, 0x00, 0x01, 0x00, 0x01, 0xFC, 0x03, 0x03]),
    ]

    static let fields: [Hostile] = [
        Hostile("LF ends the request line", "GET / HTTP/1.1\nHost: a\r\n\r\n"),
        Hostile("LF ends a field", "GET / HTTP/1.1\r\nHost: a\nX: y\r\n\r\n"),
        Hostile("LF ends the head", "GET / HTTP/1.1\r\nHost: a\r\n\n"),
        Hostile("CR within a value", get("X: a\rb")),
        Hostile("CR at the end of a value", get("X: a\r\r\nY: b")),
        Hostile("CR ends the head", "GET / HTTP/1.1\r\nHost: a\r\n\rX"),
        Hostile(
            "NUL in a value", bytes: Array("GET / HTTP/1.1\r\nHost: a\r\nX: a".utf8) + [0] + Array("b\r\n\r\n".utf8)),
        Hostile("DEL in a value", get("X: a\u{7F}b")),
        Hostile("control character in a value", get("X: a\u{1}b")),
        Hostile("space before the colon", get("X : y")),
        Hostile("tab before the colon", get("X\t: y")),
        Hostile("no name", get(": y")),
        Hostile("no colon", get("X")),
        Hostile("space in a name", get("X Y: z")),
        Hostile("folded line", get("X: y\r\n z")),
        Hostile("folded line by tab", get("X: y\r\n\tz")),
        Hostile("white space before the first field", "GET / HTTP/1.1\r\n Host: a\r\n\r\n"),
        Hostile("byte above ASCII in a name", get("É: y")),
        Hostile("unknown expectation", post("Expect: 200-ok\r\nContent-Length: 1", "x"), 417),
    ]

    static let hosts: [Hostile] = [
        Hostile("no Host", "GET / HTTP/1.1\r\nX: y\r\n\r\n"),
        Hostile("two Hosts", "GET / HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n"),
        Hostile("two equal Hosts", "GET / HTTP/1.1\r\nHost: a\r\nHost: a\r\n\r\n"),
        Hostile("two Hosts in HTTP/1.0", "GET / HTTP/1.0\r\nHost: a\r\nHost: b\r\n\r\n"),
        Hostile("empty Host", "GET / HTTP/1.1\r\nHost: \r\n\r\n"),
        Hostile("list of Hosts", "GET / HTTP/1.1\r\nHost: a, b\r\n\r\n"),
        Hostile("path in Host", "GET / HTTP/1.1\r\nHost: a/b\r\n\r\n"),
        Hostile("user name in Host", "GET / HTTP/1.1\r\nHost: u@a\r\n\r\n"),
        Hostile("port of letters", "GET / HTTP/1.1\r\nHost: a:http\r\n\r\n"),
        Hostile("open bracket", "GET / HTTP/1.1\r\nHost: [::1\r\n\r\n"),
        Hostile("absolute target without Host", "GET http://a/ HTTP/1.1\r\n\r\n"),
    ]

    static let framing: [Hostile] = [
        Hostile("two lengths", post("Content-Length: 1\r\nContent-Length: 2", "xy")),
        Hostile("two equal lengths", post("Content-Length: 1\r\nContent-Length: 1", "x")),
        Hostile("list of lengths", post("Content-Length: 1, 1", "x")),
        Hostile("length with a sign", post("Content-Length: +1", "x")),
        Hostile("negative length", post("Content-Length: -1", "x")),
        Hostile("hexadecimal length", post("Content-Length: 0x1", "x")),
        Hostile("empty length", post("Content-Length: ", "x")),
        Hostile("length with a space", post("Content-Length: 1 0", "x")),
        Hostile("length past any number", post("Content-Length: 18446744073709551617", "x")),
        Hostile("length and chunked", post("Content-Length: 5\r\nTransfer-Encoding: chunked", "0\r\n\r\n")),
        Hostile("chunked and length", post("Transfer-Encoding: chunked\r\nContent-Length: 5", "0\r\n\r\n")),
        Hostile("chunked twice", post("Transfer-Encoding: chunked, chunked", "0\r\n\r\n")),
        Hostile("chunked in two fields", post("Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked", "0\r\n\r\n")),
        Hostile("empty coding", post("Transfer-Encoding: ", "0\r\n\r\n")),
        Hostile("coding with a parameter", post("Transfer-Encoding: chunked;q=1", "0\r\n\r\n")),
        Hostile("quoted coding", post("Transfer-Encoding: \"chunked\"", "0\r\n\r\n")),
        Hostile("coding with a vertical tab", post("Transfer-Encoding: \u{B}chunked", "0\r\n\r\n")),
        Hostile("space before the colon of the coding", post("Transfer-Encoding : chunked", "0\r\n\r\n")),
        Hostile("unknown coding", post("Transfer-Encoding: xchunked", "0\r\n\r\n"), 501),
        Hostile("gzip before chunked", post("Transfer-Encoding: gzip, chunked", "0\r\n\r\n"), 501),
        Hostile("chunked before identity", post("Transfer-Encoding: chunked, identity", "0\r\n\r\n"), 501),
        Hostile(
            "coding in HTTP/1.0", "POST / HTTP/1.0\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n"),
    ]

    static let chunks: [Hostile] = [
        chunk("+5\r\nhello\r\n0\r\n\r\n", "size with a sign"),
        chunk("-5\r\nhello\r\n0\r\n\r\n", "negative size"),
        chunk("0x5\r\nhello\r\n0\r\n\r\n", "size with 0x"),
        chunk(" 5\r\nhello\r\n0\r\n\r\n", "space before the size"),
        chunk("5 \r\nhello\r\n0\r\n\r\n", "space after the size"),
        chunk("5 ;a=b\r\nhello\r\n0\r\n\r\n", "space before the extension"),
        chunk("\r\nhello\r\n0\r\n\r\n", "no size"),
        chunk("g\r\nhello\r\n0\r\n\r\n", "size of a letter"),
        chunk("FFFFFFFFFFFFFFFFF\r\nhello", "size past any number"),
        chunk("0000000000000000\r\n\r\n", "size of sixteen zeros"),
        chunk("5\nhello\r\n0\r\n\r\n", "LF ends the size"),
        chunk("5\r\nhelloo\r\n0\r\n\r\n", "data longer than its size"),
        chunk("5\r\nhello\n0\r\n\r\n", "LF ends the data"),
        chunk("5\r\nhello\rX0\r\n\r\n", "CR alone after the data"),
        chunk("5;\r\nhello\r\n0\r\n\r\n", "empty extension"),
        chunk("5;a=b \r\nhello\r\n0\r\n\r\n", "space after the extension"),
        chunk("5;a=\"b\r\nhello\r\n0\r\n\r\n", "extension with an open quote"),
        chunk("5;a=\u{1}\r\nhello\r\n0\r\n\r\n", "control character in an extension"),
        chunk("5;" + String(repeating: "a", count: 400) + "\r\nhello\r\n0\r\n\r\n", "long extension"),
        chunk("0\r\n X: y\r\n\r\n", "trailer with a leading space"),
        chunk("0\r\nX y\r\n\r\n", "trailer without a colon"),
        chunk("0\r\nX: y\n\r\n", "LF ends a trailer"),
        chunk("0\r\n" + String(repeating: "X: y\r\n", count: 101) + "\r\n", "too many trailers", 431),
        chunk("0\r\nX: " + String(repeating: "y", count: 9000) + "\r\n\r\n", "long trailer", 431),
    ]

    static let sizes: [Hostile] = [
        Hostile("long target", "GET /" + String(repeating: "a", count: 8192) + " HTTP/1.1\r\nHost: a\r\n\r\n", 414),
        Hostile("long target without end", "GET /" + String(repeating: "a", count: 9000), 414),
        Hostile("long value", get("X: " + String(repeating: "a", count: 33_000)), 431),
        Hostile("long head without end", "GET / HTTP/1.1\r\nX: " + String(repeating: "a", count: 33_000), 431),
        Hostile(
            "too many fields",
            get((0..<100).map { "X-\($0): y" }.joined(separator: "\r\n")), 431),
    ]

    private static func chunk(_ body: String, _ name: String, _ status: Int = 400) -> Hostile {
        Hostile(name, chunked(body), status, faultIsInBody: true)
    }
}
