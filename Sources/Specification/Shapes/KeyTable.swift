import MeridianCore

/// The keys of a mapping: the one description from which files are read and the schema and documentation are made.
struct KeyTable<Target: Sendable>: Sendable {
    /// What was found of a mapping.
    struct Findings: Sendable {
        /// Where the value of each key stands, by the key's first spelling.
        var positions: [String: SourcePosition] = [:]
        var present: Set<String> = []
        /// Whether a key stood there that is none.
        var hasUnknown = false
        /// What the mapping is called in messages.
        var name: String
        /// Where it stands.
        var position: SourcePosition?
    }

    let name: String
    let summary: String
    /// What an empty mapping stands for.
    let initial: Target
    let keys: [Key<Target>]
    /// Sets of keys of which exactly one must stand; ``finish`` checks that they do.
    let alternatives: [[String]]
    /// Whether any of the keys must stand; ``finish`` checks that one does.
    let isNeverEmpty: Bool
    /// Checks that the values fit together.
    let finish: @Sendable (inout SpecificationReader, inout Target, Findings) -> Void

    init(
        _ name: String, _ summary: String, initial: Target, alternatives: [[String]] = [],
        isNeverEmpty: Bool = false, _ keys: [Key<Target>],
        finish: @escaping @Sendable (inout SpecificationReader, inout Target, Findings) -> Void = { _, _, _ in }
    ) {
        self.name = name
        self.summary = summary
        self.initial = initial
        self.keys = keys
        self.alternatives = alternatives
        self.isNeverEmpty = isNeverEmpty
        self.finish = finish
    }

    var description: MappingDescription {
        MappingDescription(
            name: name, summary: summary, keys: keys.map(\.description), alternatives: alternatives,
            isNeverEmpty: isNeverEmpty)
    }

    /// Reads a mapping; keys that are unknown or missing are reported.
    func read(
        _ reader: inout SpecificationReader, _ node: SourceNode, called name: String, at position: SourcePosition?
    ) -> Target? {
        guard let entries = reader.entries(of: node, called: name) else { return nil }
        let isRoot = name == SpecificationReader.root
        var target = initial
        var findings = Findings(name: name, position: position)
        for entry in entries {
            guard let key = keys.first(where: { $0.spellings.contains(entry.key) }) else {
                reportUnknown(entry, isRoot ? "at the top level" : "in \(name)", &reader)
                findings.hasUnknown = true
                continue
            }
            guard findings.present.insert(key.name).inserted else {
                reader.report(
                    .duplicateKey, "'\(entry.key)' in \(name) says the same as another key; write only '\(key.name)'",
                    at: entry.position)
                continue
            }
            findings.positions[key.name] = entry.value.position ?? entry.position
            key.read(
                &reader, entry.value,
                Label(key: entry.key, place: isRoot ? nil : name, position: entry.position), &target)
        }
        for key in keys where key.description.isRequired && !findings.present.contains(key.name) {
            let what = isRoot ? "the file" : name
            reader.report(
                .missingKey, key.missing ?? "\(what) needs '\(key.name)'",
                at: isRoot ? entries.first?.position ?? position : position)
        }
        finish(&reader, &target, findings)
        return target
    }

    private func reportUnknown(
        _ entry: SourceNode.Entry, _ place: String, _ reader: inout SpecificationReader
    ) {
        let suggestion = Suggestion.nearest(to: entry.key, among: keys.flatMap(\.spellings))
        let hint = suggestion == nil ? "; known are \(Wording.list(keys.map(\.name)))" : ""
        reader.report(
            .unknownKey, "unknown key '\(entry.key)' \(place)\(hint)", at: entry.position, suggestion: suggestion)
    }
}

/// One key of a mapping.
struct Key<Target: Sendable>: Sendable {
    let description: MappingDescription.Key
    /// What is said when the key must stand and does not.
    var missing: String?
    let read: @Sendable (inout SpecificationReader, SourceNode, Label, inout Target) -> Void

    var name: String { description.name }
    var spellings: [String] { [description.name] + description.alternatives }

    /// - Parameters:
    ///   - name: As it is spelled.
    ///   - shape: What may stand there.
    ///   - also: Other spellings.
    ///   - isRequired: Whether it must stand.
    ///   - standard: What counts when it is left out, for people.
    ///   - missing: What is said when it must stand and does not.
    ///   - summary: What it is for.
    ///   - store: Takes the value.
    init<Value: Sendable>(
        _ name: String, _ shape: Shape<Value>, also: [String] = [], isRequired: Bool = false, standard: String? = nil,
        missing: String? = nil, _ summary: String, store: @escaping @Sendable (Value, inout Target) -> Void
    ) {
        self.description = MappingDescription.Key(
            name: name, alternatives: also, isRequired: isRequired, standard: standard, summary: summary,
            shape: shape.description)
        self.missing = missing
        self.read = { reader, node, label, target in
            if let value = shape.read(&reader, node, label) { store(value, &target) }
        }
    }

    /// The same key of a mapping that holds this one's target among others.
    func within<Outer: Sendable>(_ path: any (WritableKeyPath<Outer, Target> & Sendable)) -> Key<Outer> {
        Key<Outer>(description: description, missing: missing) { reader, node, label, outer in
            read(&reader, node, label, &outer[keyPath: path])
        }
    }

    private init(
        description: MappingDescription.Key, missing: String?,
        read: @escaping @Sendable (inout SpecificationReader, SourceNode, Label, inout Target) -> Void
    ) {
        self.description = description
        self.missing = missing
        self.read = read
    }
}
