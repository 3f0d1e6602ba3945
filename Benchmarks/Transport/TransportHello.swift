import HTTPTransport
import MeridianCore
import NIOCore
import NIOPosix

/// The HTTP server without a framework above it, on one event loop: what an app's own part is measured against.
@main
struct TransportHello {
    static func main() async throws {
        let port = CommandLine.arguments.dropFirst().first ?? "8080"
        let group = MultiThreadedEventLoopGroup(numberOfThreads: 1)
        let handler = Hello()
        let server = HTTPServer(
            configuration: HTTPServerConfiguration(address: try ListenAddress("127.0.0.1:\(port)")), group: group
        ) { _ in handler }
        _ = try await server.start()
        // Until it is killed.
        try await Task.sleep(for: .seconds(86_400))
    }
}

private final class Hello: ExchangeHandler, Sendable {
    private let head = ResponseHead(fields: ["content-type": "text/plain; charset=utf-8"])
    private let body = ByteBuffer(string: "Hello, World!")

    func handle(_ head: consuming RequestHead, responder: any ExchangeResponder) -> (any ExchangeReceiver)? {
        responder.respond(self.head, body: body)
        return nil
    }
}
