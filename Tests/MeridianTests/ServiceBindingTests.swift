import HTTPTransport
import MeridianCore
import NIOCore
import NIOPosix
import Testing

@testable import Meridian

@Suite(.timeLimit(.minutes(1)))
struct ServiceBindingTests {
    struct Price: Codable, Sendable, Equatable { var cents: Int }

    /// A caller whose function asks the binding `PRICES` of a server, and tells how it went.
    private func withCaller(
        _ ask: @escaping @Sendable (ServiceBinding) async throws -> String, _ body: (Caller) async throws -> Void
    ) async throws {
        let server = HTTPServer(
            configuration: HTTPServerConfiguration(address: ListenAddress(.host("127.0.0.1", port: 0))),
            group: MultiThreadedEventLoopGroup.singleton
        ) { _ in Prices() }
        let port = try #require(try await server.start().port)
        let caller = try Caller(environment: ["MERIDIAN_BINDING_PRICES": "http://prices.localhost:\(port)"]) {
            Function("ask", .get("/")) { _, context in
                do { return try await ask(context.binding("PRICES")) } catch let error as MeridianError {
                    return "\(error.code): \(error.message)"
                }
            }
        }
        do { try await body(caller) } catch {
            await server.drain(grace: .zero)
            throw error
        }
        await server.drain(grace: .zero)
    }

    @Test func `an answer comes back whatever its status`() async throws {
        try await withCaller {
            let found = try await $0.fetch(.get, "/7")
            let lost = try await $0.fetch(.get, "/lost")
            return "\(try found.decode(Price.self).cents) \(found.isSuccess) \(lost.status) \(lost.isSuccess)"
        } _: { caller in
            let answer = await caller.call()
            #expect(answer.text == "700 true 404 false")
        }
    }

    @Test func `bodies go there, on connections that are kept`() async throws {
        try await withCaller { prices in
            var answers: [String] = []
            for cents in 1...20 {
                answers.append(try await prices.fetch(.post, "/echo", json: Price(cents: cents)).text)
            }
            return answers.joined()
        } _: { caller in
            let answer = await caller.call()
            #expect(answer.text == (1...20).map { "{\"cents\":\($0)}" }.joined())
        }
    }

    @Test func `a call carries on what its caller was called with`() async throws {
        try await withCaller {
            try await $0.fetch(.get, "/fields").text
        } _: { caller in
            let answer = await caller.call(
                fields: ["x-request-id": "r-9", "x-meridian-depth": "2", "x-meridian-criticality": "critical"],
                timeout: .seconds(5))
            let fields = Set(answer.text.split(separator: "\n").map(String.init))
            #expect(fields.isSuperset(of: ["x-request-id: r-9", "x-meridian-depth: 3"]))
            #expect(fields.contains("x-meridian-criticality: critical"))
            #expect(fields.contains { $0.hasPrefix("x-meridian-timeout: ") })
        }
    }

    @Test func `a call that is too deep is refused`() async throws {
        try await withCaller {
            try await $0.fetch(.get, "/7").text
        } _: { caller in
            let answer = await caller.call(fields: ["x-meridian-depth": "16"])
            #expect(answer.text.hasPrefix("MER-6307: services have called each other 16 deep"))
        }
    }

    @Test func `a call ends with the time that it has`() async throws {
        try await withCaller {
            try await $0.fetch(.get, "/never", timeout: .milliseconds(20)).text
        } _: { caller in
            let answer = await caller.call()
            #expect(answer.text.hasPrefix("MER-1203"))
        }
    }

    @Test(
        arguments: [
            ("http://127.0.0.1:1", "MER-6306: the service behind PRICES at 127.0.0.1:1 did not answer"),
            ("https://prices.example", "MER-6305: MERIDIAN_BINDING_PRICES is 'https://prices.example'"),
            (nil, "MER-6305: there is no binding 'PRICES'"),
        ] as [(String?, String)])
    func `what can't be called is told`(_ address: String?, _ expected: String) async throws {
        let environment = address.map { ["MERIDIAN_BINDING_PRICES": $0] } ?? [:]
        let caller = try Caller(environment: environment) {
            Function("ask", .get("/")) { _, context in
                do { return try await context.binding("PRICES").fetch(.get, "/").text } catch let error as MeridianError
                {
                    return "\(error.code): \(error.message)"
                }
            }
        }
        let answer = await caller.call()
        #expect(answer.text.hasPrefix(expected), "\(answer.text)")
    }

    @Test func `a target is a path`() async throws {
        try await withCaller {
            try await $0.fetch(.get, "7 8").text
        } _: { caller in
            let answer = await caller.call()
            #expect(answer.text.hasPrefix("MER-6306: '7 8' can't be asked of PRICES"))
        }
    }

    @Test(arguments: [
        ("http://promotions.localhost:7700", "promotions.localhost:7700", "127.0.0.1"),
        ("http://10.0.0.7/", "10.0.0.7", "10.0.0.7"), ("http://[::1]:80", "[::1]", "::1"),
    ])
    func `addresses are read`(_ text: String, _ authority: String, _ lookedUp: String) throws {
        let target = try #require(CallTarget(text))
        #expect(target.authority == authority)
        #expect(target.lookedUp == lookedUp)
    }

    @Test(arguments: ["", "http://", "https://a", "http://a/b", "http://a:0", "http://a:x", "http://u@a", "a:80"])
    func `what is no address is refused`(_ text: String) {
        #expect(CallTarget(text) == nil)
    }
}

private final class Prices: ExchangeHandler {
    func handle(_ head: consuming RequestHead, responder: any ExchangeResponder) -> (any ExchangeReceiver)? {
        let head = head
        switch head.path {
        case "/7": responder.respond(ResponseHead(), body: ByteBuffer(string: "{\"cents\":700}"))
        case "/fields":
            let text = head.fields.pairs.map { "\($0.name): \($0.value)" }.joined(separator: "\n")
            responder.respond(ResponseHead(), body: ByteBuffer(string: text))
        case "/echo": return Echo(responder)
        case "/never": return Echo(nil)
        default: responder.respond(ResponseHead(status: 404), body: ByteBuffer())
        }
        return nil
    }

    private final class Echo: ExchangeReceiver {
        private var body = ByteBuffer()
        private let responder: (any ExchangeResponder)?

        init(_ responder: (any ExchangeResponder)?) {
            self.responder = responder
        }

        func exchangeReceived(_ part: ByteBuffer, isLast: Bool) {
            body.writeImmutableBuffer(part)
            if isLast { responder?.respond(ResponseHead(), body: body) }
        }

        func exchangeBecameWritable() {}
        func exchangeCancelled(_ error: MeridianError) {}
    }
}
