import Meridian
import MeridianTesting
import Synchronization
import Testing

@testable import MeridianHealth

private struct Probe: HealthCheck {
    var name = "probe"
    var timeout: Duration?
    var isOptional = false
    let body: @Sendable () async throws -> Void

    func check() async throws { try await body() }
}

private struct Broken: Error, CustomStringConvertible {
    var description: String { "the disk is full" }
}

private struct Service: FunctionApp {
    var checks: [any HealthCheck] = []
    var late: [any HealthCheck] = []
    var settings: [String: JSONValue] = [:]

    init() {}

    var plugins: [any Plugin] { [HealthPlugin { for check in checks { check } }, LatePlugin(checks: late)] }

    var configuration: Configuration { Configuration(settings) }

    var functions: some FunctionGroup { Function("hello", .get("/")) { _, _ in "hello" } }
}

/// A plug-in that is configured after the one about health.
private struct LatePlugin: Plugin {
    let checks: [any HealthCheck]

    func configure(_ app: inout AppSetup) { app.healthChecks += checks }
}

private final class Counter: Sendable {
    private let value = Atomic(0)

    var count: Int { value.load(ordering: .relaxed) }

    func add() { value.add(1, ordering: .relaxed) }
}

@Suite struct HealthTests {
    private func app(
        stage: String = "production", _ checks: [any HealthCheck] = [], late: [any HealthCheck] = [],
        settings: [String: JSONValue] = [:]
    ) throws -> TestApp {
        try TestApp(stage: stage) {
            var service = Service()
            service.checks = checks
            service.late = late
            service.settings = settings
            return service
        }
    }

    @Test func aServiceWithoutChecksLivesAndIsReady() async throws {
        let app = try app()
        #expect(try await app.request(.get, "/health/live").text == #"{"status":"live"}"#)
        let ready = try await app.request(.get, "/health/ready")
        #expect(ready.text == #"{"status":"ready"}"#)
        #expect(ready.fields["cache-control"] == "no-store")
    }

    @Test func aFailingCheckMakesItUnready() async throws {
        let app = try app([Probe { throw Broken() }])
        #expect(try await app.request(.get, "/health/live").status == 200)
        let ready = try await app.request(.get, "/health/ready")
        #expect(ready.status == 503)
        #expect(ready[member: "code"] == "MER-1630")
        #expect(!ready.text.contains("disk"))
    }

    @Test func detailsAreShownInDevelopmentOrWhenAllowed() async throws {
        for app in [
            try app(stage: "dev", [Probe { throw Broken() }]),
            try app([Probe { throw Broken() }], settings: ["health.details": true]),
        ] {
            let ready = try await app.request(.get, "/health/ready")
            #expect(ready.text.contains("the disk is full"))
        }
        let hidden = try app(stage: "dev", [Probe { throw Broken() }], settings: ["health.details": false])
        let answer = try await hidden.request(.get, "/health/ready")
        #expect(!answer.text.contains("disk"))
    }

    @Test func anOptionalCheckOnlyTells() async throws {
        let app = try app(stage: "dev", [Probe(isOptional: true) { throw Broken() }])
        let ready = try await app.request(.get, "/health/ready")
        #expect(ready.status == 200)
        #expect(ready.text.contains("the disk is full"))
    }

    @Test func plugInsOfferChecksInAnyOrder() async throws {
        let app = try app(late: [Probe { throw Broken() }])
        #expect(try await app.request(.get, "/health/ready").status == 503)
    }

    /// The check never ends, not even when it is cancelled.
    @Test func aCheckThatGivesNoAnswerIsGivenUp() async throws {
        let app = try app(
            stage: "dev",
            [
                Probe(timeout: .milliseconds(1)) {
                    await withUnsafeContinuation { (_: UnsafeContinuation<Void, Never>) in }
                }
            ])
        let ready = try await app.request(.get, "/health/ready")
        #expect(ready.status == 503)
        #expect(ready.text.contains("gave no answer"))
    }

    @Test func whatWasFoundIsRemembered() async throws {
        let calls = Counter()
        let checks = [Probe { calls.add() }]
        let remembering = Health(checks: checks, timeout: .seconds(60), lifetime: .seconds(600))
        for _ in 0..<5 { _ = await remembering.report() }
        #expect(calls.count == 1)
        let forgetful = Health(checks: checks, timeout: .seconds(60), lifetime: .zero)
        for _ in 0..<5 { _ = await forgetful.report() }
        #expect(calls.count == 6)
    }

    @Test func whoAsksAtTheSameTimeSharesTheAnswer() async throws {
        let calls = Counter()
        let gate = AsyncStream<Void>.makeStream()
        let health = Health(
            checks: [
                Probe {
                    calls.add()
                    for await _ in gate.stream { break }
                }
            ], timeout: .seconds(600), lifetime: .seconds(600))
        async let first = health.report()
        async let second = health.report()
        gate.continuation.yield()
        let both = await (first.isReady, second.isReady)
        #expect(both == (true, true))
        #expect(calls.count == 1)
    }

    @Test func twoChecksOfOneNameEndTheStart() async throws {
        let app = try app([Probe {}], late: [Probe {}])
        let error = await #expect(throws: MeridianError.self) { try await app.start() }
        #expect("\(error.map { "\($0)" } ?? "")".contains("MER-1631"))
    }
}
