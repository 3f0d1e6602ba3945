import Engine
import Foundation
import MeridianCore
import NIOCore
import Telemetry
import Testing

@Suite(.timeLimit(.minutes(2))) struct HTTPContractTests {
    private func json(_ answer: (head: ResponseHead, body: ByteBuffer)) throws -> [String: String] {
        try JSONDecoder().decode([String: String].self, from: Data(answer.body.readableBytesView))
    }

    @Test func requestsReachTheServerAndItsAnswersComeBack() async throws {
        try await ForeignFixture.withRelease(ForeignScript.server, .http) { _, release in
            #expect(try await release.text("main", "/hello?x=1") == "Hello")
            let missing = try await release.call("main", "/missing")
            #expect(missing.head.status == 404)
            #expect(missing.head.fields["content-type"] == "text/plain")
            let first = try await release.text("main", "/pid")
            #expect(try await release.text("main", "/pid") == first)
            #expect(try await release.group().started == 1)
            let head = try await release.call("main", "/hello", method: .head)
            #expect(head.head.fields["content-length"] == "5")
            #expect(head.body.readableBytes == 0)
        }
    }

    @Test func bodiesOfMegabytesPassBothWays() async throws {
        try await ForeignFixture.withRelease(ForeignScript.server, .http) { _, release in
            var body = ByteBuffer()
            for number in 0..<(3 << 17) { body.writeInteger(UInt64(number)) }
            let answer = try await release.call("main", "/echo", method: .post, body: body)
            #expect(answer.body == body)
            let parts = try await release.call("main", "/parts")
            #expect(parts.body.readableBytes == 1_000_000)
            #expect(String(buffer: parts.body).hasSuffix("0019900199"))
        }
    }

    @Test func theProgramIsToldWhereItRunsAndWhoAsks() async throws {
        try await ForeignFixture.withRelease(ForeignScript.server, .http) { _, release in
            let environment = try json(try await release.call("main", "/environment"))
            #expect(environment["PORT"] == environment["FC_SERVER_PORT"])
            #expect(environment["K_SERVICE"] == "foreign")
            #expect(environment["MERIDIAN_RELEASE"] == "3")
            #expect(environment["MERIDIAN_WIRE_FD"] == nil)
            let fields = try json(try await release.call("main", "/headers"))
            #expect(fields["x-fc-request-id"] == fields["x-request-id"])
            #expect(fields["x-fc-function-name"] == "main")
            #expect(fields["x-fc-function-handler"] == "index.handler")
            #expect(fields["x-fc-control-path"] == "/http-invoke")
        }
    }

    @Test func linesOfJSONSayWhatTheyAreAbout() async throws {
        try await ForeignFixture.withRelease(ForeignScript.server, .http) { fixture, release in
            #expect(try await release.text("main", "/log") == "logged")
            _ = try await release.group { _ in fixture.messages().contains("{ no JSON") }
            let entries = fixture.logs.recent(LogFilter(minimumLevel: .debug), limit: 1_000)
            let entry = try #require(entries.first { $0.message == "low stock" })
            #expect(entry.level == .warning)
            #expect(entry.requestID == "of-another")
        }
    }

    @Test func nobodyElseCanSpeakForThePlatform() async throws {
        try await ForeignFixture.withRelease(ForeignScript.server, .http) { _, release in
            let request = RequestHead(
                method: .get, target: "/headers",
                fields: ["x-request-id": "7", "x-fc-request-id": "forged", "x-fc-security-token": "forged"])
            let fields = try json(
                try await release.invoke(function: 0, trigger: 0, request: request, body: ByteBuffer()))
            #expect(fields["x-fc-request-id"] == "7")
            #expect(fields["x-fc-security-token"] == nil)
        }
    }

    @Test func triggersOtherThanHTTPAreCloudEvents() async throws {
        struct Seen: Decodable {
            var path: String
            var fields: [String: String]
            var body: String
        }
        let triggers: [Trigger] = [
            .event(EventTrigger(type: "*")), .timer(TimerTrigger(.every(seconds: 60))),
            .queue(QueueTrigger(queue: "mail")),
        ]
        try await ForeignFixture.withRelease(ForeignScript.server, .http, triggers: triggers) { _, release in
            func call(_ trigger: Int, _ fields: HTTPFields, _ body: String) async throws -> Seen {
                let answer = try await release.invoke(
                    function: 0, trigger: trigger,
                    request: RequestHead(method: .post, target: "/_meridian/x/main", fields: fields),
                    body: ByteBuffer(string: body))
                return try JSONDecoder().decode(Seen.self, from: Data(answer.body.readableBytesView))
            }
            let event = try await call(
                0, ["x-request-id": "r", "ce-specversion": "1.0", "ce-id": "1", "ce-source": "/s", "ce-type": "paid"],
                "{}")
            #expect(event.path == "/")
            #expect(event.fields["ce-type"] == "paid")
            let timer = try await call(1, ["x-request-id": "r"], #"{"time":"t"}"#)
            #expect(timer.fields["ce-type"] == "dev.meridian.timer")
            #expect(timer.fields["ce-id"] == "r")
            #expect(timer.body == #"{"time":"t"}"#)
            let queue = try await call(2, ["x-request-id": "r"], "[]")
            #expect(queue.fields["ce-subject"] == "mail")
        }
    }

    @Test func anInstanceIsReadyWhenItsChecksSaySo() async throws {
        try await ForeignFixture.withRelease(
            ForeignScript.server, .http, health: "/hello", initialize: "/initialize", verify: true
        ) { _, release in
            let seen = try await release.text("main", "/seen")
            #expect(seen == #"["/initialize"]"#)
        }
        try await ForeignFixture.withRelease(ForeignScript.server, .http, verify: true) { _, release in
            let states = try await release.group().instances.map(\.state)
            #expect(states == ["ready"])
        }
    }

    @Test func whatKeepsAProgramFromStartingIsSaid() async throws {
        func failure(
            _ script: String, initialize: String? = nil, health: String? = nil,
            options: FunctionOptions = FunctionOptions()
        ) async -> MeridianError? {
            do {
                try await ForeignFixture.withRelease(
                    script, .http, health: health, initialize: initialize, options: options, verify: true
                ) { _, _ in }
                return nil
            } catch { return error as? MeridianError }
        }
        let refused = try #require(
            await failure(
                ForeignScript.server, initialize: "/initialize", options: FunctionOptions(environment: ["REFUSE": "1"]))
        )
        #expect(refused.code == .initFailed)
        #expect(refused.message.contains("POST /initialize was answered 500: no database"))
        let ended = try #require(await failure("#!/bin/sh\nexit 3\n"))
        #expect(ended.code == .initFailed)
        #expect(ended.message.contains("exited with status 3 before it was ready"))
        let silent = try #require(await failure("#!/bin/sh\nsleep 60\n", options: FunctionOptions(initTimeout: 0.2)))
        #expect(silent.code == .initTimedOut)
        let ill = try #require(
            await failure(ForeignScript.server, health: "/missing", options: FunctionOptions(initTimeout: 0.5)))
        #expect(ill.code == .initTimedOut)
    }

    @Test func aCrashIsAnsweredWithItsReasonAndFollowedByAStart() async throws {
        try await ForeignFixture.withRelease(ForeignScript.server, .http) { fixture, release in
            let killed = try #require(await release.failure("main", "/crash"))
            #expect(killed.code == .workerCrashed)
            #expect(killed.status == 502)
            #expect(killed.message.contains("signal 9"))
            let left = try #require(await release.failure("main", "/leave"))
            #expect(left.message.contains("status 7"))
            #expect(try await release.text("main", "/hello") == "Hello")
            #expect(try await release.group().crashed == 2)
            #expect(fixture.messages().contains("about to crash"))
        }
    }

    @Test func anAnswerThatIsNoneIsA502() async throws {
        try await ForeignFixture.withRelease(ForeignScript.server, .http) { _, release in
            let dropped = try #require(await release.failure("main", "/drop"))
            #expect(dropped.code == .malformedResponse)
            #expect(dropped.status == 502)
            #expect(dropped.message.contains("closed the connection without an answer"))
            let noise = try #require(await release.failure("main", "/noise"))
            #expect(noise.code == .malformedResponse)
            #expect(try await release.text("main", "/hello") == "Hello")
            #expect(try await release.group().crashed == 0)
        }
    }

    @Test func whoIsLateIsAnswered504AndWhoIsStuckIsStartedAnew() async throws {
        var configuration = EngineConfiguration()
        configuration.lateCallsBeforeRestart = 1
        try await ForeignFixture.withRelease(
            ForeignScript.server, .http, options: FunctionOptions(timeout: 0.2), configuration: configuration
        ) { _, release in
            let first = try await release.text("main", "/pid")
            let late = try #require(await release.failure("main", "/slow"))
            #expect(late.code == .deadlineExceeded)
            #expect(try await release.text("main", "/pid") == first)
            _ = await release.failure("main", "/slow")
            _ = await release.failure("main", "/slow")
            _ = try await release.group { $0.crashed == 1 }
            #expect(try await release.text("main", "/pid") != first)
        }
    }

    @Test func instancesAreAddedUpToTheMaximumAndLeaveWhenIdle() async throws {
        try await ForeignFixture.withRelease(
            ForeignScript.server, .http, options: FunctionOptions(concurrency: 1, maxInstances: 2, idleTimeout: 0.1)
        ) { _, release in
            let processes = try await withThrowingTaskGroup(of: String.self) { group in
                for _ in 0..<20 { group.addTask { try await release.text("main", "/pid") } }
                return try await group.reduce(into: Set<String>()) { $0.insert($1) }
            }
            #expect((1...2).contains(processes.count))
            let group = try await release.group { $0.instances.isEmpty }
            #expect(group.crashed == 0)
        }
    }
}
