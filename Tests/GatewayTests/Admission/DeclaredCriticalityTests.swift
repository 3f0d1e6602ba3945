import Admission
import Engine
import MeridianCore
import NIOCore
import NIOPosix
import Telemetry
import Testing

@testable import Gateway

@Suite struct DeclaredCriticalityTests {
    private static let shop = ServiceName("shop")!

    private static func function(_ name: String, _ criticality: Criticality?) -> FunctionManifest {
        FunctionManifest(
            name: FunctionName(name)!, triggers: [.http(HTTPTrigger(methods: [.get], path: "/\(name)"))],
            options: FunctionOptions(criticality: criticality))
    }

    @Test func whatAReleaseSaysCountsWhereNoRuleSaysMore() async throws {
        let engine = Engine(
            configuration: EngineConfiguration(), group: NIOSingletons.posixEventLoopGroup, logs: LogStore())
        let manifest = Manifest(
            service: Self.shop, defaults: FunctionOptions(criticality: .sheddablePlus),
            functions: [
                Self.function("pay", .criticalPlus), Self.function("list", nil), Self.function("crawl", .sheddable),
            ])
        let release = try await engine.activate(
            Release(service: Self.shop, number: 1, digest: "1", manifest: manifest, directory: "/nowhere"),
            verify: false)
        let table = try RoutingTable(releases: [release], defaultService: nil)
        let rules = RuleSet([
            Rule("other", on: RuleTarget("shop/crawl")!, .priority(PriorityRule(criticality: .critical))),
            Rule("heavy", on: RuleTarget("shop/list")!, .priority(PriorityRule(weight: 2))),
        ])
        let snapshot = GatewaySnapshot(
            table,
            try CompiledRules(rules, functions: GatewaySnapshot.functions(of: table), hash: KeyHash(seed: 1)))
        #expect(snapshot.functions.map { $0.map(\.criticality) } == [[.criticalPlus, .sheddablePlus, .critical]])
        await engine.retire(release)
        await engine.shutdown()
    }
}
