/// What a unit does and could do, as a ``SystemRule`` sees it.
struct SystemLoad: Sendable {
    /// How far back the best rate and the least time are looked for.
    private static let buckets = 10

    /// One second of answers.
    private struct Bucket {
        var second: Int64 = .min
        var finished = 0.0
        var time = 0.0
        var least = Double.infinity
    }

    private var passed = RateWindow()
    private var ring = [Bucket](repeating: Bucket(), count: SystemLoad.buckets)

    mutating func finished(duration: Nanoseconds, now: Nanoseconds) {
        let second = now / .second
        let index = Int(second % Int64(Self.buckets))
        if ring[index].second != second { ring[index] = Bucket(second: second) }
        ring[index].finished += 1
        ring[index].time += duration.seconds
        ring[index].least = min(ring[index].least, duration.seconds)
    }

    /// What a rule would not let through.
    enum Excess: Sendable { case none, qps, concurrency, averageTime, load, cpu }

    mutating func excess(
        over rule: SystemRule, inFlight: Int, machine: MachineReading, now: Nanoseconds
    ) -> Excess {
        if let limit = rule.qps, Double(passed.count(now: now)) + 1 > limit { return .qps }
        if let limit = rule.concurrency, Double(inFlight) + 1 > limit { return .concurrency }
        if let limit = rule.averageTime, averageTime(now) * 1_000 > limit { return .averageTime }
        if let limit = rule.load, machine.load > limit, !canTakeMore(inFlight, now) { return .load }
        if let limit = rule.cpu, machine.cpu > limit, !canTakeMore(inFlight, now) { return .cpu }
        return .none
    }

    mutating func pass(now: Nanoseconds) {
        passed.add(now: now)
    }

    mutating func giveBack() {
        passed.giveBack()
    }

    /// What runs is no more than the best rate times the least time: what the pipe holds without a queue (BBR).
    private func canTakeMore(_ inFlight: Int, _ now: Nanoseconds) -> Bool {
        guard inFlight > 1 else { return true }
        var best = 0.0
        var least = Double.infinity
        for bucket in ring where isRecent(bucket, now) {
            best = max(best, bucket.finished)
            least = min(least, bucket.least)
        }
        return least == .infinity || Double(inFlight) <= best * least
    }

    /// Over this second and the one before, in seconds.
    private func averageTime(_ now: Nanoseconds) -> Double {
        let second = now / .second
        var finished = 0.0
        var time = 0.0
        for bucket in ring where bucket.second == second || bucket.second == second - 1 {
            finished += bucket.finished
            time += bucket.time
        }
        return finished > 0 ? time / finished : 0
    }

    private func isRecent(_ bucket: Bucket, _ now: Nanoseconds) -> Bool {
        bucket.second > now / .second - Int64(Self.buckets)
    }
}
