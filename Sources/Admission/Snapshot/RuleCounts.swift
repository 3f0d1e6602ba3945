import Synchronization

/// How often a rule turned requests away, or would have.
final class RuleCounts: Sendable {
    private let rejected = Atomic<Int>(0)
    private let wouldReject = Atomic<Int>(0)

    func reject(isDry: Bool) {
        if isDry {
            wouldReject.wrappingAdd(1, ordering: .relaxed)
        } else {
            rejected.wrappingAdd(1, ordering: .relaxed)
        }
    }

    var snapshot: (rejected: Int, wouldReject: Int) {
        (rejected.load(ordering: .relaxed), wouldReject.load(ordering: .relaxed))
    }
}
