import Glibc

/// Something that needs a processor for a while, without waiting for anything.
enum Work {
    /// Counted by the time that the thread has a processor, so that others on it don't shorten the work.
    static func done(for time: Duration) -> String {
        let end = processorTime + time
        var sum: UInt64 = 0
        while processorTime < end {
            for number in 0..<1_000 as Range<UInt64> { sum = sum &* 6_364_136_223_846_793_005 &+ number }
        }
        return String(sum & 1)
    }

    private static var processorTime: Duration {
        var time = timespec()
        clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time)
        return .seconds(time.tv_sec) + .nanoseconds(time.tv_nsec)
    }
}
