import AsyncHTTPClient
import HTTPTransport
import MeridianCore
import NIOCore
import NIOHTTP1
import NIOPosix
import NIOSSL
import SecureTransport
import TestSupport
import Testing

/// A server on a port that the system picked, and clients that trust its certificates, over both protocols.
@Suite(.timeLimit(.minutes(1)))
struct SecureServerTests {
    private struct Running {
        let server: HTTPServer
        let front: SecureFront
        let port: Int
    }

    private static let host = "shop.example"

    /// - Parameter body: Gets a client and the base of its addresses.
    private func with(
        _ version: HTTPClient.Configuration.HTTPVersion, host: String = Self.host,
        configure: (inout HTTPServerConfiguration) -> Void = { _ in },
        _ body: (HTTPClient, String, Running) async throws -> Void
    ) async throws {
        let made = try TestCertificate(for: ["shop.example", "*.wild.example"])
        let certificate = try ServerCertificate(chain: made.chain, key: made.key)
        let front = SecureFront()
        front.update(
            CertificateTable([
                DomainName("shop.example")!: certificate, DomainName("*.wild.example")!: certificate,
            ]))
        var configuration = HTTPServerConfiguration(address: try ListenAddress("127.0.0.1:0"))
        configure(&configuration)
        let server = HTTPServer(
            configuration: configuration, group: NIOSingletons.posixEventLoopGroup, front: front
        ) { _ in EchoHandler() }
        let port = try await server.start().port!
        var clientConfiguration = HTTPClient.Configuration()
        clientConfiguration.httpVersion = version
        clientConfiguration.timeout.connect = .seconds(2)
        clientConfiguration.dnsOverride = [host: "127.0.0.1"]
        var trust = TLSConfiguration.makeClientConfiguration()
        trust.trustRoots = .certificates(try NIOSSLCertificate.fromPEMBytes(Array(made.chain.utf8)))
        clientConfiguration.tlsConfiguration = trust
        let client = HTTPClient(eventLoopGroupProvider: .singleton, configuration: clientConfiguration)
        let result: Result<Void, any Error>
        do {
            result = .success(
                try await body(
                    client, "https://\(host):\(port)", Running(server: server, front: front, port: port)))
        } catch {
            result = .failure(error)
        }
        try await client.shutdown()
        await server.drain(grace: .seconds(1))
        try result.get()
    }

    private func get(_ client: HTTPClient, _ url: String) async throws -> (HTTPClientResponse, String) {
        let response = try await client.execute(HTTPClientRequest(url: url), timeout: .seconds(10))
        return (response, String(buffer: try await response.body.collect(upTo: 16 << 20)))
    }

    @Test(arguments: [(HTTPClient.Configuration.HTTPVersion.automatic, 2), (.http1Only, 1)])
    func clientsAgreeOnTheirProtocol(version: HTTPClient.Configuration.HTTPVersion, major: Int) async throws {
        try await with(version) { client, base, _ in
            var request = HTTPClientRequest(url: base + "/fields?a=%20b")
            request.headers = ["cookie": "a=1", "x-one": "1", "te": "trailers"]
            let response = try await client.execute(request, timeout: .seconds(10))
            let text = String(buffer: try await response.body.collect(upTo: 1 << 20))
            #expect(response.version.major == major)
            #expect(response.status == .ok)
            #expect(text.hasPrefix("GET /fields?a=%20b\n"))
            #expect(text.contains("\nhost: shop.example"))
            for line in ["cookie: a=1", "x-one: 1", "x-forwarded-proto: https", "x-forwarded-for: 127.0.0.1"] {
                #expect(text.contains(line + "\n"), "\(text)")
            }
            #expect(!text.contains("te: trailers"))
            #expect(response.headers["date"].first?.hasSuffix("GMT") == true)
            #expect(response.headers["x-request-id"].count == 1)
        }
    }

    @Test(arguments: [HTTPClient.Configuration.HTTPVersion.automatic, .http1Only])
    func bodiesGoBothWays(version: HTTPClient.Configuration.HTTPVersion) async throws {
        try await with(version) { client, base, _ in
            // More than all windows together.
            var expected = ByteBuffer()
            for number in 0..<(300_000 as UInt32) { expected.writeInteger(number) }
            var request = HTTPClientRequest(url: base + "/echo")
            request.method = .POST
            request.body = .bytes(expected)
            let response = try await client.execute(request, timeout: .seconds(20))
            let echoed = try await response.body.collect(upTo: 16 << 20)
            #expect(echoed == expected)
            let (large, text) = try await get(client, base + "/large")
            #expect(large.headers["content-length"] == ["\(4 << 20)"])
            #expect(text.utf8.count == 4 << 20)
        }
    }

    @Test func manyRequestsShareAConnection() async throws {
        try await with(.automatic) { client, base, running in
            _ = try await get(client, base + "/fields")
            try await withThrowingTaskGroup(of: Int.self) { group in
                for number in 0..<100 {
                    group.addTask {
                        var request = HTTPClientRequest(url: base + "/echo")
                        request.method = .POST
                        request.body = .bytes(ByteBuffer(string: "\(number)"))
                        let response = try await client.execute(request, timeout: .seconds(20))
                        let text = String(buffer: try await response.body.collect(upTo: 100))
                        return text == "\(number)" ? 1 : 0
                    }
                }
                let right = try await group.reduce(0, +)
                #expect(right == 100)
            }
            #expect(running.server.activeConnections == 1)
        }
    }

