import MeridianCore
import Specification
import Testing

@Suite struct WorkerKeysTests {
    private func parse(_ text: String) throws -> ServiceSpecification {
        try ServiceSpecification.parse("service: shop\n" + text)
    }

    private func problems(_ text: String) -> [String] {
        do throws(SpecificationError) {
            _ = try Manifest.foreign(try ServiceSpecification.parse("service: shop\n" + text))
            return []
        } catch {
            return error.diagnostics.map(\.description)
        }
    }

    @Test func aServiceIsSwiftUnlessItSaysOtherwise() throws {
        let specification = try parse("")
        #expect(specification.runtime == .swift)
        #expect(specification.program == nil)
    }

    @Test(arguments: [
        ("runtime: custom", Contract.http, ["./bootstrap"]),
        ("runtime: custom\ncontract: lambda", .lambda, ["./bootstrap"]),
        ("runtime: nodejs", .http, ["node", "server.js"]),
        ("runtime: python3\ncontract: http", .http, ["python3", "server.py"]),
        ("runtime: python3\ncontract: lambda", .lambda, ["python3", ".meridian/runtime.py", "{handler}"]),
        ("runtime: python3\ncommand: [gunicorn, 'app:app']", .http, ["gunicorn", "app:app"]),
    ])
    func runtimeAndContractTellTheCommand(_ text: String, _ contract: Contract, _ command: [String]) throws {
        let program = try #require(try parse(text).program)
        #expect(program.contract == contract)
        #expect(program.command == command)
    }

    @Test func aProgramWithoutFunctionsTakesEveryRequest() throws {
        let manifest = try Manifest.foreign(
            try parse("runtime: nodejs\nhealth: /healthz\ninitialize: /initialize\nprovider: { timeout: 9s }"))
        #expect(manifest.runtime == .nodejs)
        #expect(manifest.program?.health == "/healthz")
        #expect(manifest.program?.initialize == "/initialize")
        #expect(manifest.functions.map(\.name.rawValue) == ["main"])
        #expect(manifest.functions[0].triggers == [.http(HTTPTrigger(path: "/*"))])
        let options = manifest.options(of: manifest.functions[0])
        #expect(options.memorySize == 256)
        #expect(options.timeout == 9)
        #expect(options.concurrency == 100)
    }

    @Test func functionsOfTheFileAreThoseOfTheProgram() throws {
        let manifest = try Manifest.foreign(
            try parse(
                """
                runtime: custom
                contract: lambda
                functions:
                  orders:
                    handler: index.orders
                    triggers: [ { http: { path: /orders } }, { queue: { name: orders } } ]
                  nightly:
                    triggers: [ { timer: { cron: "0 3 * * *" } } ]
                """))
        #expect(manifest.functions.map(\.handler) == ["index.orders", nil])
        #expect(manifest.functions.map { $0.triggers.map(\.kind) } == [["http", "queue"], ["timer"]])
        #expect(manifest.options(of: manifest.functions[0]).concurrency == 1)
    }

    @Test func mistakesAreToldWithTheirPlaces() {
        #expect(
            problems("runtime: node") == [
                "meridian.yml:2:10: error: MER-4003: unknown runtime 'node' in runtime; did you mean 'nodejs'?"
            ])
        #expect(
            problems("contract: http") == [
                "meridian.yml:2:11: error: MER-4002: contract goes with a runtime that is foreign; write "
                    + "'runtime: custom', nodejs or python3 before it"
            ])
        #expect(problems("runtime: custom\ncommand: []")[0].contains("names no program"))
        #expect(problems("runtime: custom\nhealth: healthz")[0].contains("it must be a path such as /healthz"))
        #expect(problems("runtime: custom\ncontract: lambda\nhealth: /h")[0].contains("goes with the contract http"))
        #expect(
            problems("runtime: custom\nfunctions: { a: { triggers: [ { http: { path: / } } ] }, b: {} }")[0]
                .contains("function 'b' has no triggers"))
    }
}
