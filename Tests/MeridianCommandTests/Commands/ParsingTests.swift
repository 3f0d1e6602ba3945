import ArgumentParser
import Control
import HTTPTransport
import MeridianCore
import Telemetry
import Testing
import Traces

@testable import MeridianCommand

@Suite struct ParsingTests {
    private func parse<Command>(_ type: Command.Type, _ arguments: String...) throws -> Command {
        try #require(try RootCommand.parseAsRoot(arguments) as? Command)
    }

    @Test func serveHasTheDocumentedDefaults() throws {
        let serve = try parse(ServeCommand.self, "serve")
        #expect(serve.data == ".meridian")
        #expect(serve.listen == "127.0.0.1:7700")
        #expect(serve.control == "127.0.0.1:7701")
        #expect(serve.stage == nil)
        #expect(throws: (any Error).self) { try parse(ServeCommand.self, "serve", "--stage", "") }
    }

    @Test func serveKeepsWhatItIsTold() throws {
        let serve = try parse(
            ServeCommand.self, "serve", "--traces-size", "256M", "--traces-age", "2d", "--logs-size", "1G",
            "--logs-age", "12h", "--metrics-age", "30d")
        var configuration = PlatformConfiguration(
            dataDirectory: "d", gateway: try ListenAddress("127.0.0.1:0"), control: try ListenAddress("127.0.0.1:0"))
        let metricsBytes = configuration.metrics.bytes
        serve.kept.apply(to: &configuration)
        #expect(configuration.traces.storeBytes == 256 << 20)
        #expect(configuration.traces.maximumAge == .seconds(2 * 86_400))
        #expect(configuration.logBytes == 1 << 30)
        #expect(configuration.logAge == .seconds(12 * 3_600))
        #expect(configuration.metrics.days == 30)
        #expect(configuration.metrics.bytes == metricsBytes)
    }

    @Test(
        arguments: [
            ("64M", 64 << 20), ("2G", 2 << 30), ("1T", 1 << 40), ("2048K", 2 << 20), ("1048576", 1 << 20),
            ("1M", 1 << 20),
            ("1023K", nil), ("0", nil), ("-1G", nil), ("M", nil), ("", nil), ("1.5G", nil), ("9G9", nil), ("1g", nil),
            ("9999999999999999999", nil), ("99999999999T", nil),
        ] as [(String, Int?)])
    func sizesAreRead(text: String, bytes: Int?) {
        #expect(StorageSize(argument: text)?.bytes == bytes)
    }

    @Test(
        arguments: [
            ("12h", 43_200), ("7d", 604_800), ("90", 90), ("60s", 60), ("59s", nil), ("0d", nil), ("", nil), ("d", nil),
            ("1w", nil), ("-1h", nil), ("999999999999d", nil),
        ] as [(String, Int?)])
    func agesAreRead(text: String, seconds: Int?) {
        #expect(StorageAge(argument: text)?.seconds == seconds)
    }

    @Test(arguments: ["--to", "--release"]) func aReplayGoesToARelease(option: String) throws {
        #expect(try parse(ReplayCommand.self, "replay", "abc", option, "4").chosenRelease == 4)
        let elsewhere = try parse(ReplayCommand.self, "replay", "abc", "--release", "4", "--to", "http://127.0.0.1:1")
        #expect(elsewhere.chosenRelease == 4)
        #expect(elsewhere.control.to == "http://127.0.0.1:1")
    }

    @Test func invokeTakesEveryPartOfARequest() throws {
        let invoke = try parse(
            InvokeCommand.self, "invoke", "shop/item", "--data", "{}", "--trigger", "http", "--method", "put", "--path",
            "/items/7", "-H", "a:b", "--header", "c:d", "-p", "id=7", "--to", "http://h:1", "--json")
        #expect(invoke.function == "shop/item")
        #expect(invoke.headers == ["a:b", "c:d"])
        #expect(invoke.parameters == ["id=7"])
        #expect(invoke.answer.json)
        #expect(invoke.control.to == "http://h:1")
    }

    @Test(arguments: [
        ["serve", "--event-loops", "0"], ["serve", "--default-service", "Bad Name"], ["dev", "--port", "70000"],
        ["serve", "--traces-size", "lots"], ["serve", "--logs-age", "1s"], ["replay", "abc", "--to", "live"],
        ["replay", "abc", "--to", "4", "--release", "4"],
        ["logs", "--limit", "x"], ["invoke"], ["nothing"], ["build", "--unknown"],
        ["new"], ["new", "shop", "--template", "none"], ["build", "--target", "moon"], ["export"],
        ["export", "--target", "meridian"], ["deploy", "--dry-run"], ["deploy", "--image", "r/a:1"],
        ["event", "send"], ["event", "send", "a", "--event", "{}"], ["queue", "peek"],
        ["queue", "redrive", "a/b", "x"],
        ["deploy", "--rollout", "--no-promote"], ["deploy", "--plan", "plan.yml"],
        ["deploy", "--rollout", "--target", "lambda"], ["rollout", "status"], ["rollout", "abort", "shop", "last"],
    ])
    func refusesWhatIsWrongWithStatus64(arguments: [String]) {
        let error = #expect(throws: (any Error).self) { try RootCommand.parseAsRoot(arguments) }
        #expect(error.map { RootCommand.exitCode(for: $0).rawValue } == 64)
    }

