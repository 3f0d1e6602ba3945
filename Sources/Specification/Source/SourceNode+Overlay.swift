extension SourceNode {
    /// This value with `other` laid over it: mappings are joined key by key, anything else is replaced.
    package func overlaid(by other: SourceNode) -> SourceNode {
        if other.isNull { return self }
        guard let below = mapping, let above = other.mapping else { return other }
        var entries = below
        for entry in above {
            if let index = entries.firstIndex(where: { $0.key == entry.key }) {
                entries[index].value = entries[index].value.overlaid(by: entry.value)
                entries[index].position = entry.position
            } else {
                entries.append(entry)
            }
        }
        return SourceNode(.mapping(entries), at: position)
    }
}
