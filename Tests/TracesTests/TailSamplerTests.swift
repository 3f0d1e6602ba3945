import MeridianCore
import Testing

@testable import Traces

@Suite struct TailSamplerTests {
    private func settings(_ change: (inout TraceSettings) -> Void = { _ in }) -> TraceSettings {
        var settings = TraceSettings()
        settings.steadyPerSecond = 0
        settings.oneIn = 1_000_000_007
        change(&settings)
        return settings
    }

    @Test func failedAndSlowOnesAreKeptAtOnce() {
        var sampler = TailSampler(settings())
        let slow = Sample.record(trace: 6, duration: 2 * Sample.second)
        let kept = sampler.add([Sample.record(trace: 4, status: 500), slow, Sample.record(trace: 8)], now: 0)
        #expect(kept.map(\.reason) == [.failed, .slow])
    }

    @Test func theRestOfAKeptTraceIsKeptWithIt() {
        var sampler = TailSampler(settings())
        let child = Sample.record(trace: 4, span: 2, parent: 1)
        let stranger = Sample.record(trace: 6)
        #expect(sampler.add([child, stranger], now: 0).count == 0)
        #expect(sampler.add([Sample.record(trace: 4, status: 502)], now: Sample.second).map(\.reason) == [.failed])
        let kept = sampler.add([], now: 6 * Sample.second)
        #expect(kept.map(\.reason) == [.related])
        #expect(kept.first?.record.identity.span == 2)
        // One that ends later still belongs to it.
        let late = sampler.add([Sample.record(trace: 4, span: 3, parent: 1)], now: 7 * Sample.second)
        #expect(late.map(\.reason) == [.related])
    }

    @Test func ofTheRestOneInSoManyIsKept() {
        var sampler = TailSampler(settings { $0.oneIn = 10 })
        let records = (0..<1_000).map { Sample.record(trace: UInt64($0) << 1 | 1) }
        #expect(sampler.add(records, now: 0).count == 0)
        let kept = sampler.finish()
        #expect(kept.count == 100)
        #expect(kept.allSatisfy { $0.reason == .sampled })
    }

    @Test func aFewOfEachFunctionAreKeptInAnyCase() {
        var sampler = TailSampler(settings { $0.steadyPerSecond = 2 })
        let pay = (1...10).map { Sample.record(trace: UInt64($0) << 1) }
        let list = (11...20).map { Sample.record(trace: UInt64($0) << 1, at: Sample.site("list")) }
        _ = sampler.add(pay + list, now: 0)
        #expect(sampler.finish().count == 4)
    }

    @Test func failuresAreKeptUpToARate() {
        var sampler = TailSampler(settings { $0.failedPerSecond = 5 })
        let failures = (1...20).map { Sample.record(trace: UInt64($0) << 1, status: 500) }
        #expect(sampler.add(failures, now: 0).count == 5)
        let next = (21...40).map { Sample.record(trace: UInt64($0) << 1, status: 500) }
        #expect(sampler.add(next, now: Sample.second).count == 5)
    }

    @Test func noMoreWaitThanMay() {
        var sampler = TailSampler(settings { $0.mostWaiting = 100 })
        for start in stride(from: 0, to: 10_000, by: 500) {
            _ = sampler.add((start..<(start + 500)).map { Sample.record(trace: UInt64($0 + 1) << 1) }, now: 0)
            #expect(sampler.undecided.count <= 100)
        }
    }

    @Test func whatIsSlowIsLearnedOfEachFunction() {
        var sampler = TailSampler(settings())
        let site = Sample.site("quick")
        for second in 0..<20 {
            let records = (0..<100).map { number in
                Sample.record(
                    trace: UInt64(second * 100 + number + 1) << 1, at: site, duration: 1_000_000 + Int64(number) * 1_000
                )
            }
            _ = sampler.add(records, now: Int64(second) * Sample.second)
        }
        #expect(site.slowAfter > 1_000_000)
        #expect(site.slowAfter < 2_000_000)
        let kept = sampler.add(
            [Sample.record(trace: 1 << 40, at: site, duration: 20_000_000)], now: 30 * Sample.second)
        #expect(kept.contains { $0.reason == .slow })
    }

    @Test(arguments: 1...5 as ClosedRange<UInt64>) func aColdStartHidesNoSlowOnesForLong(seed: UInt64) {
        var estimate = QuantileEstimate()
        estimate.add(400_000_000)
        var state = seed
        var found = 0
        var slow = 0
        for index in 1...2_000 {
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            // Between 2 and 6 ms; one in 200 takes 100 ms.
            let isSlow = index % 200 == 0
            let duration = isSlow ? 100_000_000 : 2_000_000 + Int64(state >> 42)
            if index >= 1_000, isSlow {
                slow += 1
                if estimate.estimate.map({ duration > $0 + $0 / 16 }) == true { found += 1 }
            }
            estimate.add(duration)
        }
        #expect(slow == 6)
        #expect(found == slow)
    }
}

@Suite struct SpanRingTests {
    @Test func ordinarySpansGiveWayToThoseThatFailed() {
        var ring = SpanRing(capacity: 4)
        for number in 1...6 { ring.append(Sample.record(trace: UInt64(number))) }
        var failed = Sample.record(trace: 9, status: 500)
        failed.detail = SpanDetail(problem: nil, capture: nil)
        ring.append(failed)
        let (records, dropped) = ring.drain()
        #expect(records.count == 4)
        #expect(records.contains { $0.identity.traceLow == 9 })
        #expect(dropped == 3)
        #expect(ring.drain().records.count == 0)
    }
}
