import ArgumentParser
import Foundation
import LoadGenerator
import MeridianCore
import Testing

@testable import MeridianCommand

@Suite struct BenchPlanTests {
    private func plan(_ text: String) throws -> LoadPlanFile {
        let path = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString).path
        defer { try? FileManager.default.removeItem(atPath: path) }
        try Data(text.utf8).write(to: URL(fileURLWithPath: path))
        return try LoadPlanFile(path: path)
    }

    private func command(_ arguments: String...) throws -> BenchCommand {
        try #require(try RootCommand.parseAsRoot(["bench"] + arguments) as? BenchCommand)
    }

    @Test func aFileHasPhasesAndAMix() throws {
        let file = try plan(
            """
            {"phases": [{"seconds": 1, "rate": 10}, {"seconds": 2, "rate": 10, "to": 50}],
             "targets": [{"path": "/a", "weight": 3, "criticality": "SHEDDABLE"},
                         {"name": "pay", "path": "/b", "method": "post", "body": "{}", "origin": "acme",
                          "headers": {"x-key": "own"}}],
             "connections": 8, "timeout": 2, "spacing": "even", "seed": 7}
            """)
        #expect(file.phases.map(\.rate) == [10, 10])
        #expect(file.phases.map(\.to) == [nil, 50])
        let targets = (file.targets ?? []).map { $0.target(["x-key": "all", "host": "h"]) }
        #expect(targets.map(\.name) == ["GET /a", "pay"])
        #expect(targets[0].headers == ["x-key": "all", "host": "h", "x-meridian-criticality": "SHEDDABLE"])
        #expect(targets[1].headers == ["x-key": "own", "host": "h", "x-meridian-origin": "acme"])
        #expect(targets[1].method == .post)
        #expect(file.connections == 8 && file.timeout == 2 && file.spacing == .even && file.seed == 7)
    }

    @Test(arguments: [
        ("{}", "'phases'"), ("[]", "something else"), ("nothing", "not JSON"),
        (#"{"phases":[{"seconds":1,"rate":"x"}]}"#, "phases."), (#"{"phases":[],"rate":1}"#, "'rate'"),
        (#"{"phases":[{"seconds":1,"rate":1,"until":2}]}"#, "'until'"),
        (#"{"phases":[],"targets":[{"path":"/","wieght":1}]}"#, "'wieght'"),
        (#"{"phases":[],"spacing":"odd"}"#, "spacing"),
    ])
    func whatIsNoPlanSaysWhere(text: String, hint: String) throws {
        let failure = #expect(throws: CommandFailure.self) { try plan(text) }
        #expect(failure?.code == .loadPlanUnreadable)
        #expect(failure?.message.contains(hint) == true, "\(failure?.message ?? "")")
    }

    @Test(
        arguments: [
            ("http://127.0.0.1:7700/a?b=%20", "127.0.0.1", 7700, "/a?b=%20", nil),
            ("http://shop.localhost:7700", "127.0.0.1", 7700, "/", "shop.localhost:7700"),
            ("http://[::1]:80/", "::1", 80, "/", nil), ("http://example.com/x", "example.com", 80, "/x", nil),
        ] as [(String, String, Int, String, String?)])
    func anAddressIsTakenApart(url: String, host: String, port: Int, path: String, field: String?) throws {
        let address = try LoadAddress(url)
        #expect(address.host == host)
        #expect(address.port == port)
        #expect(address.path == path)
        #expect(address.hostField == field)
    }

    @Test(arguments: ["127.0.0.1:80", "https://a", "http://", "ftp://a/b"])
    func whatIsNoAddressIsRefused(url: String) {
        let failure = #expect(throws: CommandFailure.self) { try LoadAddress(url) }
        #expect(failure?.code == .badArgument)
    }

    @Test(arguments: [
        ["http://127.0.0.1"], ["http://127.0.0.1", "--rate", "1", "--plan", "p"],
        ["http://127.0.0.1", "--rate", "1", "--to-rate", "2", "--spike", "3"],
        ["http://127.0.0.1", "--rate", "1", "--spacing", "odd"],
    ])
    func optionsThatDoNotGoTogetherAreRefused(arguments: [String]) {
        #expect(throws: (any Error).self) { try RootCommand.parseAsRoot(["bench"] + arguments) }
    }

    @Test func onlyThisMachineIsLoadedUnlessItIsSaid() async throws {
        let command = try command("http://192.0.2.1/", "--rate", "1", "--duration", "0.01")
        let error = await #expect(throws: MeridianError.self) { try await command.run() }
        #expect(error?.code == .loadTargetNotAllowed)
        #expect(error?.message.contains("--allow-remote") == true)
    }
}
