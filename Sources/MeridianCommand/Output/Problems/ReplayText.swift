import Control
import MeridianCore

/// A replay as people read it: both answers, and where their bodies differ.
enum ReplayText {
    private static let mostLines = 40

    static func render(_ replay: ReplayDocument) -> String {
        var table = TextTable("", "THEN", "NOW")
        table.add("release", String(replay.then.release), String(replay.now.release))
        table.add("status", String(replay.then.status), String(replay.now.status))
        table.add(
            "took", Quantities.milliseconds(replay.then.milliseconds), Quantities.milliseconds(replay.now.milliseconds))
        table.add("body", Quantities.bytes(replay.then.bodyBytes), Quantities.bytes(replay.now.bodyBytes))
        var lines = [
            "\(replay.method) \(replay.target) (\(replay.service)/\(replay.function)), sent as \(replay.requestID)",
            table.text,
        ]
        if !replay.withheld.isEmpty {
            lines.append("sent without \(replay.withheld.joined(separator: ", ")), which are not kept")
        }
        lines.append("")
        lines += bodies(replay)
        return lines.joined(separator: "\n")
    }

    private static func bodies(_ replay: ReplayDocument) -> [String] {
        guard let then = replay.then.body, let now = replay.now.body else {
            return ["the bodies can't be compared: one of them is no text or was not captured"]
        }
        guard then != now else { return ["the bodies are the same"] }
        let difference = LineDifference.lines(from: then, to: now)
        let more = difference.count - mostLines
        return difference.prefix(mostLines) + (more > 0 ? ["… and \(more) lines more"] : [])
    }
}

/// What became of the lines of a text.
enum LineDifference {
    /// Lines that went with `- `, lines that came with `+ `, in their order; those that stayed are left out.
    static func lines(from old: String, to new: String) -> [String] {
        let former = old.split(separator: "\n", omittingEmptySubsequences: false)
        let later = new.split(separator: "\n", omittingEmptySubsequences: false)
        let difference = later.difference(from: former)
        let changes =
            difference.removals.map { (offset: offset($0), text: "- \(element($0))", order: 0) }
            + difference.insertions.map { (offset: offset($0), text: "+ \(element($0))", order: 1) }
        return changes.sorted { ($0.offset, $0.order) < ($1.offset, $1.order) }.map(\.text)
    }

    private static func offset(_ change: CollectionDifference<Substring>.Change) -> Int {
        switch change {
        case .insert(let offset, _, _), .remove(let offset, _, _): offset
        }
    }

    private static func element(_ change: CollectionDifference<Substring>.Change) -> Substring {
        switch change {
        case .insert(_, let element, _), .remove(_, let element, _): element
        }
    }
}
