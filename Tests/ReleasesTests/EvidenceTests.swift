import Releases
import TestSupport
import Testing

@Suite struct EvidenceTests {
    private func counts(_ requests: Int, errors: Int = 0, milliseconds: Int64 = 10) -> ReleaseCounts {
        ReleaseCounts(
            requests: requests, errors: errors,
            latency: Distribution([(value: milliseconds * 1_000_000, count: requests)]))
    }

    private func judgement(
        _ candidate: ReleaseCounts, _ baseline: ReleaseCounts, _ settings: JudgeSettings = JudgeSettings(),
        weight: Int = 10
    ) -> Judgement {
        var evidence = Evidence()
        evidence.add(Observation(candidate: candidate, baseline: baseline), settings: settings)
        return evidence.judgement(settings, weight: weight)
    }

    @Test func aReleaseLikeTheOtherPasses() {
        let judgement = judgement(counts(500), counts(500))
        #expect(judgement.verdict == .pass)
        #expect(judgement.tests.map(\.test) == [.errors, .latency])
        #expect(judgement.candidate.requests == 500)
        #expect(judgement.candidate.p50Milliseconds == 10)
    }

    @Test func withoutRequestsItIsInconclusive() {
        let judgement = judgement(ReleaseCounts(), counts(500))
        #expect(judgement.verdict == .inconclusive)
        #expect(judgement.reason.contains("0 of 0 requests failed"))
    }

    @Test func oneBadTestIsEnough() {
        let judgement = judgement(counts(500, milliseconds: 20), counts(500))
        #expect(judgement.verdict == .fail)
        #expect(
            judgement.reason
                == "latency: the median is 20 ms, that of the other release 10 ms; slower by more than 25 % and 1 ms in "
                + "100 % of pairs, more often than chance would have it")
    }

    @Test func aFractionOfAMillisecondIsNoDifferenceUnlessThePlanSaysSo() {
        func counts(microseconds: Int64) -> ReleaseCounts {
            ReleaseCounts(requests: 500, latency: Distribution([(value: microseconds * 1_000, count: 500)]))
        }
        #expect(judgement(counts(microseconds: 600), counts(microseconds: 300)).verdict == .pass)
        #expect(judgement(counts(microseconds: 1_400), counts(microseconds: 300)).verdict == .fail)
        let strict = JudgeSettings(latency: .init(leastDifference: .init(milliseconds: 0)))
        #expect(judgement(counts(microseconds: 600), counts(microseconds: 300), strict).verdict == .fail)
    }

    @Test func aloneTheErrorRatioDecides() {
        #expect(judgement(counts(300), ReleaseCounts(), weight: 100).verdict == .pass)
        #expect(judgement(counts(100, errors: 4), ReleaseCounts(), weight: 100).verdict == .fail)
        #expect(judgement(counts(100, errors: 1), ReleaseCounts(), weight: 100).verdict == .inconclusive)
    }

    @Test func thresholdsHoldWhateverTheOtherDoes() {
        let settings = JudgeSettings(thresholds: .init(errorRatio: 0.05, p99: PlanDuration(milliseconds: 15)))
        let failing = judgement(counts(1_000, errors: 60), counts(1_000, errors: 60), settings)
        #expect(failing.verdict == .fail)
        #expect(failing.reason == "thresholds: 6 % of the requests failed; the plan allows 5 %")
        let slow = judgement(counts(1_000, milliseconds: 20), counts(1_000, milliseconds: 20), settings)
        #expect(slow.verdict == .fail)
        #expect(slow.reason == "thresholds: p99 is 20 ms; the plan allows 15ms")
        #expect(judgement(counts(1_000), counts(1_000), settings).verdict == .pass)
        #expect(judgement(counts(49, errors: 49), counts(1_000, errors: 999), settings).verdict == .inconclusive)
    }

    @Test func latenciesWhileInstancesStartAreLeftOut() {
        let settings = JudgeSettings()
        var evidence = Evidence()
        let observation = Observation(candidate: counts(300, milliseconds: 900), baseline: counts(300))
        evidence.add(observation, withLatency: false, settings: settings)
        #expect(evidence.candidate.requests == 300)
        #expect(evidence.candidate.latency.count == 0)
        #expect(evidence.judgement(settings, weight: 10).verdict == .inconclusive)
    }

    /// Samples of processor time, a second after the other, in microseconds a request.
    private func judgement(
        processor candidate: [UInt64], _ baseline: [UInt64], weight: Int = 50, settings: JudgeSettings = JudgeSettings()
    ) -> Judgement {
        var evidence = Evidence()
        for (mine, theirs) in zip(candidate, baseline) {
            var observation = Observation(candidate: counts(100), baseline: counts(100))
            observation.candidate.processorMicroseconds = 100 * mine
            observation.baseline.processorMicroseconds = 100 * theirs
            evidence.add(observation, settings: settings)
        }
        return evidence.judgement(settings, weight: weight)
    }

    @Test func aDearerReleaseFails() {
        let judgement = judgement(processor: Array(160..<180), Array(90..<110))
        #expect(judgement.verdict == .fail)
        #expect(
            judgement.reason
                == "cpu: a request takes 0.169 ms of a processor, with the other release 0.099 ms; more by over 50 % in "
                + "98.1 % of pairs, more often than chance would have it", "\(judgement.reason)")
        #expect(judgement.candidate.cpuMilliseconds == 0.169)
        #expect(judgement.baseline.cpuMilliseconds == 0.099)
    }

    @Test func aLittleDearerIsTolerated() {
        let judgement = judgement(processor: Array(120..<140), Array(90..<110))
        #expect(judgement.verdict == .pass)
        #expect(judgement.tests.map(\.test) == [.errors, .latency, .cpu])
    }

    @Test func fewSamplesOfProcessorTimeAreInconclusive() {
        let judgement = judgement(processor: Array(120..<139), Array(90..<109))
        #expect(judgement.verdict == .inconclusive)
        #expect(judgement.reason == "cpu: 19 samples of processor time: it takes 20 to tell")
    }

    @Test func processorTimeOfASmallShareIsNotCompared() {
        let judgement = judgement(processor: Array(300..<320), Array(90..<110), weight: 19)
        #expect(judgement.tests.map(\.test) == [.errors, .latency])
        #expect(judgement.verdict == .pass)
    }

    @Test func aCounterThatSankIsNoSample() {
        let before = ReleaseCounts(requests: 10, processorMicroseconds: 900)
        #expect(ReleaseCounts(requests: 20, processorMicroseconds: 800).since(before).processorMicroseconds == nil)
        #expect(ReleaseCounts(requests: 20).since(before).processorMicroseconds == nil)
        #expect(ReleaseCounts(requests: 20, processorMicroseconds: 950).since(before).processorMicroseconds == 50)
    }
}
