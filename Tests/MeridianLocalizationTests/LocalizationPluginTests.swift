import FoundationEssentials
import Meridian
import MeridianCore
import MeridianLocalization
import MeridianTesting
import Synchronization
import Testing

private final class Heard: Sendable {
    let text = Mutex("")
}

private struct Service: FunctionApp {
    @Inject var localization: Localization
    var embedded: [String: [String: JSONValue]] = [:]
    var settings: [String: JSONValue] = [:]
    var heard = Heard()

    init() {}

    var plugins: [any Plugin] { [LocalizationPlugin(embedded)] }

    var configuration: Configuration { Configuration(settings) }

    var functions: some FunctionGroup {
        Function("items", .get("/items/{count}")) { request, context in
            context.text("items", ["count": try request.parameter("count", as: Int.self)])
        }
        Function("silent", .get("/silent")) { _, _ in "silent" }
        Function("mail", .get("/mail/{language}")) { request, _ in
            localization.texts(in: try request.parameter("language", as: String.self))("items", ["count": 2])
        }
        Function("tick", .timer(every: .seconds(3_600))) { (_: TimerEvent, context) in
            heard.text.withLock { $0 = context.text("items", ["count": 1]) }
        }
    }
}

private struct Plain: FunctionApp {
    init() {}

    var functions: some FunctionGroup {
        Function("plain", .get("/")) { _, context in context.text("items") }
    }
}

@Suite struct LocalizationPluginTests {
    private let messages: [String: [String: JSONValue]] = [
        "en": ["items": ["one": "{count} item", "other": "{count} items"]],
        "de": ["items": ["one": "{count} Stück", "other": "{count} Stücke"]],
    ]

    private func app(
        _ embedded: [String: [String: JSONValue]], _ settings: [String: JSONValue] = [:], heard: Heard = Heard()
    ) throws -> TestApp {
        try TestApp(stage: "production") {
            var service = Service()
            service.embedded = embedded
            service.settings = settings
            service.heard = heard
            return service
        }
    }

    @Test func theCallerIsAnsweredInItsLanguage() async throws {
        let app = try app(messages)
        let german = try await app.request(.get, "/items/1", headers: ["accept-language": "fr, de-CH;q=0.8"])
        #expect(german.text == "1 Stück")
        #expect(german.fields["content-language"] == "de")
        #expect(german.fields["vary"] == "accept-language")
        let english = try await app.request(.get, "/items/2")
        #expect(english.text == "2 items")
        #expect(english.fields["content-language"] == "en")
    }

    @Test func anAnswerWithoutMessagesIsLeftAlone() async throws {
        let answer = try await app(messages).request(.get, "/silent", headers: ["accept-language": "de"])
        #expect(answer.text == "silent")
        #expect(answer.fields["content-language"] == nil)
        #expect(answer.fields["vary"] == nil)
    }

    @Test func queryAndCookieComeFirstWhereTheyAreNamed() async throws {
        let open = try app(messages, ["localization": ["query": "lang", "cookie": "language"]])
        #expect(try await open.request(.get, "/items/1?lang=de").text == "1 Stück")
        let cookie = try await open.request(.get, "/items/1", headers: ["cookie": "language=de"])
        #expect(cookie.text == "1 Stück")
        #expect(cookie.fields["vary"] == "accept-language, cookie")
        #expect(try await open.request(.get, "/items/1?lang=en", headers: ["cookie": "language=de"]).text == "1 item")
        let odd = try await open.request(.get, "/items/1?lang=..%2Fx", headers: ["cookie": "language=de"])
        #expect(odd.text == "1 Stück")
        let closed = try app(messages)
        #expect(try await closed.request(.get, "/items/1?lang=de", headers: ["cookie": "language=de"]).text == "1 item")
    }

    @Test func elsewhereALanguageIsNamedOrIsTheDefault() async throws {
        let heard = Heard()
        let app = try app(messages, ["localization.default": "de"], heard: heard)
        #expect(try await app.request(.get, "/mail/en-GB").text == "2 items")
        #expect(try await app.request(.get, "/mail/fr").text == "2 Stücke")
        try await app.fire(timer: "tick")
        #expect(heard.text.withLock { $0 } == "1 Stück")
    }

    @Test func withoutThePlugInTheKeyIsTheText() async throws {
        #expect(try await TestApp(Plain.self).request(.get, "/").text == "items")
    }

    @Test func filesAreReadAndCheckedAtStart() async throws {
        let path = FileManager.default.temporaryDirectory.appending(path: "messages-\(UUID())").path()
        defer { try? FileManager.default.removeItem(atPath: path) }
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
        func write(_ name: String, _ text: String) throws {
            try Data(text.utf8).write(to: URL(filePath: path).appending(path: name))
        }
        func failure() async throws -> String {
            let app = try self.app(messages, ["localization.path": .string(path)])
            let error = await #expect(throws: MeridianError.self) { try await app.start() }
            return "\(error.map { "\($0)" } ?? "")"
        }
        try write("de.json", #"{"items": {"one": "eins", "other": "{count}"}}"#)
        try write("pt-BR.json", #"{"items": {"one": "{count} item", "other": "{count} itens"}}"#)
        try write("notes.txt", "{")
        try write(".hidden.json", "{")
        let service = try app(messages, ["localization.path": .string(path)])
        #expect(try await service.request(.get, "/items/1", headers: ["accept-language": "de"]).text == "eins")
        #expect(try await service.request(.get, "/items/2", headers: ["accept-language": "pt-BR"]).text == "2 itens")
        #expect(try await service.request(.get, "/items/2").text == "2 items")

        try write("fr.json", "{\n  \"items\": {\"one\": }\n}")
        let syntax = try await failure()
        #expect(syntax.contains("MER-1651") && syntax.contains("fr.json:2:"), "\(syntax)")
        try write("fr.json", "[]")
        let array = try await failure()
        #expect(array.contains("MER-1651") && array.contains("fr.json"), "\(array)")
        try write("fr.json", #"{"items": {"two": "deux", "other": "x"}}"#)
        let form = try await failure()
        #expect(form.contains("MER-1651") && form.contains("fr.json: 'items'"), "\(form)")
        try FileManager.default.removeItem(atPath: path)
        let none = try await failure()
        #expect(none.contains("MER-1650") && none.contains(path))
    }
}
