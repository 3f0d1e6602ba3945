import Testing

@testable import Admission

@Suite struct AutoscalerTests {
    private static let settings = Autoscaler.Settings(targetConcurrency: 10)

    /// Observes the same every tenth of a second, with as many instances as were wanted last.
    private func hold(
        _ scaler: inout Autoscaler, inFlight: Int, wait: Double = 0, instances: Int, from start: Double, seconds: Double
    ) -> Int {
        var instances = instances
        for tenth in 0..<Int(seconds * 10) {
            instances = scaler.observe(
                .init(inFlight: inFlight, wait: Nanoseconds(wait * 1e6), instances: instances),
                now: Nanoseconds((start + Double(tenth) / 10) * 1e9))
        }
        return instances
    }

    @Test func steadyLoadGetsWhatItNeeds() {
        var scaler = Autoscaler(Self.settings)
        #expect(hold(&scaler, inFlight: 45, instances: 1, from: 0, seconds: 120) == 5)
    }

    @Test func aPeakIsMetAtOnceAndKeptForAWindow() {
        var scaler = Autoscaler(Self.settings)
        var instances = hold(&scaler, inFlight: 10, instances: 1, from: 0, seconds: 60)
        #expect(instances == 1)
        instances = hold(&scaler, inFlight: 200, instances: instances, from: 60, seconds: 6)
        #expect(scaler.isPanicking)
        #expect(instances == 20)
        // The peak is over; nothing is taken away in haste.
        instances = hold(&scaler, inFlight: 10, instances: instances, from: 66, seconds: 30)
        #expect(instances == 20)
        instances = hold(&scaler, inFlight: 10, instances: instances, from: 96, seconds: 120)
        #expect(!scaler.isPanicking)
        #expect(instances == 1)
    }

    @Test func withoutLoadThereIsNothing() {
        var scaler = Autoscaler(Self.settings)
        let instances = hold(&scaler, inFlight: 10, instances: 1, from: 0, seconds: 60)
        #expect(hold(&scaler, inFlight: 0, instances: instances, from: 60, seconds: 130) == 0)
    }

    @Test func boundsAreKept() {
        var settings = Self.settings
        settings.lowest = 2
        settings.highest = 4
        var scaler = Autoscaler(settings)
        #expect(hold(&scaler, inFlight: 0, instances: 2, from: 0, seconds: 1) == 2)
        #expect(hold(&scaler, inFlight: 1_000, instances: 2, from: 1, seconds: 60) == 4)
    }

    @Test func growthIsBounded() {
        var settings = Self.settings
        settings.mostGrowth = 2
        var scaler = Autoscaler(settings)
        #expect(scaler.observe(.init(inFlight: 1_000, wait: 0, instances: 3), now: 0) == 6)
    }

    @Test func waitingAsksForOneMore() {
        var scaler = Autoscaler(Self.settings)
        #expect(hold(&scaler, inFlight: 20, instances: 2, from: 0, seconds: 60) == 2)
        #expect(scaler.observe(.init(inFlight: 20, wait: 9 * .millisecond, instances: 2), now: 61 * .second) == 3)
    }

    @Test func aMeanWeighsByTime() {
        var mean = TimeWeightedMean(window: 10 * .second)
        mean.add(10, now: 0)
        mean.add(0, now: 2 * .second)
        mean.add(5, now: 4 * .second)
        #expect(abs(mean.mean - 5) < 0.001)
        // After a long pause only what held last counts.
        mean.add(7, now: 1_000 * .second)
        #expect(abs(mean.mean - 5) < 0.001)
        mean.add(7, now: 1_020 * .second)
        #expect(abs(mean.mean - 7) < 0.001)
    }
}
