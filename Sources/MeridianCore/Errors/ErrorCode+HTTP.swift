extension ErrorCode {
    public static let malformedRequest = ErrorCode(3001)
    public static let ambiguousFraming = ErrorCode(3002)
    public static let invalidHost = ErrorCode(3003)
    public static let malformedChunk = ErrorCode(3004)
    public static let unsupportedTransferCoding = ErrorCode(3005)
    public static let unsupportedHTTPVersion = ErrorCode(3006)
    public static let unsupportedMethod = ErrorCode(3007)
    public static let targetTooLong = ErrorCode(3008)
    public static let requestHeadTooLarge = ErrorCode(3009)
    public static let requestBodyTooLarge = ErrorCode(3010)
    public static let headTimeout = ErrorCode(3011)
    public static let bodyTimeout = ErrorCode(3012)
    public static let tooManyConnections = ErrorCode(3013)
    public static let unsupportedExpectation = ErrorCode(3014)
    public static let responseStalled = ErrorCode(3015)
    public static let responseLengthMismatch = ErrorCode(3016)
    public static let malformedResponse = ErrorCode(3017)
    public static let invalidListenAddress = ErrorCode(3101)
    public static let addressInUse = ErrorCode(3102)
    public static let cannotListen = ErrorCode(3103)

    static let httpExplanations: [ErrorExplanation] = [
        .init(
            .malformedRequest, "The request can't be read",
            "The bytes are not an HTTP/1.1 request by RFC 9112. The message says what is wrong. The connection is "
                + "closed, because where the next request would begin is no longer known.",
            mend: "Send HTTP/1.1; the message names the byte that is wrong.",
            example: """
                $ printf 'GET /a b HTTP/1.1\\r\\n\\r\\n' | nc localhost 7700    # a space in the target
                """),
        .init(
            .ambiguousFraming, "The request does not say clearly where its body ends",
            "Two Content-Length fields, a Content-Length that is no plain number, or a Content-Length together "
                + "with a Transfer-Encoding. Proxies disagree about such requests, which lets one request hide in "
                + "another, so they are refused.",
            mend: "Send one Content-Length or `Transfer-Encoding: chunked`, not both.",
            example: """
                Content-Length: 5
                Transfer-Encoding: chunked      # two answers to one question
                """),
        .init(
            .invalidHost, "The Host field is missing, repeated or malformed",
            "An HTTP/1.1 request carries exactly one Host field of the form `name` or `name:port`.",
            mend: "Send one Host field, as HTTP/1.1 asks.",
            example: """
                GET / HTTP/1.1
                Host: shop.localhost:7700
                """),
        .init(
            .malformedChunk, "A chunk of the request body can't be read",
            "A chunked body is a series of `SIZE CRLF data CRLF` with SIZE in plain hexadecimal digits, ended by "
                + "a chunk of size 0 and an empty line (RFC 9112 §7.1).",
            mend: "Send each chunk with its size in hexadecimal digits, and a chunk of size 0 at the end.",
            example: """
                5\\r\\nhello\\r\\n0\\r\\n\\r\\n
                """),
        .init(
            .unsupportedTransferCoding, "The request body uses a transfer coding that is not supported",
            "The only transfer coding understood is `chunked`.",
            mend: "Compress with Content-Encoding instead.",
            example: """
                Transfer-Encoding: chunked
                Content-Encoding: gzip
                """),
        .init(
            .unsupportedHTTPVersion, "The HTTP version is not supported",
            "The server speaks HTTP/1.1 and HTTP/1.0.",
            mend: "Let the client speak HTTP/1.1, or put a proxy before the server that does.",
            example: """
                $ curl --http1.1 localhost:7700/
                """),
        .init(
            .unsupportedMethod, "The server does not implement this method",
            "CONNECT asks for a tunnel, and this server is no proxy. A method name longer than 32 characters is "
                + "refused as well.",
            mend: "Use another method; send what is meant for a proxy to one.",
            example: """
                CONNECT example.com:443 HTTP/1.1     # for proxies only
                """),
        .init(
            .targetTooLong, "The path and query are too long",
            "The request target is longer than the server's limit (8 KiB unless configured).",
            mend: "Send the data in the body.",
            example: """
                $ curl --data @query.json localhost:7700/search
                """),
        .init(
            .requestHeadTooLarge, "The request head is too large",
            "Request line and fields together pass the server's limit (32 KiB and 100 fields unless configured). "
                + "Often a cookie has grown too large.",
            mend: "Send fewer or shorter fields; clear a cookie that has grown.",
            example: """
                Cookie: session=… 40 kB …
                """),
        .init(
            .requestBodyTooLarge, "The request body is larger than the server accepts",
            "The body passes the server's own limit.",
            mend: "Raise it in the server's configuration or send less.",
            example: """
                var configuration = HTTPServerConfiguration()
                configuration.maxBodySize = 64 << 20
                """),
        .init(
            .headTimeout, "The request head came too slowly",
            "The head was not complete within the server's time limit (10 s from its first byte unless "
                + "configured).",
            mend: "Send the head in one piece; look for a slow or broken client.",
            example: """
                $ nc localhost 7700          # and nothing typed for ten seconds
                """),
        .init(
            .bodyTimeout, "The request body stopped coming",
            "No byte of the body came within the server's time limit (60 s unless configured).",
            mend: "Send the body without long pauses; look for a broken connection.",
            example: """
                $ curl -T - localhost:7700/upload    # and nothing typed for a minute
                """),
        .init(
            .tooManyConnections, "The server has no room for another connection",
            "The number of open connections has reached the server's limit.",
            mend: "Try again later, reuse connections, or raise the limit.",
            example: """
                Connection: keep-alive        # and a pool of connections in the client
                """),
        .init(
            .unsupportedExpectation, "The request expects something the server does not know",
            "The only expectation understood is `100-continue`.",
            mend: "Leave the Expect field out, or send `Expect: 100-continue`.",
            example: """
                Expect: 200-ok        # answered 417
                """),
        .init(
            .responseStalled, "The client stopped reading its answer",
            "No byte of the response could be sent within the server's time limit (60 s unless configured), and "
                + "the connection was cut.",
            mend: "Read answers as they come; look for a client that hangs.",
            example: """
                $ curl localhost:7700/large | sleep 100
                """),
        .init(
            .responseLengthMismatch, "The response body is not as long as its Content-Length says",
            "A handler streamed more or fewer bytes than the Content-Length it set. The connection is cut so that "
                + "the client can't take the answer for a whole one.",
            mend: "Leave Content-Length out where the length is not known before, and the answer is chunked.",
            example: """
                Response(headers: ["Content-Length": "10"], stream: …)   // and 11 bytes written
                """),
        .init(
            .malformedResponse, "A server's response can't be read",
            "What came over the connection is no response by RFC 9112, or the connection was closed before one was whole. "
                + "The message says at what. A program with the contract http is such a server.",
            mend: "See what answers at the address, and read what it printed: it may be another program, or one that "
                + "speaks another protocol.",
            example: """
                MER-3017: the response can't be read: it does not begin with a status line such as 'HTTP/1.1 200 OK'
                """),
        .init(
            .invalidListenAddress, "The address to listen on can't be read",
            "An address is `PORT`, `:PORT`, `HOST:PORT`, `[IPv6]:PORT` or `unix:PATH`.",
            mend: "Write the address in one of these forms.",
            example: """
                $ meridian serve --listen 127.0.0.1:7700
                $ meridian serve --listen unix:/run/meridian.sock
                """),
        .init(
            .addressInUse, "Something else listens on this address",
            "Another process, perhaps another copy of this one, has the port or socket.",
            mend: "Stop it or choose another address.",
            example: """
                $ ss -ltnp 'sport = :7700'
                """),
        .init(
            .cannotListen, "The server can't listen on this address",
            "The operating system refused. The message says why: a port below 1024 needs a privilege, an address "
                + "must belong to this machine, the folder of a socket must exist and be writable.",
            mend: "Choose an address that belongs to this machine and a port from 1024 on.",
            example: """
                $ meridian serve --listen 0.0.0.0:8080
                """),
    ]
}
