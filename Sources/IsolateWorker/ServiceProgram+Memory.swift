import HTTPTransport
import Isolates
import MeridianCore
import NIOCore

/// What isolates hold is looked at between their turns, while there is work. A script that takes everything within one
/// turn is ended from outside.
extension ServiceProgram {
    static let watchInterval = TimeAmount.milliseconds(100)
    /// After a look at the isolates, since that stops them for milliseconds.
    private static let pause = TimeAmount.seconds(1)

    /// Looks after a while, and again as long as there is work.
    func watch(_ budget: MemoryBudget, in time: TimeAmount) {
        guard budget.worker > 0, !isWatching else { return }
        isWatching = true
        eventLoop.assumeIsolated().scheduleTask(in: time) { [weak self] in
            guard let self else { return }
            self.isWatching = false
            let isTight = budget.isTight(resident: self.resident())
            if isTight { self.evictLargest(budget) }
            if self.isolates.contains(where: { $0?.isActive == true }) {
                self.watch(budget, in: isTight ? Self.pause : Self.watchInterval)
            }
        }
    }

    /// Collects what scripts have let go of.
    func rest() {
        for isolate in isolates { isolate?.isolate.collectGarbage() }
        IdleMemory.giveBack()
    }

    private func evictLargest(_ budget: MemoryBudget) {
        // What is held is only known once what is not has been let go of.
        let sizes = isolates.indices.compactMap { index -> (index: Int, bytes: Int)? in
            guard let isolate = isolates[index], !isolate.isSpent else { return nil }
            isolate.isolate.collectGarbage()
            return (index, isolate.isolate.memoryInUse)
        }
        guard let (index, held) = sizes.max(by: { $0.bytes < $1.bytes }), held > budget.isolate,
            let isolate = isolates[index]
        else { return }
        let error = MeridianError(
            .isolateMemory,
            "the function '\(isolate.name)' held \(held >> 20) MiB, of which it may hold \(budget.isolate >> 20) where "
                + "memorySize is \(budget.worker >> 20)", status: 507)
        isolate.log("error", "\(error)", request: 0)
        isolate.evict(error)
        isolates[index] = nil
    }
}
