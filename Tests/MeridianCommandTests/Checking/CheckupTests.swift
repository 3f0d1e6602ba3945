import Foundation
import MeridianCore
import Specification
import Testing

@testable import MeridianCommand

@Suite struct CheckupTests {
    /// A Swift package without the framework, so that nothing is built.
    private final class Project {
        let path: String

        init(_ files: [String: String]) throws {
            path = FileManager.default.temporaryDirectory.appending(path: "meridian-check-\(UUID().uuidString)").path
            for (name, text) in files {
                let file = URL(fileURLWithPath: "\(path)/\(name)")
                try FileManager.default.createDirectory(
                    at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
                try Data(text.utf8).write(to: file)
            }
        }

        deinit { try? FileManager.default.removeItem(atPath: path) }

        func checkup() async throws -> Checkup {
            let directory = try ServiceDirectory(path)
            let progress = Progress(isQuiet: true)
            var checkup = Checkup(
                directory: directory, builder: ServiceBuilder(directory: directory, progress: progress),
                isBuilding: false)
            try await checkup.run()
            return checkup
        }
    }

    private static let package = """
        // swift-tools-version: 6.2
        import PackageDescription
        let package = Package(name: "Shop", targets: [.executableTarget(name: "Shop")])
        """

    @Test func findsWhatIsWrongEverywhereInOneRun() async throws {
        let project = try Project([
            "Package.swift": Self.package, "Sources/Shop/Shop.swift": "print(1)",
            "meridian.yml": "service: shop\nprovider: { memorysize: 64 }\npackage: { include: [public] }\n",
            "f.yml": "service: other",
        ])
        let checkup = try await project.checkup()
        let relevant = checkup.findings.filter { $0.code != "MER-8307" && $0.code != "MER-8306" }
        #expect(relevant.map(\.code) == ["MER-8302", "MER-4002", "MER-8303"])
        #expect(relevant.map(\.severity) == [.error, .error, .note])
        #expect(relevant[0].file?.hasSuffix("/Package.swift") == true)
        #expect(relevant[1].line == 2)
        #expect(relevant[1].column == 13)
        #expect(relevant[1].mend == "write 'memorySize'")
        #expect(relevant[1].source == "provider: { memorysize: 64 }")
        #expect(relevant[2].mend == "Check with --build, or build before.")
        #expect(checkup.facts.contains { $0.name == "swift" })
        #expect(checkup.status(isStrict: false) == .buildFailed)
    }

    @Test func readsAnFYmlWhereThereIsNothingElse() async throws {
        let project = try Project([
            "Package.swift": Self.package, "Sources/Shop/Shop.swift": "print(1)",
            "f.yml": "service: shop\nprovider: { runtime: nodejs14 }\npackage: { include: [Sources, none] }\n",
        ])
        let checkup = try await project.checkup()
        #expect(checkup.facts.contains { $0.name == "service" && $0.state.contains("f.yml") })
        #expect(checkup.findings.contains { $0.code == "MER-4017" && $0.severity == .warning && $0.column == 13 })
        #expect(checkup.findings.contains { $0.code == "MER-4020" && $0.line == 3 && $0.column == 31 })
    }

    @Test func saysThatAnFYmlIsNotRead() async throws {
        let checkup = try await Project(["meridian.yml": "service: shop", "f.yml": "service: other"]).checkup()
        let finding = try #require(checkup.findings.first { $0.code == "MER-4017" })
        #expect(finding.severity == .note)
        #expect(finding.file?.hasSuffix("/f.yml") == true)
    }

    @Test func aDirectoryWithoutAPackageIsOneError() async throws {
        let checkup = try await Project(["meridian.yml": "service: shop"]).checkup()
        #expect(checkup.findings.first?.code == "MER-8005")
        #expect(checkup.status(isStrict: false) == .noInput)
    }

    @Test func warningsCountWhereAskedFor() throws {
        let project = try Project(["meridian.yml": "service: shop"])
        let directory = try ServiceDirectory(project.path)
        var checkup = Checkup(
            directory: directory,
            builder: ServiceBuilder(directory: directory, progress: Progress(isQuiet: true)), isBuilding: false)
        #expect(checkup.status(isStrict: true) == .success)
        checkup.add(Finding(.note, .notBuilt, "x"))
        #expect(checkup.status(isStrict: true) == .success)
        checkup = Checkup(directory: directory, builder: checkup.builder, isBuilding: false)
        checkup.add(Finding(.warning, .usefulToolMissing, "x"))
        #expect(checkup.status(isStrict: true) == .warnings)
        #expect(checkup.status(isStrict: false) == .success)
    }

    @Test func functionsAreJoinedWithTheFileAndLookedAt() throws {
        let project = try Project([
            "meridian.yml": "service: shop", "Package.swift": "// func item(",
            "Sources/Shop/Catalog.swift": "struct Catalog {\n    func item(id: Int) {}\n}\n",
            "Sources/Shop/Item.swift": """
            struct Items {
                // @HTTP(.get) func item(id: Int)
                @HTTP(
                    .get, "/items/{id}")
                func item(id: Int) {}
            }
            """,
            "Sources/Shop/Shop.swift": "let all = [Function(\"idle\") {}]\n",
        ])
        let directory = try ServiceDirectory(project.path)
        let builder = ServiceBuilder(directory: directory, progress: Progress(isQuiet: true))
        var checkup = Checkup(directory: directory, builder: builder, isBuilding: false)
        let program = BuiltProgram(
            executable: "/nowhere", isDebug: true,
            functions: [
                FunctionManifest(
                    name: FunctionName("item")!,
                    triggers: [.http(HTTPTrigger(methods: [.get], path: "/items/{id}"))]),
                FunctionManifest(name: FunctionName("idle")!, triggers: []),
            ])
        let specification = try ServiceSpecification.parse(
            "service: shop\nfunctions:\n  item:\n    triggers: [ { http: { path: /items/new, method: post } } ]\n")
        checkup.checkFunctions(program, specification)
        #expect(checkup.findings.map(\.code) == ["MER-4018", "MER-4008"])
        #expect(checkup.findings.allSatisfy { $0.severity == .warning })
        #expect(checkup.findings[0].file?.hasSuffix("/Sources/Shop/Item.swift") == true)
        #expect(checkup.findings[0].line == 5)
        #expect(checkup.findings[0].column == 5)
        #expect(checkup.findings[0].source == "    func item(id: Int) {}")
        #expect(checkup.findings[1].file?.hasSuffix("/Sources/Shop/Shop.swift") == true)
        #expect(checkup.findings[1].column == 12)
    }

