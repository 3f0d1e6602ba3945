import LoadGenerator
import MeridianCore
import NIOCore
import NIOPosix
import Testing

@Suite struct LoadGeneratorTests {
    private func plan(_ port: Int, _ curve: RateCurve, timeout: Double = 10, connections: Int = 8) -> LoadPlan {
        LoadPlan(
            port: port, targets: [LoadTarget("all", path: "/?x=1")], curve: curve, spacing: .even,
            connections: connections, timeout: timeout)
    }

    private func run(_ plan: LoadPlan) async throws -> LoadRecorder {
        try await LoadGenerator(on: MultiThreadedEventLoopGroup.singleton.next()).run(plan)
    }

    @Test func everythingThatIsPlannedIsSent() async throws {
        let server = try await Server.start { _ in .answer("200 OK") }
        let recorder = try await run(plan(server.port, .steady(1_000, seconds: 0.3)))
        #expect(recorder.total.sent == 300)
        #expect(recorder.total.good == 300)
        #expect(recorder.total.statuses == [200: 300])
        #expect(server.served == 300)
        #expect(recorder.total.latency(0.5) != nil)
        try await server.stop()
    }

    @Test func whatIsTurnedAwayAndWhatFailsIsToldApart() async throws {
        let server = try await Server.start { number in
            .answer(["200 OK", "429 Too Many Requests", "503 Service Unavailable", "500 Oops"][number % 4])
        }
        let total = try await run(plan(server.port, .steady(400, seconds: 0.2), connections: 1)).total
        #expect(total.sent == 80)
        #expect(total.good == 20)
        #expect(total.shed == 40)
        #expect(total.failed == 20)
        try await server.stop()
    }

    @Test func whatIsTurnedAwayIsSentAgain() async throws {
        let closed = try await Server.start { _ in .answer("503 No") }
        var plan = plan(closed.port, .steady(100, seconds: 0.2), connections: 2)
        plan.retries = 2
        let refused = try await run(plan)
        #expect(refused.total.sent == 20 && refused.total.shed == 20)
        #expect(refused.total.retries == 40 && refused.total.goodRetries == 0)
        #expect(closed.served == 60)
        try await closed.stop()

        let opening = try await Server.start { number in .answer(number < 5 ? "429 No" : "200 OK") }
        plan.port = opening.port
        plan.retries = 10
        let served = try await run(plan)
        #expect(served.total.sent == 20 && served.total.good == 20)
        #expect(served.total.retries == 5 && (1...5).contains(served.total.goodRetries))
        #expect(served.tenths.map(\.good).reduce(0, +) == 20)
        try await opening.stop()

        plan.retries = 11
        let failure = #expect(throws: MeridianError.self) { try plan.validate() }
        #expect(failure?.code == .loadPlanInvalid && failure?.message.contains("retries is 11") == true)
    }

    /// One connection, and a server that answers the first request only once 50 more were due: each of them is timed
    /// from when it was due, not from when it could be sent.
    @Test func aServerThatStandsStillCannotHide() async throws {
        let server = try await Server.start { number in
            number == 0 ? .answerAfter(.milliseconds(300)) : .answer("200 OK")
        }
        let recorder = try await run(plan(server.port, .steady(200, seconds: 0.5), connections: 1))
        #expect(recorder.total.good == 100)
        // Half of all were due while it stood still, and waited for half of that on average.
        #expect(try #require(recorder.total.latency(0.5)) >= 1)
        #expect(try #require(recorder.total.latency(0.9)) >= 150)
        try await server.stop()
    }

    @Test func whoDoesNotAnswerIsGivenUp() async throws {
        let server = try await Server.start { _ in .nothing }
        let total = try await run(plan(server.port, .steady(100, seconds: 0.1), timeout: 0.1)).total
        #expect(total.sent == 10)
        #expect(total.timedOut == 10)
        #expect(total.failed == 10)
        try await server.stop()
    }

