import Meridian
import MeridianHTTPClient
import MeridianTesting
import NIOCore
import NIOPosix
import Testing

/// The client against the framework's own server.
@Suite struct NetworkTransportTests {
    private struct Stock: FunctionApp {
        var functions: some FunctionGroup {
            Function("item", .get("/items/{id}")) { request, _ in
                Item(id: try request.parameter("id"), name: request.fields["x-key"] ?? "none")
            }
            Function("echo", .post("/echo"), body: .stream) { request, _ in
                let body = request.bodyStream
                return Response { writer in
                    for try await part in body { try await writer.write(part) }
                }
            }
            Function("bad", .get("/bad")) { _, _ -> String in throw Problem(status: 409, detail: "sold out") }
            Function("cut", .get("/cut")) { _, _ in
                Response { writer in
                    try await writer.write("a part")
                    throw CancellationError()
                }
            }
        }
    }

    private func calling(
        _ address: String, _ settings: [String: JSONValue] = [:],
        _ call: @escaping @Sendable (HTTPClient) async throws -> String
    ) async throws -> TestAnswer {
        var configuration: Configuration = ["httpClients.stock.baseURL": .string(address)]
        for (key, value) in settings { configuration["httpClients.stock." + key] = value }
        let app = try TestApp {
            CallingApp(configuration) { clients, context in try await call(clients.client("stock", for: context)) }
        }
        let answer = try await app.request(.get, "/")
        await app.stop()
        return answer
    }

    @Test func callsOverASocket() async throws {
        try await TestApp(Stock.self).withServer { address in
            let answer = try await calling(address, ["headers": ["x-key": "k"]]) { stock in
                let item: Item = try await stock.get("/items/7")
                do {
                    try await stock.call(ClientRequest(.get, "/bad"))
                    return "no error"
                } catch let error as UpstreamError {
                    return "\(item.id) \(item.name) \(error.problem?.detail ?? "")"
                }
            }
            #expect(answer.text == "7 k sold out")
        }
    }

    @Test func bodiesAreStreamedBothWays() async throws {
        try await TestApp(Stock.self).withServer { address in
            let answer = try await calling(address) { stock in
                let part = ByteBuffer(repeating: 0x61, count: 64 << 10)
                let (parts, feed) = AsyncThrowingStream<ByteBuffer, any Error>.makeStream()
                let response = try await withThrowingTaskGroup(of: Void.self) { group in
                    group.addTask {
                        for _ in 0..<64 { feed.yield(part) }
                        feed.finish()
                    }
                    return try await stock.send(ClientRequest(.post, "/echo", body: .stream(parts)))
                }
                var count = 0
                for try await part in response.body { count += part.readableBytes }
                return "\(count)"
            }
            #expect(answer.text == "\(64 * 64 << 10)")
        }
    }

    @Test func aBodyThatIsCutIsAnError() async throws {
        try await TestApp(Stock.self).withServer { address in
            let answer = try await calling(address) { try await $0.call(ClientRequest(.get, "/cut")).text }
            answer.expectProblem(status: 502, code: "MER-1562")
        }
    }

    @Test func nobodyListens() async throws {
        // A port that was free a moment ago.
        let listener = try await ServerBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .bind(host: "127.0.0.1", port: 0).get()
        let port = try #require(listener.localAddress?.port)
        try await listener.close()
        let answer = try await calling("http://127.0.0.1:\(port)", ["retryPause": "1ms"]) {
            try await $0.call(ClientRequest(.post, "/")).text
        }
        answer.expectProblem(status: 502, code: "MER-1562")
        #expect(answer[member: "detail"] == "the service 'stock' can't be reached")
    }

    @Test func aServerThatSaysNothing() async throws {
        let listener = try await ServerBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .bind(host: "127.0.0.1", port: 0).get()
        let port = try #require(listener.localAddress?.port)
        let answer = try await calling("http://127.0.0.1:\(port)", ["timeout": "50ms"]) {
            try await $0.call(ClientRequest(.get, "/")).text
        }
        answer.expectProblem(status: 504, code: "MER-1563")
        try await listener.close()
    }
}
