import Glibc
import NIOCore

extension NativeFunctions {
    static let timers: [(String, NativeBody)] = [
        (
            "startTimer",
            { isolate, arguments in
                let id = arguments.int(0)
                let delay = TimeAmount.nanoseconds(Int64(max(0, min(arguments.number(1), 2_147_483_647)) * 1e6))
                isolate.timers[id] = isolate.eventLoop.assumeIsolated().scheduleTask(in: delay) { [weak isolate] in
                    guard let isolate else { return }
                    isolate.timers[id] = nil
                    isolate.callHook("fireTimer", isolate.value(id))
                }
                return isolate.undefined
            }
        ),
        (
            "cancelTimer",
            { isolate, arguments in
                isolate.timers.removeValue(forKey: arguments.int(0))?.cancel()
                return isolate.undefined
            }
        ),
        // Milliseconds of a clock that never goes back.
        ("monotonicTime", { isolate, _ in isolate.value(milliseconds(CLOCK_MONOTONIC)) }),
        // Milliseconds since 1970, with their fraction.
        ("wallTime", { isolate, _ in isolate.value(milliseconds(CLOCK_REALTIME)) }),
    ]

    private static func milliseconds(_ clock: clockid_t) -> Double {
        var time = timespec()
        clock_gettime(clock, &time)
        return Double(time.tv_sec) * 1e3 + Double(time.tv_nsec) / 1e6
    }
}
