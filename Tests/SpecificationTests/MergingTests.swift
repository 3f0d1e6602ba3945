import MeridianCore
import Specification
import Testing

@Suite struct MergingTests {
    private func function(
        _ name: String, _ triggers: [Trigger] = [], _ options: FunctionOptions = FunctionOptions()
    ) -> FunctionManifest {
        FunctionManifest(name: FunctionName(name)!, description: "code", triggers: triggers, options: options)
    }

    private func failures(_ declared: [FunctionManifest], _ text: String) throws -> [String] {
        let specification = try ServiceSpecification.parse(text, file: "f.yml")
        do throws(SpecificationError) {
            _ = try Manifest.merging(declared: declared, specification: specification)
            return []
        } catch {
            return error.diagnostics.map(\.description)
        }
    }

    @Test func fileOverCodeOverProviderOverPlatform() throws {
        let specification = try ServiceSpecification.parse(
            """
            service: venue
            provider: { memorySize: 256, timeout: 5, concurrency: 7, environment: { A: provider, B: provider, C: provider } }
            functions:
              second:
                description: file
                timeout: 1
                environment: { A: file }
                events: [ { timer: { every: 5 } } ]
            """)
        let http = Trigger.http(HTTPTrigger(methods: [.get], path: "/second"))
        let manifest = try Manifest.merging(
            declared: [
                function("first"),
                function(
                    "second", [http],
                    FunctionOptions(timeout: 9, concurrency: 3, environment: ["A": "code", "B": "code"])),
            ],
            specification: specification)
        #expect(manifest.service.rawValue == "venue")
        #expect(manifest.runtime == .swift)
        #expect(manifest.entry == "bootstrap")
        #expect(manifest.functions.map(\.name.rawValue) == ["first", "second"])
        #expect(manifest.functions.map(\.description) == ["code", "file"])
        #expect(manifest.functions[1].triggers == [http, .timer(TimerTrigger(.every(seconds: 5)))])
        let first = manifest.options(of: manifest.functions[0])
        #expect(first.memorySize == 256)
        #expect(first.timeout == 5)
        #expect(first.initTimeout == 10)
        #expect(first.maxInstances == 10)
        let second = manifest.options(of: manifest.functions[1])
        #expect(second.timeout == 1)
        #expect(second.concurrency == 3)
        #expect(second.memorySize == 256)
        #expect(second.environment == ["A": "file", "B": "code", "C": "provider"])
    }

    @Test func reportsUndeclaredFunctions() throws {
        let found = try failures(
            [function("item"), function("search"), function("refresh")],
            "service: venue\nfunctions:\n  items: {}\n  other: {}\n")
        #expect(
            found == [
                "f.yml:3:3: error: MER-4009: the code declares no function 'items'; it declares item, search and "
                    + "refresh; did you mean 'item'?",
                "f.yml:4:3: error: MER-4009: the code declares no function 'other'; it declares item, search and refresh",
            ])
    }

    @Test func reportsDuplicateRoutes() throws {
        let found = try failures(
            [
                function("item", [.http(HTTPTrigger(methods: [.get], path: "/items/{id}"))]),
                function("all", [.http(HTTPTrigger(path: "/items/{id}"))]),
                function("copy"),
            ],
            """
            service: venue
            functions:
              copy:
                events:
                  - http: { path: "/items/{number}", method: [put, get] }
                  - http: { path: "/items/{number}", method: any }
                  - http: { path: "/items/{number*}", method: get }
                  - http: { path: "/items/", method: get }
            """)
        #expect(
            found == [
                "f.yml:5:9: error: MER-4010: function 'copy' is bound to GET '/items/{number}', which function 'item' has",
                "f.yml:6:9: error: MER-4010: function 'copy' is bound to any method '/items/{number}', which function "
                    + "'all' has",
            ])
    }

    @Test func reportsWhatIsOutOfRangeOnlyWhenJoined() throws {
        let found = try failures(
            [
                function("item", [], FunctionOptions(maxInstances: 2)),
                function("bad", [], FunctionOptions(memorySize: 1)),
            ],
            "service: venue\nfunctions: { item: { standby: 3 } }")
        #expect(
            found == [
                "f.yml: error: MER-4004: function 'bad': memorySize is 1 MiB; it must be 32–32768 MiB",
                "f.yml:2:31: error: MER-4004: function 'item': standby is 3, more than maxInstances, which is 2; lower it "
                    + "or raise maxInstances",
            ])
    }
}
