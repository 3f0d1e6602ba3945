import Synchronization

/// The releases that an engine has activated, for whoever asks what they use.
final class Activations: Sendable {
    private struct State {
        var next = 1
        var active: [Int: ActiveRelease] = [:]
        /// What was counted of those that are retired, until somebody has taken it.
        var retired: [ReleaseUsage] = []
    }

    /// Of releases that are retired when nobody asks.
    private static let mostRetired = 1_000

    private let state = Mutex(State())

    func number() -> Int {
        state.withLock { state in
            defer { state.next += 1 }
            return state.next
        }
    }

    func add(_ release: ActiveRelease) {
        state.withLock { $0.active[release.activation] = release }
    }

    func retire(_ release: ActiveRelease, _ usage: ReleaseUsage) {
        state.withLock { state in
            guard state.active.removeValue(forKey: release.activation) != nil else { return }
            if state.retired.count < Self.mostRetired { state.retired.append(usage) }
        }
    }

    var active: [ActiveRelease] {
        state.withLock { Array($0.active.values) }
    }

    func takeRetired() -> [ReleaseUsage] {
        state.withLock { state in
            defer { state.retired = [] }
            return state.retired
        }
    }
}

extension Engine {
    /// What all releases that can be called have counted and use, and once more and for the last time what those had
    /// counted that were retired since the last call.
    public func usage() async -> (active: [ReleaseUsage], retired: [ReleaseUsage]) {
        var active: [ReleaseUsage] = []
        for release in activations.active { active.append(await release.usage()) }
        let retired = activations.takeRetired()
        // Retired meanwhile: that count is the later one.
        let gone = Set(retired.map(\.activation))
        return (active.filter { !gone.contains($0.activation) }, retired)
    }
}
