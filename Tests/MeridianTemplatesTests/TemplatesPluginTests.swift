import FoundationEssentials
import Meridian
import MeridianCore
import MeridianTemplates
import MeridianTesting
import Testing

private struct Service: FunctionApp {
    @Inject var templates: Templates
    var embedded: [String: String] = [:]
    var settings: [String: JSONValue] = [:]

    init() {}

    var plugins: [any Plugin] { [TemplatesPlugin(embedded)] }

    var configuration: Configuration { Configuration(settings) }

    var functions: some FunctionGroup {
        Function("page", .get("/{name*}")) { request, _ in
            try templates.html(try request.parameter("name", as: String.self), with: ["name": "cup"])
        }
    }
}

/// A folder of templates that is gone when nobody has it any more.
private final class Folder {
    let path = FileManager.default.temporaryDirectory.appending(path: "templates-\(UUID())").path()

    init(_ files: [String: String]) throws {
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
        for (name, text) in files { try write(name, Data(text.utf8)) }
    }

    deinit { try? FileManager.default.removeItem(atPath: path) }

    func write(_ name: String, _ bytes: Data) throws {
        let file = URL(filePath: path).appending(path: name)
        try FileManager.default.createDirectory(
            at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
        try bytes.write(to: file)
    }

    func remove(_ name: String) throws {
        try FileManager.default.removeItem(atPath: "\(path)/\(name)")
    }
}

@Suite struct TemplatesPluginTests {
    private func app(
        stage: String = "production", embedded: [String: String] = [:], _ settings: [String: JSONValue]
    ) throws -> TestApp {
        try TestApp(stage: stage) {
            var service = Service()
            service.embedded = embedded
            service.settings = settings
            return service
        }
    }

    private func failure(_ settings: [String: JSONValue], embedded: [String: String] = [:]) async throws -> String {
        let app = try app(embedded: embedded, settings)
        let error = await #expect(throws: MeridianError.self) { try await app.start() }
        return "\(error.map { "\($0)" } ?? "")"
    }

    @Test func filesAreFoundByTheirPaths() async throws {
        let folder = try Folder([
            "page.mustache": "page {{name}} {{>parts/end}}", "parts/end.mustache": "end", ".hidden.mustache": "{{",
            "notes.txt": "{{", "double.mustache": "file",
        ])
        let app = try app(
            embedded: ["small": "small {{name}}", "double": "embedded"], ["templates.path": .string(folder.path)])
        #expect(try await app.request(.get, "/page").text == "page cup end")
        #expect(try await app.request(.get, "/parts/end").text == "end")
        #expect(try await app.request(.get, "/small").text == "small cup")
        #expect(try await app.request(.get, "/double").text == "file")
        let unknown = try await app.request(.get, "/notes")
        #expect(unknown.status == 500)
        #expect(unknown[member: "code"] == "MER-1644")
        await app.stop()
    }

    @Test func theExtensionIsASetting() async throws {
        let folder = try Folder(["page.html": "{{name}}", "broken.mustache": "{{"])
        let app = try app(["templates.path": .string(folder.path), "templates.extension": "html"])
        #expect(try await app.request(.get, "/page").text == "cup")
    }

    @Test func whatIsWrongEndsTheStart() async throws {
        let none = try await failure(["templates.path": "/nowhere/templates"])
        #expect(none.contains("MER-1640") && none.contains("/nowhere/templates"))
        let broken = try Folder(["parts/a.mustache": "one\n{{#two}}"])
        let message = try await failure(["templates.path": .string(broken.path)])
        #expect(message.contains("MER-1641") && message.contains("parts/a.mustache:2"), "\(message)")
        #expect(try await failure([:], embedded: ["page": "{{>gone}}"]).contains("MER-1642"))
        let binary = try Folder([:])
        try binary.write("a.mustache", Data([0x61, 0xFF]))
        #expect(try await failure(["templates.path": .string(binary.path)]).contains("MER-1640"))
    }

    @Test func inDevelopmentChangesCountAtOnce() async throws {
        let folder = try Folder(["page.mustache": "one {{>part}}", "part.mustache": "part"])
        let app = try app(stage: "dev", ["templates.path": .string(folder.path)])
        #expect(try await app.request(.get, "/page").text == "one part")
        try folder.write("part.mustache", Data("another".utf8))
        try folder.write("new.mustache", Data("new".utf8))
        #expect(try await app.request(.get, "/page").text == "one another")
        #expect(try await app.request(.get, "/new").text == "new")
        try folder.remove("part.mustache")
        let missing = try await app.request(.get, "/page")
        #expect(missing.status == 500)
        #expect(missing[member: "code"] == "MER-1642")
        try folder.write("part.mustache", Data("mended".utf8))
        #expect(try await app.request(.get, "/page").text == "one mended")
    }

    @Test func elsewhereTheyDoNotUnlessAsked() async throws {
        let folder = try Folder(["page.mustache": "one"])
        let fixed = try app(["templates.path": .string(folder.path)])
        let open = try app(["templates.path": .string(folder.path), "templates.reload": true])
        for app in [fixed, open] { #expect(try await app.request(.get, "/page").text == "one") }
        try folder.write("page.mustache", Data("another".utf8))
        #expect(try await fixed.request(.get, "/page").text == "one")
        #expect(try await open.request(.get, "/page").text == "another")
    }
}