    @Test func tokensHaveRolesAndALifetime() throws {
        let create = try parse(
            TokenCreateCommand.self, "token", "create", "ci", "--role", "developer@shop", "--role", "viewer")
        #expect(create.roles == ["developer@shop", "viewer"])
        #expect(create.expires == "90d")
        #expect(throws: (any Error).self) { try parse(TokenCreateCommand.self, "token", "create", "ci") }
    }

    @Test(
        arguments: [
            ("90d", 7_776_000), ("12h", 43_200), ("5m", 300), ("never", nil), ("", .nan), ("0d", .nan), ("-1d", .nan),
            ("d", .nan), ("1w", .nan), ("1.5h", .nan), ("always", .nan),
        ] as [(String, Double?)])
    func lifetimesAreRead(text: String, seconds: Double?) {
        let isNone = seconds?.isNaN == true
        #expect((Lifetime(text) == nil) == isNone)
        if !isNone { #expect(Lifetime(text)?.seconds == seconds) }
    }

    @Test func aSecretIsNamedAndItsValueIsNot() throws {
        let set = try parse(SecretSetCommand.self, "secret", "set", "shop", "DB", "--from", "file", "--restart")
        #expect(try set.secret.path() == "/v1/services/shop/secrets/DB")
        #expect(set.from == "file")
        #expect(set.restart)
        #expect(throws: (any Error).self) { try parse(SecretSetCommand.self, "secret", "set", "shop", "DB", "value") }
        let wrong = try parse(SecretRemoveCommand.self, "secret", "remove", "shop", "1A")
        #expect(throws: CommandFailure.self) { try wrong.secret.path() }
    }

    @Test func eventTakesFields() throws {
        let event = try parse(EventCommand.Sample.self, "event", "s3", "bucket=photos", "key=a=b", "--compact")
        #expect(event.kind == "s3")
        #expect(event.fields == ["bucket=photos", "key=a=b"])
        #expect(event.compact)
        #expect(try parse(EventCommand.Sample.self, "event", "--list").list)
    }

    @Test func eventsAreSentAndAskedFor() throws {
        let send = try parse(
            EventCommand.Send.self, "event", "send", "com.example.paid", "--data", "{}", "--subject", "eu/1", "--id",
            "7")
        #expect(send.type == "com.example.paid" && send.data == "{}" && send.subject == "eu/1" && send.id == "7")
        #expect(try parse(EventCommand.Send.self, "event", "send", "--event", "@-").event == "@-")
        let fate = try parse(EventCommand.Fate.self, "event", "fate", "shop", "17")
        #expect(fate.service == "shop" && fate.id == 17)
        #expect(try parse(InvokeCommand.self, "invoke", "shop/item", "--async").isAsync)
    }

    @Test func queuesAndTimersAreSeenTo() throws {
        #expect(try parse(QueueCommand.List.self, "queue").service == nil)
        #expect(try parse(QueueCommand.List.self, "queue", "list", "shop").service == "shop")
        let peek = try parse(QueueCommand.Peek.self, "queue", "peek", "shop/paid", "--dead", "--limit", "5")
        #expect(peek.dead && peek.limit == 5)
        #expect(try parse(QueueCommand.Redrive.self, "queue", "redrive", "shop/paid", "17", "18").ids == [17, 18])
        #expect(try parse(QueueCommand.Purge.self, "queue", "purge", "shop/paid").dead == false)
        #expect(try parse(TimerCommand.List.self, "timer").service == nil)
        #expect(try parse(TimerCommand.Fire.self, "timer", "fire", "shop/refresh").function == "shop/refresh")
    }

    @Test(arguments: [
        (["event", "s4"], ErrorCode.unknownSample), (["event", "s3", "bucket"], .badSampleField),
        (["event", "s3", "colour=red"], .badSampleField), (["event", "sqs", "count=none"], .badSampleField),
        (["event", "sqs", "body=@/nowhere"], .badSampleField),
    ])
    func aSampleThatCantBeMadeHasANumber(arguments: [String], code: ErrorCode) throws {
        var command = try RootCommand.parseAsRoot(arguments)
        let failure = #expect(throws: CommandFailure.self) { try command.run() }
        #expect(failure?.code == code)
    }

    @Test func wrapsExplanations() {
        #expect(ExplainCommand.wrapped("one two three four", width: 9) == "one two\nthree\nfour")
    }
}
