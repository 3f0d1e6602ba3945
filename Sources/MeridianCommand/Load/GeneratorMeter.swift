import Glibc
import Synchronization

/// Whether the generator had processor time to spare: it is one thread, and all that this process does meanwhile.
final class GeneratorMeter: Sendable {
    /// The share of a processor above which requests leave late.
    private static let most = 0.9

    private let highest = Mutex(0.0)

    /// Whether it was busy nearly all the time in one of the runs that were measured.
    var wasBound: Bool { highest.withLock { $0 > Self.most } }

    func measure<Result>(_ run: () async throws -> Result) async rethrows -> Result {
        let (start, used) = (ContinuousClock.now, Self.processorSeconds())
        let result = try await run()
        let seconds = (ContinuousClock.now - start) / .seconds(1)
        let share = seconds > 0 ? (Self.processorSeconds() - used) / seconds : 0
        highest.withLock { $0 = max($0, share) }
        return result
    }

    /// Of this process; POSIX counts millionths of a second here.
    private static func processorSeconds() -> Double { Double(clock()) / 1e6 }
}
