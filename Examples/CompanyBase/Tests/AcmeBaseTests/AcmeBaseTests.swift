import AcmeBase
import Foundation
import Meridian
import MeridianTesting
import Testing

private struct Shelf: AcmeApp {
    var directory: String?

    var functions: some FunctionGroup {
        Function("list", .get("/list")) { _, context in [context.tenant?.name ?? ""] }.forTenants()
        Limits()
        Function("bad", .get("/bad")) { _, _ -> String in throw Problem(status: 409, detail: "taken") }
    }

    var configurationSources: [any ConfigurationSource] { [AcmeSettings(directory: directory)] }
}

private struct Limits: FunctionGroup {
    @Config("shelf.limit") var limit = 1

    var functions: [Function] {
        [Function("own-limit", .get("/own-limit")) { _, _ in [limit] }]
    }
}

@Suite struct AcmeBaseTests {
    @Test func answersHaveTheEnvelope() async throws {
        let app = try TestApp(app: { Shelf() })
        let answer = try await app.request(.get, "/list", headers: ["x-tenant": "north", "x-request-id": "r1"])
        #expect(answer.status == 200)
        #expect(answer[member: "code"] == 0)
        #expect(answer[member: "data"] == ["north"])
        #expect(answer[member: "trace"] == "r1")
        #expect(answer.fields["x-content-type-options"] == "nosniff")
    }

    @Test func errorsHaveTheirsToo() async throws {
        let app = try TestApp(app: { Shelf() })
        let nobody = try await app.request(.get, "/list")
        #expect(nobody.status == 422)
        #expect(nobody[member: "code"] == 1_001)
        let taken = try await app.request(.get, "/bad")
        #expect(taken.status == 409)
        #expect(taken[member: "message"] == "taken")
    }

    @Test func settingsComeFromTheCompany() async throws {
        let directory = FileManager.default.temporaryDirectory.appending(path: "acme-\(UUID())")
        defer { try? FileManager.default.removeItem(at: directory) }
        try FileManager.default.createDirectory(at: directory, withIntermediateDirectories: true)
        try Data(#"{"shelf": {"limit": 9}}"#.utf8).write(to: directory.appending(path: "staging.json"))
        let app = try TestApp(stage: "staging", app: { Shelf(directory: directory.path) })
        #expect(try await app.request(.get, "/own-limit")[member: "data"] == [9])
        let other = try TestApp(stage: "test", app: { Shelf(directory: directory.path) })
        #expect(try await other.request(.get, "/own-limit")[member: "data"] == [1])
    }
}
