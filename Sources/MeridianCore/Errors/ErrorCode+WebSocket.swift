extension ErrorCode {
    public static let webSocketUnsupported = ErrorCode(1580)
    public static let webSocketExpected = ErrorCode(1581)
    public static let webSocketOriginRefused = ErrorCode(1582)
    public static let webSocketClosed = ErrorCode(1583)

    static let webSocketExplanations: [ErrorExplanation] = [
        .init(
            .webSocketUnsupported, "This host has no WebSocket",
            "A WebSocket is a connection of its own for as long as the client likes. A worker of the platform, a cloud's "
                + "function and a call in memory answer one request at a time and can't hand their connection over; "
                + "the ordinary app can.",
            mend: "Run the service as an ordinary app for its WebSockets.",
            example: """
                $ MERIDIAN_LISTEN=0.0.0.0:8080 .build/release/Chat
                """),
        .init(
            .webSocketExpected, "The address takes WebSocket connections only",
            "The request is no opening handshake of WebSocket, version 13 (RFC 6455 §4): a GET over HTTP/1.1 with "
                + "`connection: upgrade`, `upgrade: websocket`, `sec-websocket-version: 13` and a key. A proxy on the "
                + "way may have taken these fields away.",
            mend: "Connect by WebSocket, and let proxies on the way hand on `connection` and `upgrade`.",
            example: """
                new WebSocket("wss://chat.example.com/chat")

                proxy_set_header upgrade $http_upgrade;
                proxy_set_header connection "upgrade";
                """),
        .init(
            .webSocketOriginRefused, "A page of another site tried to connect",
            "Browsers let any page open a WebSocket, with the visitor's cookies. Only pages of the same host and of "
                + "trusted origins are let in.",
            mend: "Name the page's origin in `trustedOrigins`, if it is yours.",
            example: """
                var options = WebSocketOptions()
                options.trustedOrigins = ["https://shop.example.com"]
                """),
        .init(
            .webSocketClosed, "The WebSocket is closed",
            "A message was to be sent when the client was gone, or the connection was being closed.",
            mend: "Leave the loop over the messages when it ends, and send nothing after it.",
            example: """
                for try await message in socket { try await socket.send(message) }
                """),
    ]
}
