public import Foundation

extension Process {
    /// Waits until the process has ended, for a minute at most. Unlike `waitUntilExit` it needs no run loop, which a
    /// thread of the concurrency pool does not have.
    public func waitForEnd() {
        let limit = Date(timeIntervalSinceNow: 60)
        while isRunning && Date() < limit { usleep(2_000) }
    }
}
