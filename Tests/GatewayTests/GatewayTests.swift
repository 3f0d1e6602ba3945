import Admission
import Engine
import Gateway
import Glibc
import HTTPTransport
import Logging
import MeridianCore
import NIOCore
import NIOPosix
import Telemetry
import Testing

@Suite(.timeLimit(.minutes(1)))
struct GatewayTests {
    private static let functions = ["hello", "crash", "slow", "echo", "greet", "trace"].map { name in
        FunctionManifest(
            name: FunctionName(name)!,
            triggers: [
                .http(
                    HTTPTrigger(
                        methods: [name == "echo" ? .post : .get], path: name == "greet" ? "/greet/{name}" : "/\(name)"))
            ])
    }

    private static let buildDirectory: String = {
        var path = [CChar](repeating: 0, count: 4096)
        let length = readlink("/proc/self/exe", &path, path.count)
        let executable = String(decoding: path[..<max(0, length)].map(UInt8.init(bitPattern:)), as: UTF8.self)
        return executable.split(separator: "/").dropLast().reduce("") { "\($0)/\($1)" }
    }()

    private static func release(_ service: String, _ options: FunctionOptions = FunctionOptions()) -> Release {
        Release(
            service: ServiceName(service)!, number: 1, digest: "0",
            manifest: Manifest(
                service: ServiceName(service)!, entry: "FixtureWorker", defaults: options, functions: functions),
            directory: buildDirectory)
    }

    /// Runs `body` against a gateway on `loops` event loops with the services `one` and `two`, `one` by default.
    static func withGateway(
        loops: Int = 1, options: FunctionOptions = FunctionOptions(),
        accessLog: GatewayConfiguration.AccessLog = .none, rules: RuleSet? = nil, trustsCallers: Bool = false,
        clock: AdmissionClock = .monotonic,
        _ body: (Gateway, SocketAddress, LogStore) async throws -> Void
    ) async throws {
        let group = MultiThreadedEventLoopGroup(numberOfThreads: loops)
        let logs = LogStore()
        let logger = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
        let engine = Engine(configuration: EngineConfiguration(), group: group, logs: logs, clock: clock)
        var configuration = GatewayConfiguration(listen: try ListenAddress("127.0.0.1:0"))
        configuration.accessLog = accessLog
        configuration.trustsCallers = trustsCallers
        let gateway = try Gateway(
            configuration: configuration, group: group, admission: engine.admission, logs: logs, logger: logger)
        let address = try await gateway.start()
        var releases: [ActiveRelease] = []
        for service in ["one", "two"] {
            releases.append(try await engine.activate(release(service, options), verify: false))
        }
        await gateway.update(try RoutingTable(releases: releases, defaultService: ServiceName("one")))
        if let rules { try await gateway.update(rules) }
        let result: Result<Void, any Error>
        do { result = .success(try await body(gateway, address, logs)) } catch { result = .failure(error) }
        await gateway.drain(grace: .seconds(1))
        for release in releases { await engine.retire(release) }
        await engine.shutdown()
        try await group.shutdownGracefully()
        try result.get()
    }

    @Test(arguments: [1, 3])
    func requestsReachTheirFunctionOnAnyLoop(loops: Int) async throws {
        try await Self.withGateway(loops: loops) { gateway, address, _ in
            for _ in 0..<6 {
                let client = try RawClient(address)
                for _ in 0..<5 {
                    let answer = try client.get("/hello")
                    #expect(answer.status == 200)
                    #expect(answer.body == "Hello")
                }
            }
            let counted = await gateway.counts().functions
            let hello = counted[ServiceName("one")!]?[FunctionName("hello")!]
            #expect(hello?.count(.ok) == 30)
            #expect(hello?.durations.count == 30)
            #expect(hello?.inFlight == 0)
        }
    }

    @Test func theHostChoosesTheService() async throws {
        try await Self.withGateway { gateway, address, _ in
            let client = try RawClient(address)
            for host in [
                "one.localhost", "two.localhost", "TWO.LocalHost:7700", "unknown.example", "localhost", "127.0.0.1",
            ] {
                #expect(try client.get("/hello", host: host).status == 200)
            }
            let counted = await gateway.counts().functions
            #expect(counted[ServiceName("two")!]?[FunctionName("hello")!]?.count(.ok) == 2)
            #expect(counted[ServiceName("one")!]?[FunctionName("hello")!]?.count(.ok) == 4)
        }
    }

