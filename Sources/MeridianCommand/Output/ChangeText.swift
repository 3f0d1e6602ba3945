import Control
import MeridianCore
import Releases

/// Changes as people read them.
struct ChangeText {
    /// The events of rollouts that were there at the last look, by service and number.
    private var seen: [String: [Rollout.Event]] = [:]

    /// - Returns: None when there is nothing to say: a rollout is stored every second.
    mutating func lines(_ change: ChangeDocument) -> [String] {
        let name = change.name.map { " \($0)" } ?? ""
        if change.isRemoved { return ["\(change.service): \(change.kind.rawValue)\(name) was removed"] }
        if let release = change.release {
            return [
                "\(change.service): release \(release.number) was published by \(release.author ?? "-"); "
                    + release.address
            ]
        }
        if let alias = change.alias {
            return ["\(change.service): \(alias.alias) is \(ReleaseText.targets(alias.targets))"]
        }
        return change.rollout.map { lines($0) } ?? []
    }

    private mutating func lines(_ rollout: RolloutDocument) -> [String] {
        let key = "\(rollout.service)/\(rollout.id)"
        // Of one that began before, only where it is.
        let former = seen[key] ?? rollout.events.dropLast()
        seen[key] = rollout.phase.isOver ? nil : rollout.events
        return rollout.events.filter { !former.contains($0) }
            .map { "\(rollout.service): rollout \(rollout.id), \($0.text)" }
    }
}
