#if canImport(Darwin)
    import Darwin
#elseif canImport(Musl)
    import Musl
#else
    import Glibc
#endif

/// A moment by `ContinuousClock`, in one word. An instant of the standard library is of a size that the compiler does not
/// know, which would cost every invocation for a deadline that hardly any of them looks at.
struct ContinuousInstant: Comparable, Sendable {
    /// Since the machine was started, the time that it slept included.
    let nanoseconds: Int64

    private init(nanoseconds: Int64) {
        self.nanoseconds = nanoseconds
    }

    init(_ instant: ContinuousClock.Instant) {
        nanoseconds = Self.anchor.nanoseconds + (instant - Self.anchorInstant).nanoseconds
    }

    static var now: ContinuousInstant {
        var time = timespec()
        #if canImport(Darwin)
            clock_gettime(CLOCK_MONOTONIC_RAW, &time)
        #else
            clock_gettime(CLOCK_BOOTTIME, &time)
        #endif
        return ContinuousInstant(nanoseconds: Int64(time.tv_sec) * 1_000_000_000 + Int64(time.tv_nsec))
    }

    /// As the standard library has it.
    var instant: ContinuousClock.Instant { Self.anchorInstant + .nanoseconds(nanoseconds - Self.anchor.nanoseconds) }

    func advanced(by nanoseconds: Int64) -> ContinuousInstant {
        let (sum, isTooLate) = self.nanoseconds.addingReportingOverflow(nanoseconds)
        return ContinuousInstant(nanoseconds: isTooLate ? .max : sum)
    }

    static func < (left: ContinuousInstant, right: ContinuousInstant) -> Bool { left.nanoseconds < right.nanoseconds }

    /// The same moment by both.
    private static let (anchor, anchorInstant) = (ContinuousInstant.now, ContinuousClock.now)
}

extension Duration {
    fileprivate var nanoseconds: Int64 {
        let (seconds, attoseconds) = components
        return seconds * 1_000_000_000 + attoseconds / 1_000_000_000
    }
}