    @Test func whoClosesBreaksTheRequest() async throws {
        let server = try await Server.start { number in number % 2 == 0 ? .close : .answer("200 OK") }
        let total = try await run(plan(server.port, .steady(100, seconds: 0.2), connections: 1)).total
        #expect(total.broken == 10)
        #expect(total.good == 10)
        try await server.stop()
    }

    @Test func whereNobodyListensEverythingIsBroken() async throws {
        let server = try await Server.start { _ in .nothing }
        try await server.stop()
        let total = try await run(plan(server.port, .steady(100, seconds: 0.1))).total
        #expect(total.sent == 10)
        #expect(total.broken == 10)
    }

    @Test func aMixAndItsSecondsAreReported() async throws {
        let server = try await Server.start { _ in .answer("200 OK") }
        var plan = plan(server.port, .steady(500, seconds: 0.2))
        plan.targets = [
            LoadTarget("page", path: "/", weight: 3),
            LoadTarget("pay", method: .post, path: "/pay", headers: ["x-a": "b"], body: "{}", weight: 1),
        ]
        let recorder = try await run(plan)
        let report = LoadReport(plan, recorder)
        let lines = report.csv.split(separator: "\r\n")
        #expect(lines.count == 2)
        #expect(lines[1].hasPrefix("0,100.0,100,100,0,0,"))
        let table = report.table.split(separator: "\n")
        #expect(table.map { $0.prefix(4) } == ["    ", "page", "pay ", "all "])
        #expect(report.chart(width: 10).contains("██████████ 100"))
        try await server.stop()
    }

    @Test func aRunThatIsCancelledTellsWhatItHas() async throws {
        let server = try await Server.start { _ in .answer("200 OK") }
        let plan = plan(server.port, .steady(100, seconds: 60))
        let task = Task { try await run(plan) }
        try await server.waitUntilServed(5)
        task.cancel()
        let recorder = try await task.value
        #expect(recorder.total.sent >= 5)
        #expect(recorder.total.sent < 6_000)
        try await server.stop()
    }

    @Test(arguments: ["127.0.0.1", "127.1.2.3", "localhost", "shop.localhost", "::1"])
    func thisMachineMayBeLoaded(host: String) throws {
        try LoadPlan(host: host, port: 1, targets: [LoadTarget("a", path: "/")], curve: .steady(1, seconds: 1))
            .validate()
    }

    @Test(arguments: ["example.com", "10.0.0.1", "127.0.0.1.example.com", "127.0.0", "127.0.0.256", "0.0.0.0", ""])
    func otherMachinesOnlyIfItIsSaid(host: String) throws {
        var plan = LoadPlan(host: host, port: 1, targets: [LoadTarget("a", path: "/")], curve: .steady(1, seconds: 1))
        let error = #expect(throws: MeridianError.self) { try plan.validate() }
        #expect(error?.code == .loadTargetNotAllowed)
        plan.allowsOtherMachines = true
        try plan.validate()
    }

    @Test func everythingWrongIsToldAtOnce() {
        let plan = LoadPlan(
            port: 0,
            targets: [
                LoadTarget("a", method: HTTPMethod("G T"), path: "x y", headers: ["a": "b\r\nc: d"], weight: -1)
            ],
            curve: RateCurve([.init(seconds: 0, from: -1, to: 1)]), connections: 0, timeout: 0)
        let error = #expect(throws: MeridianError.self) { try plan.validate() }
        #expect(error?.code == .loadPlanInvalid)
        for part in [
            "the port is 0", "connections is 0", "the timeout is 0 s", "phase 1 must", "the weight of 'a' is -1",
            "the path 'x y' of 'a'", "the method 'G T' of 'a'", "the header 'a' of 'a'",
            "all targets have the weight 0",
        ] {
            #expect(error?.message.contains(part) == true, "\(error?.message ?? "")")
        }
    }
}
