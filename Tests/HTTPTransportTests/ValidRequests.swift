import Testing

/// Requests that are accepted, with what a handler sees of them.
enum ValidRequests {
    struct Case: Sendable, CustomTestStringConvertible {
        var text: String
        var method = "GET"
        var target = "/"
        var fields = ["host: a"]
        var body = ""
        var keepAlive = true

        var testDescription: String { String(text.prefix(60)) }
    }

    static let all: [Case] = [
        Case(text: "GET / HTTP/1.1\r\nHost: a\r\n\r\n"),
        Case(text: "\r\nGET / HTTP/1.1\r\nHost: a\r\n\r\n"),
        Case(text: "GET / HTTP/1.1\r\nHost:a\r\n\r\n"),
        Case(text: "GET / HTTP/1.1\r\nHOST: \t a \t \r\n\r\n"),
        Case(text: "get / HTTP/1.1\r\nHost: a\r\n\r\n", method: "get"),
        Case(text: "GET /a/b%20c?d=e&f=%2F HTTP/1.1\r\nHost: a\r\n\r\n", target: "/a/b%20c?d=e&f=%2F"),
        Case(text: "GET //a HTTP/1.1\r\nHost: a\r\n\r\n", target: "//a"),
        Case(text: "OPTIONS * HTTP/1.1\r\nHost: a\r\n\r\n", method: "OPTIONS", target: "*"),
        Case(text: "GET http://b:81/c?d HTTP/1.1\r\nHost: a\r\n\r\n", target: "/c?d", fields: ["host: b:81"]),
        Case(text: "GET HTTPS://b HTTP/1.1\r\nHost: a\r\nX: y\r\n\r\n", fields: ["host: b", "x: y"]),
        Case(text: "GET http://b?c=d HTTP/1.1\r\nHost: a\r\n\r\n", target: "/?c=d", fields: ["host: b"]),
        Case(text: "GET / HTTP/1.1\r\nHost: [::1]:8080\r\n\r\n", fields: ["host: [::1]:8080"]),
        Case(text: "GET / HTTP/1.1\r\nHost: a:\r\n\r\n", fields: ["host: a:"]),
        Case(
            text: "GET / HTTP/1.1\r\nHost: a\r\nX-Empty:\r\nX-Tab: a\tb\r\nX-Text: ä\r\n\r\n",
            fields: ["host: a", "x-empty: ", "x-tab: a\tb", "x-text: ä"]),
        Case(
            text: "GET / HTTP/1.1\r\nHost: a\r\nCookie: b\r\nCookie: c\r\n\r\n",
            fields: ["host: a", "cookie: b", "cookie: c"]),
        Case(text: "GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n", keepAlive: false),
        Case(text: "GET / HTTP/1.1\r\nHost: a\r\nConnection: Keep-Alive, Close\r\n\r\n", keepAlive: false),
        Case(text: "GET / HTTP/1.0\r\n\r\n", fields: [], keepAlive: false),
        Case(text: "GET / HTTP/1.0\r\nHost: a\r\nConnection: keep-alive\r\n\r\n", keepAlive: false),
        Case(
            text: "GET / HTTP/1.1\r\nHost: a\r\nConnection: x-hop, Host\r\nX-Hop: 1\r\nX-End: 2\r\nKeep-Alive: 5\r\n"
                + "Proxy-Connection: a\r\nTE: trailers\r\nTrailer: x\r\nUpgrade: h2c\r\n\r\n",
            fields: ["host: a", "x-end: 2"]),
        Case(
            text: "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\n\r\nhello", method: "POST",
            fields: ["host: a", "content-length: 5"], body: "hello"),
        Case(
            text: "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 0\r\n\r\n", method: "POST",
            fields: ["host: a", "content-length: 0"]),
        Case(
            text: "PUT / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: Chunked\r\n\r\n"
                + "5\r\nhello\r\n00A;x=\"y\"\r\n, wide wor\r\n2\r\nld\r\n0\r\nX-Sum: 1\r\n\r\n",
            method: "PUT", body: "hello, wide world"),
        Case(
            text: "DELETE / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n0;end\r\n\r\n",
            method: "DELETE"),
        Case(
            text: "PATCH / HTTP/1.1\r\nHost: a\r\nX-Long: " + String(repeating: "v", count: 5000) + "\r\n\r\n",
            method: "PATCH", fields: ["host: a", "x-long: " + String(repeating: "v", count: 5000)]),
        Case(
            text: "GET /" + String(repeating: "p", count: 8191) + " HTTP/1.1\r\nHost: a\r\n\r\n",
            target: "/" + String(repeating: "p", count: 8191)),
    ]
}
