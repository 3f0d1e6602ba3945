import Testing

@testable import LoadGenerator

@Suite struct ArrivalTests {
    @Test func evenArrivalsKeepTheirDistance() {
        let times = Array(ArrivalSchedule(.steady(10, seconds: 1), spacing: .even))
        #expect(times.count == 10)
        for (number, time) in times.enumerated() { #expect(abs(time - (Double(number) + 0.5) / 10) < 1e-9) }
    }

    @Test func aRampSendsWhatIsUnderItsLine() {
        let curve = RateCurve.ramp(from: 0, to: 200, seconds: 10)
        #expect(curve.requests == 1_000)
        let times = Array(ArrivalSchedule(curve, spacing: .even))
        #expect(times.count == 1_000)
        #expect(times == times.sorted())
        // A quarter of all comes in the first half.
        #expect(times.count { $0 < 5 } == 250)
        #expect(curve.rate(at: 2.5) == 50)
        #expect(curve.rate(at: 11) == 0)
    }

    @Test func aRampDownEndsAtItsEnd() {
        let times = Array(ArrivalSchedule(.ramp(from: 100, to: 0, seconds: 4), spacing: .even))
        #expect(times.count == 200)
        #expect(times.allSatisfy { $0 >= 0 && $0 <= 4 })
        #expect(times == times.sorted())
    }

    @Test func aSpikeIsOneAtOnce() {
        let curve = RateCurve.spike(10, to: 100, before: 1, during: 1, after: 1)
        let times = Array(ArrivalSchedule(curve, spacing: .even))
        let counts = (0..<3).map { second in times.count { Int($0) == second } }
        #expect(counts == [10, 100, 10])
    }

    @Test func silenceIsPassedOver() {
        let curve = RateCurve([.init(seconds: 5, from: 0, to: 0), .init(seconds: 1, from: 4, to: 4)])
        let times = Array(ArrivalSchedule(curve, spacing: .even))
        #expect(times.count == 4)
        #expect(times[0] > 5)
        #expect(Array(ArrivalSchedule(.steady(0, seconds: 9))).isEmpty)
    }

    @Test(arguments: [UInt64(1), 2, 3])
    func randomArrivalsAreThoseOfPoisson(seed: UInt64) {
        let times = Array(ArrivalSchedule(.steady(1_000, seconds: 20), seed: seed))
        #expect(abs(Double(times.count) - 20_000) < 5 * 20_000.0.squareRoot())
        let gaps = zip(times, times.dropFirst()).map { $1 - $0 }
        let mean = gaps.reduce(0, +) / Double(gaps.count)
        let variance = gaps.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(gaps.count)
        // Of exponential gaps the deviation is the mean.
        #expect(abs(variance.squareRoot() / mean - 1) < 0.05)
        #expect(times == Array(ArrivalSchedule(.steady(1_000, seconds: 20), seed: seed)))
    }

    @Test func aMixKeepsItsWeights() {
        let targets = [
            LoadTarget("a", path: "/", weight: 1), .init("none", path: "/", weight: 0),
            .init("b", path: "/", weight: 3),
        ]
        let mix = TargetMix(targets)
        var draw = LoadDraw(seed: 4)
        var counts = [0, 0, 0]
        for _ in 0..<10_000 { counts[mix.pick(using: &draw)] += 1 }
        #expect(counts[1] == 0)
        #expect(abs(counts[0] - 2_500) < 250)
    }
}
