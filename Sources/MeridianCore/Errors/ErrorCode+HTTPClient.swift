extension ErrorCode {
    public static let unknownHTTPClient = ErrorCode(1560)
    public static let invalidClientAddress = ErrorCode(1561)
    public static let upstreamUnreachable = ErrorCode(1562)
    public static let upstreamTimeout = ErrorCode(1563)
    public static let upstreamFailed = ErrorCode(1564)
    public static let upstreamAnswerTooLarge = ErrorCode(1565)
    public static let upstreamAnswerUnreadable = ErrorCode(1566)
    public static let invalidClientSetting = ErrorCode(1567)

    static let httpClientExplanations: [ErrorExplanation] = [
        .init(
            .unknownHTTPClient, "There is no HTTP client of that name",
            "The code asks `HTTPClients` for a name that neither `HTTPClientPlugin(clients:)` lists nor the "
                + "configuration has below `httpClients`.",
            mend: "Name the client where the plug-in is listed, or configure it below `httpClients`.",
            example: """
                var plugins: [any Plugin] { [HTTPClientPlugin(clients: "stock")] }

                MERIDIAN_HTTP_CLIENTS_STOCK_BASE_URL=https://stock.example.com
                """),
        .init(
            .invalidClientAddress, "A request of an HTTP client has no usable address",
            "An address is `http://` or `https://` with a host. A path is put behind the client's base URL, which it "
                + "then needs. A client with a base URL calls nothing else, so that its credentials stay there.",
            mend: "Give the client a base URL and the request a path below it, or use a client without a base URL.",
            example: """
                var configuration: Configuration { ["httpClients.stock.baseURL": "https://stock.example.com/v1"] }

                let item: Item = try await stock.get("/items/7")
                """),
        .init(
            .upstreamUnreachable, "A called service can't be reached",
            "No connection came about, or it broke before there was an answer. Requests that may be sent twice have "
                + "been tried again as often as the client's settings and its budget of retries allow.",
            mend: "See that the service runs, and that the client's `baseURL` and `proxy` are right.",
            example: """
                MER-1562: the service 'stock' can't be reached (caused by: connection refused)

                $ curl -i "$MERIDIAN_HTTP_CLIENTS_STOCK_BASE_URL"
                """),
        .init(
            .upstreamTimeout, "A called service did not answer in time",
            "The time of the client, of the request or of the invocation that makes it is over, retries included.",
            mend: "Find out why the service is slow, or raise `timeout` of the client and of the function.",
            example: """
                MERIDIAN_HTTP_CLIENTS_STOCK_TIMEOUT=10s
                """),
        .init(
            .upstreamFailed, "A called service answered with an error",
            "Its status is 400 or more, or a redirection that is not followed. The error is an `UpstreamError` with "
                + "the status, the fields, the body and the problem that the service sent.",
            mend: "Catch `UpstreamError` where the status means something; otherwise look at the service's log.",
            example: """
                do { try await stock.delete("/items/7") } catch let error as UpstreamError where error.status == 404 {}
                """),
        .init(
            .upstreamAnswerTooLarge, "The answer of a called service is too large",
            "An answer that is read as a whole may have as many bytes as `maxResponseSize` of the client says.",
            mend: "Raise `maxResponseSize`, or read the answer as a stream.",
            example: """
                let response = try await stock.send(ClientRequest(.get, "/export"))
                for try await part in response.body { … }
                """),
        .init(
            .upstreamAnswerUnreadable, "The answer of a called service is not what was expected",
            "Its body can't be read as the type that the call asks for. The error behind it names the place.",
            mend: "Compare the type with what the service sends.",
            example: """
                MER-1566: the answer of the service 'stock' can't be read as Item (caused by: 'name' is missing)
                """),
        .init(
            .invalidClientSetting, "A setting of an HTTP client is unknown or out of range",
            "The message names the setting below `httpClients` and what it may be.",
            mend: "Correct the setting that the message names.",
            example: """
                MER-1567: 'httpClients.stock.timeuot' is no setting of an HTTP client; there are baseURL, …
                """),
    ]
}
