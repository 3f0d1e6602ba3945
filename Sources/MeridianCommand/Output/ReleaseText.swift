import Control
import MeridianCore

/// Releases and aliases as people read them.
enum ReleaseText {
    static func table(_ list: ReleaseListDocument) -> String {
        guard !list.releases.isEmpty else { return "there are no such releases" }
        var table = TextTable("RELEASE", "ALIASES", "PUBLISHED", "FUNCTIONS", "SIZE", "SOURCE", "AUTHOR", "DIGEST")
        for release in list.releases {
            table.add(
                String(release.number), release.aliases.map(\.rawValue).joined(separator: ","),
                release.publishedAt.description, String(release.functions), Quantities.bytes(release.size),
                source(release.source), release.author ?? "-", String(release.digest.prefix(12)))
        }
        guard let next = list.next else { return table.text }
        return table.text + "\nthere are older ones: --after \(next)"
    }

    static func details(_ release: ReleaseDocument) -> String {
        var lines = [
            "\(release.service) release \(release.number), published \(release.publishedAt) by \(release.author ?? "-")",
            "source   \(source(release.source))",
            "package  \(release.digest), \(Quantities.bytes(release.size))",
            "aliases  " + (release.aliases.isEmpty ? "-" : release.aliases.map(\.rawValue).joined(separator: ", ")),
            "preview  \(release.address)",
        ]
        if let manifest = release.manifest {
            lines += contents(ReleaseDifference(from: nil, to: manifest)).map { "  " + $0 }
        }
        return lines.joined(separator: "\n")
    }

    /// `shop live: 90 % release 13, 10 % release 14`
    static func line(_ alias: AliasDocument) -> String {
        "\(alias.service) \(alias.alias): \(targets(alias.targets))\n\(alias.address)"
    }

    static func targets(_ targets: AliasTargets) -> String {
        var text = "release \(targets.release)"
        if let candidate = targets.candidate {
            text =
                "\(100 - candidate.weight) % release \(targets.release), \(candidate.weight) % release "
                + "\(candidate.release)"
            if let sticky = targets.sticky { text += " by \(key(sticky))" }
        }
        if let pin = targets.pin { text += "; pages keep theirs by \(key(pin))" }
        for rule in targets.rules { text += "; \(key(rule.key)) = \(rule.equals): release \(rule.release)" }
        return text
    }

    static func difference(_ document: ReleaseDifferenceDocument) -> String {
        let title = "\(document.service) release \(document.from) → \(document.to)"
        let lines = difference(document.difference)
        var size = "size \(Quantities.bytes(document.fromSize))"
        if document.fromSize != document.toSize { size += " → \(Quantities.bytes(document.toSize))" }
        return
            ([title] + (lines.isEmpty ? ["  the same functions and configuration"] : lines.map { "  " + $0 })
            + ["  " + size]).joined(separator: "\n")
    }

    /// What a deployment will change, before it does.
    /// - Parameter digest: Of the new package, which is another one.
    static func change(from live: ReleaseDocument, to digest: String, _ difference: ReleaseDifference) -> String {
        let title =
            "\(live.service) release \(live.number) is live; package \(live.digest.prefix(12)) → \(digest.prefix(12))"
        let lines = self.difference(difference)
        return ([title] + (lines.isEmpty ? ["  the same functions and configuration"] : lines.map { "  " + $0 }))
            .joined(separator: "\n")
    }

    /// A line for each function and value.
    static func difference(_ difference: ReleaseDifference) -> [String] {
        difference.functions.map { function in
            switch function.kind {
            case .added: return "+ \(function.function)" + list(function.addedTriggers)
            case .removed: return "- \(function.function)" + list(function.removedTriggers)
            case .changed:
                let changes =
                    function.addedTriggers.map { "+ \($0)" } + function.removedTriggers.map { "- \($0)" }
                    + function.options.map(value)
                return "~ \(function.function)" + list(changes)
            }
        } + difference.configuration.map { "~ " + value($0) }
    }

    /// The same of a release by itself, of which nothing changes.
    private static func contents(_ difference: ReleaseDifference) -> [String] {
        difference.functions.map { "\($0.function)" + list($0.addedTriggers) } + difference.configuration.map(value)
    }

    private static func list(_ texts: [String]) -> String {
        texts.isEmpty ? "" : ": " + texts.joined(separator: ", ")
    }

    private static func value(_ value: ReleaseDifference.Value) -> String {
        switch (value.from, value.to) {
        case (let from?, let to?): "\(value.key) " + (from == to ? "changed" : "\(from) → \(to)")
        case (let from?, nil): "\(value.key) \(from) → none"
        case (nil, let to?): "\(value.key) \(to)"
        case (nil, nil): value.key
        }
    }

    private static func key(_ key: AliasTargets.Key) -> String {
        switch key {
        case .header(let name): "header \(name)"
        case .cookie(let name): "cookie \(name)"
        case .query(let name): "query \(name)"
        }
    }

    private static func source(_ source: SourceRevision?) -> String {
        guard let source else { return "-" }
        return source.revision.prefix(12) + (source.isModified ? " (modified)" : "")
    }
}
