import MeridianCore
import NIOCore
import Synchronization

extension TestClock {
    /// Moves the time on, stopping at every moment that someone waits for.
    ///
    /// A timer's run is waited for until it is over or sleeps on this clock. Other tasks that sleep are resumed and go
    /// on by themselves.
    /// - Parameters:
    ///   - duration: Not negative.
    ///   - waitsForRuns: `false` when a run waits for something that the test is yet to do.
    public func advance(by duration: Duration, waitsForRuns: Bool = true) async {
        precondition(duration >= .zero, "time goes on, not back")
        let target = now.advanced(by: duration)
        await settle(waitsForRuns)
        while let waiter = change({ $0.next(by: target) }) {
            switch waiter.kind {
            case .sleep(let continuation): continuation.resume()
            case .scheduled(_, let eventLoop, let body): eventLoop.execute(body)
            }
            await settle(waitsForRuns)
        }
        change { $0.now = max($0.now, target) }
        await settle(waitsForRuns)
    }

    /// Moves the time on to a moment of the wall clock.
    /// - Parameter time: By RFC 3339; a moment that has passed is a programmer's mistake.
    public func advance(to time: String, waitsForRuns: Bool = true) async {
        guard let moment = Timestamp(time) else { preconditionFailure("'\(time)' is no date-time by RFC 3339") }
        await advance(
            by: .milliseconds(moment.milliseconds - timestamp.milliseconds), waitsForRuns: waitsForRuns)
    }

    /// Lets event loops do what they have been given, and the runs of timers what they can.
    private func settle(_ waitsForRuns: Bool) async {
        for eventLoop in state.withLock({ $0.eventLoops }) { try? await eventLoop.submit {}.get() }
        guard waitsForRuns else { return }
        await wait { state in state.running <= state.waiters.count { $0.isSleep } }
    }
}
