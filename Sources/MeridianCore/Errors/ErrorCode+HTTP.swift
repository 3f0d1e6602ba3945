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
    public static let invalidListenAddress = ErrorCode(3101)
    public static let addressInUse = ErrorCode(3102)
    public static let cannotListen = ErrorCode(3103)

    static let httpExplanations: [ErrorExplanation] = [
        .init(
            .malformedRequest, "The request can't be read",
            "The bytes are not an HTTP/1.1 request by RFC 9112. The message says what is wrong. The connection is "
                + "closed, because where the next request would begin is no longer known."),
        .init(
            .ambiguousFraming, "The request does not say clearly where its body ends",
            "Two Content-Length fields, a Content-Length that is no plain number, or a Content-Length together with "
                + "a Transfer-Encoding. Proxies disagree about such requests, which lets one request hide in another, "
                + "so they are refused."),
        .init(
            .invalidHost, "The Host field is missing, repeated or malformed",
            "An HTTP/1.1 request carries exactly one Host field of the form `name` or `name:port`."),
        .init(
            .malformedChunk, "A chunk of the request body can't be read",
            "A chunked body is a series of `SIZE CRLF data CRLF` with SIZE in plain hexadecimal digits, ended by "
                + "a chunk of size 0 and an empty line (RFC 9112 §7.1)."),
        .init(
            .unsupportedTransferCoding, "The request body uses a transfer coding that is not supported",
            "The only transfer coding understood is `chunked`. Compress with Content-Encoding instead."),
        .init(
            .unsupportedHTTPVersion, "The HTTP version is not supported",
            "The server speaks HTTP/1.1 and HTTP/1.0."),
        .init(
            .unsupportedMethod, "The server does not implement this method",
            "CONNECT asks for a tunnel, and this server is no proxy. A method name longer than 32 characters is "
                + "refused as well."),
        .init(
            .targetTooLong, "The path and query are too long",
            "The request target is longer than the server's limit (8 KiB unless configured). Send the data in the body."
        ),
        .init(
            .requestHeadTooLarge, "The request head is too large",
            "Request line and fields together pass the server's limit (32 KiB and 100 fields unless configured). "
                + "Often a cookie has grown too large."),
        .init(
            .requestBodyTooLarge, "The request body is larger than the server accepts",
            "The body passes the server's own limit. Raise it in the server's configuration or send less."),
        .init(
            .headTimeout, "The request head came too slowly",
            "The head was not complete within the server's time limit (10 s from its first byte unless configured)."),
        .init(
            .bodyTimeout, "The request body stopped coming",
            "No byte of the body came within the server's time limit (60 s unless configured)."),
        .init(
            .tooManyConnections, "The server has no room for another connection",
            "The number of open connections has reached the server's limit. Try again later, reuse connections, or "
                + "raise the limit."),
        .init(
            .unsupportedExpectation, "The request expects something the server does not know",
            "The only expectation understood is `100-continue`."),
        .init(
            .responseStalled, "The client stopped reading its answer",
            "No byte of the response could be sent within the server's time limit (60 s unless configured), and the "
                + "connection was cut."),
        .init(
            .responseLengthMismatch, "The response body is not as long as its Content-Length says",
            "A handler streamed more or fewer bytes than the Content-Length it set. The connection is cut so that "
                + "the client can't take the answer for a whole one."),
        .init(
            .invalidListenAddress, "The address to listen on can't be read",
            "An address is `PORT`, `:PORT`, `HOST:PORT`, `[IPv6]:PORT` or `unix:PATH`."),
        .init(
            .addressInUse, "Something else listens on this address",
            "Another process, perhaps another copy of this one, has the port or socket. Stop it or choose another address."
        ),
        .init(
            .cannotListen, "The server can't listen on this address",
            "The operating system refused. The message says why: a port below 1024 needs a privilege, an address must "
                + "belong to this machine, the folder of a socket must exist and be writable."),
    ]
}