    @Test func aPlaceInTheMessageBecomesThatOfTheFinding() throws {
        let project = try Project(["Sources/Shop/Items/Item.swift": "import Meridian\n@Inject var store: Store\n"])
        let finding = Finding(.error, .invalidApp, "no provider of Store; needed by Items (Shop/Item.swift:2)")
        let placed = CodePlaces(project.path).placed(finding)
        #expect(placed.file?.hasSuffix("/Sources/Shop/Items/Item.swift") == true)
        #expect(placed.line == 2)
        #expect(placed.source == "@Inject var store: Store")
        let elsewhere = Finding(.error, .invalidApp, "no provider of Store (Base/Other.swift:2)")
        #expect(CodePlaces(project.path).placed(elsewhere).file == nil)
    }

    @Test(arguments: [
        (
            "'Shop' ended with status 1 instead of printing its functions: MER-1301: two functions are called 'a'",
            "MER-1301",
            "two functions are called 'a'"
        ),
        (
            "'Shop' ended with status 139 instead of printing its functions", "MER-8004",
            "'Shop' ended with status 139 instead of printing its functions"
        ),
    ])
    func aProgramThatCannotStartSaysWhy(_ message: String, _ code: String, _ reason: String) {
        let finding = Checkup.reason(of: CommandFailure(.declarationsUnreadable, message))
        #expect(finding.code == code)
        #expect(finding.message == reason)
        #expect(finding.severity == .error)
    }

    @Test(arguments: [
        ("Swift version 6.3.1 (swift-6.3.1-RELEASE)", [6, 3, 1]), ("Apple Swift version 6.2 (swiftlang)", [6, 2]),
        ("Apfel 1", nil),
    ])
    func readsTheVersionOfSwift(_ line: String, _ version: [Int]?) {
        #expect(Checkup.swiftVersion(in: ["driver 1.2", line]) == version)
    }

    private static let hasBundler = Tool.path(of: "esbuild") != nil

    @Test(.enabled(if: hasBundler, "esbuild is there"))
    func looksAtScripts() async throws {
        let project = try Project([
            "meridian.yml": """
            service: shop
            outbound: [api.example.com, '*.example.org']
            functions:
              nightly: { triggers: [{ timer: { cron: '0 3 * * *' } }] }
            """,
            "functions/price.ts": """
            import { tax } from "./_tax";
            export default { fetch: () => fetch("https://api.example.com/" + tax) };
            """,
            "functions/_tax.ts": "export const tax: number = 19;",
            "functions/_old/rates.js": "export const rates = [];",
            "functions/helper.js": "export const help = 1;",
            "functions/nightly.js": "export function fetch() {}",
            "functions/other.js": """
            export default { async fetch() {
              await fetch('https://a.example.org/x'); await fetch(`http://shop.example.net:8080/${1}`);
              return fetch(new URL("https://evil.example"));
            } };
            """,
        ])
        let findings = try await project.checkup().findings.filter { $0.code != "MER-8306" }
        let texts = findings.map { "\($0.severity) \($0.code) \($0.line ?? 0):\($0.column ?? 0) \($0.message)" }
        #expect(
            texts == [
                "error MER-6310 0:0 the function 'helper' exports no handler; it exports help",
                "error MER-6310 0:0 the function 'nightly' has a trigger for the handler 'scheduled', which it does not export",
                "warning MER-6310 0:0 no function imports 'functions/_old/rates.js'",
                "warning MER-6304 2:63 shop.example.net:8080 is fetched, and `outbound` does not allow it",
                "warning MER-6304 3:33 evil.example is fetched, and `outbound` does not allow it",
            ])
    }

    @Test(.enabled(if: hasBundler, "esbuild is there"))
    func tellsOfModulesThatAreMissing() async throws {
        let project = try Project(["functions/hello.js": "import left from 'left-pad';\nexport default left;\n"])
        let checkup = try await project.checkup()
        let finding = try #require(checkup.findings.first)
        #expect(finding.severity == .error)
        #expect(finding.message.contains("left-pad"))
        #expect(finding.file?.hasSuffix("functions/hello.js") == true)
        #expect(finding.line == 1)
    }

    @Test(arguments: [
        ("await fetch('https://a.b/c')", ["a.b"]), ("fetch(\"http://A.b:81\")", ["a.b:81"]),
        ("fetch(`https://${host}/`)", []), ("fetch(`https://a.${zone}/`)", []), ("env.X.fetch('https://a.b/')", []),
        ("refetch('https://a.b/')", []), ("fetch(url)", []), ("fetch(new Request('https://a.b?q'))", ["a.b"]),
        ("fetch('https://u@a.b/')", []), ("fetch('https://a/'); fetch('https://b/')", ["a", "b"]),
    ])
    func hostsAreReadFromLiterals(_ source: String, _ expected: [String]) {
        let hosts = FetchedHosts.places(in: source).map(\.shown)
        #expect(hosts == expected)
    }
}
