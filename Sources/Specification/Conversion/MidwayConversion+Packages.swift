import MeridianCore

extension MidwayConversion {
    mutating func aggregations(_ node: SourceNode) -> SourceNode {
        guard let entries = node.mapping else { return node }
        let converted = entries.map { entry in
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
                kept.append(entry.with(patterns(entry.value, in: place)))
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
            case "include", "exclude": kept.append(entry.with(patterns(entry.value, in: "package")))
            default: leave(entry, in: "package", MidwayAdvice.package)
            }
        }
        return SourceNode(.mapping(kept), at: node.position)
    }

    /// Patterns without those that say more than `*`, `?` and `**`.
    private mutating func patterns(_ node: SourceNode, in place: String) -> SourceNode {
        let items = node.list ?? (node.scalar == nil ? nil : [node])
        guard let items else { return node }
        let kept = items.filter { item in
            guard let text = item.scalar?.text, !text.contains("${"), Glob(text) == nil else { return true }
            warn("the pattern '\(text)' in \(place) is not carried over: \(Glob.syntaxRule)", at: item.position)
            return false
        }
        return SourceNode(.list(kept), at: node.position)
    }
}