    @Test func answersKeepTheirShape() async throws {
        try await with(.automatic) { client, base, _ in
            let (cookies, _) = try await get(client, base + "/cookies")
            #expect(cookies.headers["set-cookie"] == ["a=1", "b=2"])
            #expect(cookies.headers["connection"].isEmpty)
            let (error, text) = try await get(client, base + "/error")
            #expect(error.status == .notFound)
            #expect(error.headers["content-type"] == ["application/problem+json"])
            #expect(text.contains("nothing is here"))
            var head = HTTPClientRequest(url: base + "/fields")
            head.method = .HEAD
            let headAnswer = try await client.execute(head, timeout: .seconds(10))
            let none = try await headAnswer.body.collect(upTo: 100)
            #expect(none.readableBytes == 0)
            #expect(headAnswer.headers["content-length"].first.flatMap { Int($0) } ?? 0 > 0)
            // A body that ends early is no whole one.
            await #expect(throws: (any Error).self) { _ = try await get(client, base + "/short") }
            let (after, _) = try await get(client, base + "/fields")
            #expect(after.status == .ok)
        }
    }

    @Test func whatNobodyWantsIsNotWaitedFor() async throws {
        try await with(.automatic, configure: { $0.maxBodySize = 1000 }) { client, base, _ in
            var request = HTTPClientRequest(url: base + "/ignored")
            request.method = .POST
            request.body = .bytes(ByteBuffer(repeating: 1, count: 100_000))
            let refused = try await client.execute(request, timeout: .seconds(10))
            #expect(refused.status == .forbidden)
            request.url = base + "/error-later"
            let tooLarge = try await client.execute(request, timeout: .seconds(10))
            // The echo may have begun before the limit was passed.
            #expect([.payloadTooLarge, .ok].contains(tooLarge.status))
            var long = HTTPClientRequest(url: base + "/" + String(repeating: "a", count: 9000))
            long.method = .GET
            let tooLong = try await client.execute(long, timeout: .seconds(10))
            #expect(tooLong.status == .uriTooLong)
        }
    }

    @Test func aWildcardHoldsForOneLevel() async throws {
        try await with(.automatic, host: "a.wild.example") { client, base, _ in
            let (answer, _) = try await get(client, base + "/fields")
            #expect(answer.status == .ok)
        }
    }

    @Test func hostsWithoutACertificateAreRefused() async throws {
        try await with(.automatic, host: "other.example") { client, base, _ in
            let failure = await #expect(throws: (any Error).self) { _ = try await get(client, base + "/fields") }
            #expect("\(String(describing: failure))".contains("UNRECOGNIZED_NAME"), "\(String(describing: failure))")
        }
    }

    @Test func newConnectionsSeeANewCertificate() async throws {
        try await with(.http1Only) { client, base, running in
            let (before, _) = try await get(client, base + "/fields")
            #expect(before.status == .ok)
            running.front.update(CertificateTable())
            // The open connection goes on.
            let (open, _) = try await get(client, base + "/fields")
            #expect(open.status == .ok)
            #expect(running.server.activeConnections == 1)
        }
    }

    @Test func drainingLetsRequestsFinish() async throws {
        try await with(.automatic) { client, base, running in
            _ = try await get(client, base + "/fields")
            async let large = get(client, base + "/large")
            await running.server.drain(grace: .seconds(20))
            // Either it had begun and came whole, or it never reached the server.
            if let (_, text) = try? await large { #expect(text.utf8.count == 4 << 20) }
            #expect(running.server.activeConnections == 0)
        }
    }

    @Test func drainingDoesNotWaitForHandshakes() async throws {
        try await with(.automatic) { _, _, running in
            let channel = try await ClientBootstrap(group: NIOSingletons.posixEventLoopGroup)
                .connect(host: "127.0.0.1", port: running.port).get()
            while running.server.activeConnections == 0 { await Task.yield() }
            // The time limit of the suite is shorter than this grace.
            await running.server.drain(grace: .hours(1))
            try await channel.closeFuture.get()
        }
    }

    @Test(arguments: [HTTPClient.Configuration.HTTPVersion.automatic, .http1Only])
    func thereIsRoomForSoManyConnections(version: HTTPClient.Configuration.HTTPVersion) async throws {
        try await with(version, configure: { $0.maxConnections = 1 }) { client, base, running in
            let other = try await ClientBootstrap(group: NIOSingletons.posixEventLoopGroup)
                .connect(host: "127.0.0.1", port: running.port).get()
            while running.server.activeConnections == 0 { await Task.yield() }
            let (refused, text) = try await get(client, base + "/fields")
            #expect(refused.status == .serviceUnavailable)
            #expect(text.contains("as many connections"))
            try await other.close()
        }
    }

    @Test func plainTextIsNoHandshake() async throws {
        try await with(.automatic) { _, _, running in
            let channel = try await ClientBootstrap(group: NIOSingletons.posixEventLoopGroup)
                .connect(host: "127.0.0.1", port: running.port).get()
            try await channel.writeAndFlush(ByteBuffer(string: "GET / HTTP/1.1\r\nhost: shop.example\r\n\r\n"))
            try await channel.closeFuture.get()
        }
    }
}