    @Test func whatLeadsNowhereIsAProblemWithTheRequestsID() async throws {
        try await Self.withGateway { _, address, _ in
            let client = try RawClient(address)
            let missing = try client.get("/nowhere", fields: "X-Request-Id: mine-1\r\n")
            #expect(missing.status == 404)
            #expect(missing.fields["content-type"] == "application/problem+json")
            #expect(missing.fields["x-request-id"] == "mine-1")
            #expect(missing.body.contains("MER-1001"))
            let refused = try client.request("DELETE /hello HTTP/1.1\r\nHost: a\r\n\r\n")
            #expect(refused.status == 405)
            #expect(refused.fields["allow"] == "GET, HEAD")
            let made = try client.get("/hello", fields: "X-Request-Id: not allowed!\r\n")
            #expect(made.fields["x-request-id"]?.count == 32)
        }
    }

    @Test func aCrashIsA502AndCountedAsAnError() async throws {
        try await Self.withGateway { gateway, address, _ in
            let client = try RawClient(address)
            let answer = try client.get("/crash")
            #expect(answer.status == 502)
            #expect(answer.body.contains("signal 9"))
            #expect(try client.get("/hello").status == 200)
            let counted = await gateway.counts().functions
            #expect(counted[ServiceName("one")!]?[FunctionName("crash")!]?.count(.error) == 1)
            let text = await gateway.exposition()
            #expect(
                text.contains(
                    "faas_requests_total{function=\"one/crash\",version=\"1\",unit=\"main\",outcome=\"error\"} 1\n"))
        }
    }

    @Test func anotherTableIsTakenAtOnce() async throws {
        try await Self.withGateway { gateway, address, _ in
            let client = try RawClient(address)
            #expect(try client.get("/hello").status == 200)
            await gateway.update(try RoutingTable(releases: [], defaultService: nil))
            #expect(try client.get("/hello").status == 404)
        }
    }

    @Test func aReleaseThatCantBeWokenIsAProblem() async throws {
        try await Self.withGateway { gateway, address, _ in
            let one = ServiceName("one")!
            await gateway.update(
                RoutingTable(services: [ServiceRoutes(one, asleep: [3, 4])], defaultService: nil) { service, release in
                    guard release == 3 else { return nil }
                    return MeridianError(.damagedRelease, "release \(release) of \(service) is damaged", status: 503)
                })
            let client = try RawClient(address)
            let damaged = try client.request(
                "POST /hello HTTP/1.1\r\nHost: 3--one.localhost\r\nContent-Length: 5\r\n\r\nhello")
            #expect(damaged.status == 503)
            #expect(damaged.body.contains("release 3 of one is damaged"))
            // The connection goes on after a body that nobody wanted.
            #expect(try client.get("/hello", host: "4--one.localhost").status == 404)
            #expect(try client.get("/hello", host: "5--one.localhost").status == 404)
        }
    }

    @Test func whatAReleaseCountedStaysWithItsFunctions() async throws {
        try await Self.withGateway { gateway, address, _ in
            let (one, hello) = (ServiceName("one")!, FunctionName("hello")!)
            _ = try RawClient(address).get("/hello")
            let before = await gateway.counts()
            #expect(before.release(1, of: one).count(.ok) == 1)
            await gateway.update(try RoutingTable(releases: [], defaultService: nil))
            let after = await gateway.counts()
            #expect(after.releases.isEmpty)
            #expect(after.functions[one]?[hello]?.count(.ok) == 1)
        }
    }

    @Test func aClientThatLeavesIsCountedAsItsOwnDoing() async throws {
        try await Self.withGateway { gateway, address, _ in
            do {
                let client = try RawClient(address)
                _ = try client.get("/hello")
                try client.sendOnly("GET /slow HTTP/1.1\r\nHost: a\r\n\r\n")
                try await Self.until { await Self.slow(gateway)?.inFlight == 1 }
                client.reset()
            }
            try await Self.until { await Self.slow(gateway)?.count(.client) == 1 }
        }
    }

    private static func slow(_ gateway: Gateway) async -> FunctionMetrics.Snapshot? {
        await gateway.counts().functions[ServiceName("one")!]?[FunctionName("slow")!]
    }

    static func until(_ condition: () async -> Bool) async throws {
        let clock = ContinuousClock()
        let end = clock.now + .seconds(20)
        while await !condition() {
            try #require(clock.now < end, "it never came to be as expected")
            await Task.yield()
        }
    }

    @Test func requestsAreWrittenDown() async throws {
        try await Self.withGateway(accessLog: .entries) { _, address, logs in
            var lines = logs.subscribe(LogFilter(streams: [.access])).entries.makeAsyncIterator()
            _ = try RawClient(address).get("/hello", fields: "X-Request-Id: written\r\n")
            let entry = await lines.next()
            #expect(entry?.requestID == "written")
            #expect(entry?.message.hasPrefix("GET /hello 200 ") == true)
        }
    }
}
