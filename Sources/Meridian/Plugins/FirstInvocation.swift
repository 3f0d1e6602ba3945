import Synchronization

/// Marks in the timeline when the first invocation began and ended.
final class FirstInvocation: InvocationObserver {
    private let timeline: Timeline
    private let hasBegun = Atomic(false)
    private let hasEnded = Atomic(false)

    init(_ timeline: Timeline) {
        self.timeline = timeline
    }

    func beforeInvoke(_ context: Context) {
        guard !hasBegun.exchange(true, ordering: .relaxed) else { return }
        timeline.mark("invocation.first.begun")
    }

    func afterInvoke(_ context: Context, _ outcome: InvocationOutcome) {
        guard !hasEnded.exchange(true, ordering: .relaxed) else { return }
        timeline.mark("invocation.first.ended")
    }
}
