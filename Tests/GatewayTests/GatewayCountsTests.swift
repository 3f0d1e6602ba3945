import MeridianCore
import Telemetry
import Testing

@testable import Gateway

@Suite struct GatewayCountsTests {
    private let service = ServiceName("shop")!
    private let item = FunctionName("item")!

    private func counted(_ requests: Int) -> GatewayCounts.Functions {
        let metrics = FunctionMetrics()
        for _ in 0..<requests {
            metrics.began()
            metrics.ended(.ok, nanoseconds: 1_000_000)
        }
        return [item: metrics.snapshot]
    }

    @Test func countsOfFormerReleasesStayApart() {
        var counts = GatewayCounts()
        for release in 1...12 { counts.retire(counted(release), of: service, release) }
        counts.add(counted(5), of: service, 13)
        #expect(counts.versions[service]?.keys.sorted() == Array(5...13))
        #expect(counts.versions[service]?[7]?[item]?.count(.ok) == 7)
        #expect(counts.versions[service]?[7]?[item]?.durations.count == 7)
        // 1 + 2 + … + 12, and 5.
        #expect(counts.functions[service]?[item]?.count(.ok) == 83)
        #expect(counts.functions[service]?[item]?.durations.count == 83)
    }

    @Test func aReleaseThatComesBackCountsOn() {
        var counts = GatewayCounts()
        counts.retire(counted(3), of: service, 1)
        counts.add(counted(4), of: service, 1)
        #expect(counts.release(1, of: service).count(.ok) == 4)
        #expect(counts.versions[service]?[1]?[item]?.count(.ok) == 7)
        counts.retire(counted(4), of: service, 1)
        #expect(counts.functions[service]?[item]?.count(.ok) == 11)
    }

    @Test func countsOfEventLoopsAddUp() {
        var sum = GatewayCounts()
        for _ in 0..<2 {
            var counts = GatewayCounts()
            counts.retire(counted(3), of: service, 1)
            counts.add(counted(2), of: service, 2)
            counts.add(counted(1), of: ServiceName("other")!, 2)
            sum.merge(counts)
        }
        #expect(sum.functions[service]?[item]?.count(.ok) == 10)
        #expect(sum.of(service).functions.count == 1)
        #expect(sum.of(service).versions[service]?[1]?[item]?.count(.ok) == 6)
    }
}
