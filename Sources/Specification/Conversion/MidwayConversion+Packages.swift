import MeridianCore

extension MidwayConversion {
    mutating func aggregations(_ node: SourceNode) -> SourceNode {
        guard let entries = node.mapping else { return node }
        let converted = entries.compactMap { entry -> SourceNode.Entry? in
            if isOfEvents(entry),
                entries.contains(where: { !isOfEvents($0) && Self.members($0) == Self.members(entry) })
            {
                warn(
                    "the aggregation '\(entry.key)' is not carried over: the one for requests takes events too",
                    at: entry.position)
                return nil
            }
            var result = entry.with(aggregation(entry))
            if let name = Self.name(entry.key), name != entry.key {
                warn(
                    "the aggregation '\(entry.key)' is called '\(name)' here: \(FunctionName.rule)", at: entry.position)
                result.key = name
            }
            return result
        }
        return SourceNode(.mapping(converted), at: node.position)
    }

    /// Whether a group is for what comes by other ways than HTTP.
    private func isOfEvents(_ aggregation: SourceNode.Entry) -> Bool {
        aggregation.value["eventTrigger"]?.untypedText == "true"
    }

    private static func members(_ aggregation: SourceNode.Entry) -> [[String]] {
        ["functions", "functionsPattern"].map { aggregation.value[$0]?.texts ?? [] }
    }

    private mutating func aggregation(_ aggregation: SourceNode.Entry) -> SourceNode {
        guard let entries = aggregation.value.mapping else { return aggregation.value }
        let place = "aggregation '\(aggregation.key)'"
        var kept: [SourceNode.Entry] = []
        for entry in entries {
            switch entry.key {
            case "functions":
                let names = entry.value.list?.map { item in
                    (item.scalar.flatMap { renamed[$0.text] }).map { SourceNode.text($0, at: item.position) } ?? item
                }
                kept.append(names.map { entry.with(SourceNode(.list($0), at: entry.value.position)) } ?? entry)
            case "functionsPattern":
                kept.append(
                    entry.with(patterns(entry.value, in: place, NamePattern.syntaxRule) { NamePattern($0) != nil }))
            case "eventTrigger" where entry.value.untypedText == "false": break
            case "deployOrigin" where entry.value.untypedText == "false":
                // Functions of a group are never deployed a second time.
                break
            default:
                leave(entry, in: place, MidwayAdvice.aggregation)
            }
        }
        return SourceNode(.mapping(kept), at: aggregation.value.position)
    }

    mutating func package(_ node: SourceNode) -> SourceNode {
        guard let entries = node.mapping else { return node }
        var kept: [SourceNode.Entry] = []
        for entry in entries {
            switch entry.key {
            case "include", "exclude":
                guard !entry.value.isNull else { continue }
                kept.append(
                    entry.with(patterns(entry.value, in: "package", Glob.syntaxRule) { Glob($0) != nil }))
            default: leave(entry, in: "package", MidwayAdvice.package)
            }
        }
        return SourceNode(.mapping(kept), at: node.position)
    }

    /// Patterns without those that say more than can be said here.
    private mutating func patterns(
        _ node: SourceNode, in place: String, _ rule: String, isValid: (String) -> Bool
    ) -> SourceNode {
        let items = node.list ?? (node.scalar == nil ? nil : [node])
        guard let items else { return node }
        let kept = items.filter { item in
            guard let text = item.scalar?.text, !text.contains("${"), !isValid(text) else { return true }
            warn("the pattern '\(text)' in \(place) is not carried over: \(rule)", at: item.position)
            return false
        }
        return SourceNode(.list(kept), at: node.position)
    }
}
