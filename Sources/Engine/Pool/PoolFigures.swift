import Admission
import Telemetry

/// What a pool has counted since it was made. Lives on the pool's event loop.
struct PoolFigures {
    /// A wait of less counts as none, in nanoseconds: what handing over takes is no waiting.
    private static let shortestWait: Nanoseconds = 100_000

    /// By the function's position in the manifest.
    private(set) var queueTimes: [LatencyHistogram]
    /// By the function's position in the manifest.
    private(set) var coldStarts: [UInt64]
    private(set) var initDurations = LatencyHistogram()
    /// That instances used which are gone.
    private(set) var endedMicroseconds: UInt64 = 0

    /// Of requests that found instances ready, since it was last asked for.
    private var waits: (sum: Nanoseconds, count: Int64) = (0, 0)

    init(functions: Int) {
        queueTimes = Array(repeating: LatencyHistogram(), count: functions)
        coldStarts = Array(repeating: 0, count: functions)
    }

    /// An instance took a request.
    /// - Parameters:
    ///   - wait: Since it was admitted, in nanoseconds.
    ///   - isCold: Whether it waited for an instance to start.
    mutating func began(function: Int, after wait: Nanoseconds, isCold: Bool) {
        queueTimes[function].record(nanoseconds: wait < Self.shortestWait ? 0 : wait)
        if isCold {
            coldStarts[function] += 1
        } else {
            waits.sum += wait
            waits.count += 1
        }
    }

    /// The mean time that requests waited for instances that were ready, of those that began since the last call; 0
    /// when none did.
    mutating func takeMeanWait() -> Nanoseconds {
        defer { waits = (0, 0) }
        return waits.count > 0 ? waits.sum / waits.count : 0
    }

    /// - Parameter nanoseconds: From its start.
    mutating func becameReady(after nanoseconds: Int64) {
        initDurations.record(nanoseconds: nanoseconds)
    }

    mutating func ended(_ instance: Instance) {
        endedMicroseconds += instance.seenProcessorTime
    }
}
