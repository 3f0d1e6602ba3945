import MeridianCore

extension TemplateSet {
    /// - Throws: `MER-1641`, `MER-1642` or `MER-1643`, with the place.
    static func check(_ sources: [String: TemplateSource]) throws(MeridianError) {
        var places: [TemplateUse.Part: [(used: TemplateUse.Part, place: String)]] = [:]
        for (name, source) in sources.sorted(by: { $0.key < $1.key }) {
            let scanner = TemplateScanner(name, source.text)
            if let line = scanner.unclosedTag {
                throw MeridianError(
                    .brokenTemplate, "\(source.origin):\(line): the text ends within a tag; mend the template")
            }
            for use in scanner.uses {
                let place = "\(source.origin):\(use.line)"
                if case .template(let used) = use.used, sources[used] == nil {
                    throw missing(used, place)
                }
                places[use.user, default: []].append((use.used, place))
            }
        }
        try checkCircles(places)
    }

    private static func missing(_ name: String, _ place: String) -> MeridianError {
        guard name.hasPrefix("*") else {
            return MeridianError(
                .missingPartial, "\(place): there is no template '\(name)'; add it, or mend the name")
        }
        return MeridianError(
            .brokenTemplate, "\(place): a value can't say which template is used; name it, or choose with sections")
    }

    /// A circle could be without end, and would end the process when the stack is full.
    private static func checkCircles(
        _ uses: [TemplateUse.Part: [(used: TemplateUse.Part, place: String)]]
    ) throws(MeridianError) {
        var sound: Set<TemplateUse.Part> = []
        func visit(_ part: TemplateUse.Part, after chain: [TemplateUse.Part]) throws(MeridianError) {
            guard !sound.contains(part) else { return }
            let chain = chain + [part]
            for (used, place) in uses[part] ?? [] {
                if let begin = chain.firstIndex(of: used) {
                    let circle = (chain[begin...] + [used]).map(\.description).joined(separator: " → ")
                    throw MeridianError(
                        .partialCycle, "\(place): templates use each other in a circle: \(circle); break it")
                }
                try visit(used, after: chain)
            }
            sound.insert(part)
        }
        for part in uses.keys.sorted(by: { $0.description < $1.description }) { try visit(part, after: []) }
    }
}
