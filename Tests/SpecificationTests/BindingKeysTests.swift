import MeridianCore
import Specification
import Testing

@Suite struct BindingKeysTests {
    private func manifest(_ text: String, stage: String? = nil) throws -> Manifest {
        let specification = try ServiceSpecification.parse(
            "service: shop\n" + text, context: stage.map { SpecificationContext(stage: $0) } ?? SpecificationContext())
        return try Manifest.merging(declared: [], specification: specification)
    }

    private func problem(_ text: String) -> String {
        let error = #expect(throws: SpecificationError.self) { try manifest(text) }
        return error?.diagnostics.map(\.description).joined(separator: "\n") ?? ""
    }

    @Test func aBindingNamesAService() throws {
        let bindings = try manifest(
            """
            bindings:
              PROMOTIONS: promotions
              SEARCH_2: { service: search, release: canary }
              OLD: { service: search, release: 7 }
            """
        ).bindings
        let search = ServiceName("search")!
        #expect(
            bindings == [
                "PROMOTIONS": BindingTarget(service: ServiceName("promotions")!),
                "SEARCH_2": BindingTarget(service: search, release: "canary"),
                "OLD": BindingTarget(service: search, release: "7"),
            ])
        #expect(bindings?["PROMOTIONS"]?.host == "promotions.localhost")
        #expect(bindings?["SEARCH_2"]?.host == "canary--search.localhost")
    }

    @Test(
        arguments: [
            ("", nil), ("outbound: any", ["*"]), ("outbound: none", []), ("outbound: '*'", ["*"]), ("outbound: []", []),
            ("outbound: api.example.com", ["api.example.com"]),
            (
                "outbound: ['*.example.org', 'localhost:8080', 10.0.0.7, '[::1]:80']",
                ["*.example.org", "localhost:8080", "10.0.0.7", "[::1]:80"]
            ),
        ] as [(String, [String]?)])
    func outboundListsHosts(_ text: String, _ expected: [String]?) throws {
        let outbound = try manifest(text).outbound
        #expect(outbound == expected)
    }

    @Test func aStageHasItsOwn() throws {
        let text = """
            bindings: { PRICES: prices }
            outbound: none
            stages:
              test:
                bindings: { PRICES: { service: prices, release: canary } }
                outbound: [api.example.com]
            """
        let test = try manifest(text, stage: "test")
        #expect(test.bindings?["PRICES"]?.release == "canary")
        #expect(test.outbound == ["api.example.com"])
        #expect(try manifest(text).bindings?["PRICES"]?.release == nil)
    }

    @Test(arguments: [
        ("bindings: { promotions: promotions }", "MER-4005: 'promotions' is no name of a binding"),
        ("bindings: { P: Promotions }", "MER-4005: 'Promotions' is no service name"),
        ("bindings: { P: { release: 3 } }", "MER-4007: binding 'P' needs 'service'"),
        (
            "bindings: { P: { servce: shop } }",
            "MER-4002: unknown key 'servce' in binding 'P'; did you mean 'service'?"
        ),
        ("bindings: { P: { service: s, release: 0 } }", "MER-4005: '0' is neither the number of a release"),
        ("bindings: { P: { service: s, release: a--b } }", "MER-4005: 'a--b' is neither"),
        ("bindings: [shop]", "MER-4003"),
        ("binding: { P: shop }", "did you mean 'bindings'?"),
        ("outbound: [https://api.example.com]", "MER-6309: 'https://api.example.com' names no host"),
        ("outbound: [api.example.com/v1]", "MER-6309"), ("outbound: ['*.*.com']", "MER-6309"),
        ("outbound: ['a:99999']", "MER-6309"), ("outbound: ['a..b']", "MER-6309"),
        ("outbound: [any, api.example.com]", "MER-6309: 'any' stands alone in outbound"),
        ("outbound: { a: b }", "MER-4003"),
    ])
    func mistakesAreTold(_ text: String, _ expected: String) {
        let problem = problem(text)
        #expect(problem.contains(expected), "\(problem)")
    }
}
