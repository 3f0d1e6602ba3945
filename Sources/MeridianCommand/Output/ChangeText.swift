import Control
import MeridianCore
import Releases

/// Changes as people read them, a line each.
struct ChangeText {
    /// Of rollouts, by service and number: the moment of the last event that was shown.
    private var seen: [String: Timestamp] = [:]

    /// - Returns: `nil` when there is nothing to say: a rollout is stored every second.
    mutating func line(_ change: ChangeDocument) -> String? {
        let name = change.name.map { " \($0)" } ?? ""
        if change.isRemoved { return "\(change.service): \(change.kind.rawValue)\(name) was removed" }
        if let release = change.release {
            return "\(change.service): release \(release.number) was published by \(release.author ?? "-"); "
                + release.address
        }
        if let alias = change.alias {
            return "\(change.service): \(alias.alias) is \(ReleaseText.targets(alias.targets))"
        }
        guard let rollout = change.rollout, let event = rollout.events.last else { return nil }
        let key = "\(rollout.service)/\(rollout.id)"
        guard seen[key] != event.at else { return nil }
        seen[key] = event.at
        return "\(change.service): rollout \(rollout.id), \(event.text)"
    }
}
