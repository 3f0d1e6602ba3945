import HTTPTransport
public import Meridian

/// A function that keeps a WebSocket open (RFC 6455).
///
/// ```swift
/// WebSocket("echo", "/echo") { socket, context in
///     for try await message in socket { try await socket.send(message) }
/// }
/// ```
/// It is a GET function until the connection is handed over: middleware and authentication run before, and may refuse.
/// The closure runs in a task for as long as the connection lives. When it returns, the connection is closed with 1000;
/// when it throws, with 1011; when the app stops, with 1001, and the loop over the messages ends. The context has no
/// deadline that would count.
///
/// Only an ordinary app has connections to hand over; elsewhere the answer is 501 (`MER-1580`).
public struct WebSocket: FunctionGroup, Sendable {
    public let functions: [Function]

    /// - Parameters:
    ///   - name: Unique in the service.
    ///   - path: Such as `/rooms/{id}`.
    ///   - description: A sentence for listings.
    ///   - options: Bounds, times, subprotocols and trusted origins.
    ///   - body: What happens on the connection.
    public init(
        _ name: String, _ path: String, description: String? = nil, options: WebSocketOptions = WebSocketOptions(),
        body: @escaping @Sendable (WebSocketConnection, Context) async throws -> Void
    ) {
        self.init(name, path, description: description, options: options) { socket, _, context in
            try await body(socket, context)
        }
    }

    /// - Parameters:
    ///   - name: Unique in the service.
    ///   - path: Such as `/rooms/{id}`.
    ///   - description: A sentence for listings.
    ///   - options: Bounds, times, subprotocols and trusted origins.
    ///   - body: What happens on the connection. It has the request, for its parameters.
    public init(
        _ name: String, _ path: String, description: String? = nil, options: WebSocketOptions = WebSocketOptions(),
        body: @escaping @Sendable (WebSocketConnection, Request, Context) async throws -> Void
    ) {
        let function = Function(name, .get(path), description: description) { request, context -> Response in
            try Handshake.checkOrigin(request.head, trusted: options.trustedOrigins)
            return Response(
                upgrade: Upgrade { offer, eventLoop in
                    guard offer == .webSocket else {
                        var problem = Problem(
                            .webSocketExpected, "\(request.path) takes WebSocket connections only", status: 426)
                        problem.fields.set("sec-websocket-version", "13")
                        throw problem
                    }
                    let answer = try Handshake.answer(request.head, options)
                    let handler = WebSocketHandler(options, answer, on: eventLoop) { socket in
                        do {
                            try await body(socket, request, context)
                            return .normal
                        } catch {
                            if socket.closing == nil, !(error is CancellationError) {
                                context.logger.error("the WebSocket failed", metadata: ["error": "\(error)"])
                            }
                            return .serverFailed
                        }
                    }
                    return (answer.fields, handler)
                })
        }
        functions = [function]
    }
}
