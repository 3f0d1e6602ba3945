import MeridianCore

/// What is read of a function before its name is joined to it.
struct FunctionDraft: Sendable {
    var description: String?
    var handler: SpecifiedHandler?
    var isDeployed = true
    var options = FunctionOptions()
    var positions: [String: SourcePosition] = [:]
    var triggers: [SpecifiedTrigger] = []
}

extension SpecificationKeys {
    static let function = KeyTable(
        "function", "What is other than in the code and in `provider`.", initial: FunctionDraft(),
        [Key("description", .text, "What the function is for.") { $1.description = $0 }]
            + options.map { $0.within(\.options) }
            + [
                Key(
                    "group", .name(of: "group"),
                    "Functions with the same group share instances, and with no others."
                ) { $1.options.group = $0 },
                Key(
                    "handler", .handler,
                    "What the code calls the function, when the file calls it otherwise: `NAME` or `FILE.NAME`. A "
                        + "program with the contract lambda finds it in `_HANDLER`."
                ) { $1.handler = $0 },
                Key(
                    "deploy", .truth, also: ["isDeploy"], standard: "true",
                    "Whether the function is part of the package; one that is not is called by nobody."
                ) { $1.isDeployed = $0 },
                Key(
                    "triggers", Shape<[SpecifiedTrigger]>.triggers, also: ["events"],
                    "Further triggers, behind those in the code."
                ) { $1.triggers = $0 },
            ]
    ) { reader, function, findings in
        reader.report(function.options.problems, findings)
        function.positions = findings.positions
    }
}

extension Shape where Value == [SpecifiedTrigger] {
    static var triggers: Shape {
        let entry = Shape<TriggerEntry>.mapping(SpecificationKeys.triggers)
        return Shape<TriggerEntry>.list(of: entry, example: "- http: { path: /items, method: get }")
            .map { _, entries, _, _ in entries.flatMap(\.triggers) }
            .orEmpty
    }
}

/// What the code calls a function.
struct SpecifiedHandler: Sendable {
    /// As it stands in the file.
    var text: String
    /// Without the file before it.
    var name: FunctionName
}

extension Shape where Value == SpecifiedHandler {
    /// The function's name in the code; a file before it, as in `orders.place`, is for people.
    static var handler: Shape {
        Shape<String>.text(
            pattern: #"^([^\s]+\.)?[A-Za-z][A-Za-z0-9_-]{0,62}$"#, words: "NAME or FILE.NAME"
        ) { text in
            name(in: text) == nil
                ? (.invalidName, "'\(text)' names no function: NAME or FILE.NAME, with \(FunctionName.rule)") : nil
        }
        .map { _, text, _, _ in name(in: text).map { SpecifiedHandler(text: text, name: $0) } }
    }

    private static func name(in text: String) -> FunctionName? {
        guard !text.unicodeScalars.contains(where: \.properties.isWhitespace), !text.hasPrefix(".") else { return nil }
        return text.split(separator: ".", omittingEmptySubsequences: false).last.flatMap { FunctionName(String($0)) }
    }
}

extension Shape where Value == [FunctionSpecification] {
    static var functions: Shape {
        let function = Shape<FunctionDraft>(
            Shape<FunctionDraft>.mapping(SpecificationKeys.function).orEmpty.description
        ) {
            reader, node, label in
            node.isNull
                ? FunctionDraft()
                : SpecificationKeys.function.read(&reader, node, called: label.key, at: label.position)
        }
        return Shape<FunctionDraft>.table(
            keys: FunctionName.pattern, FunctionName.rule, of: function,
            called: { label in
                // "functions of stage 'x'" holds "function 'item' of stage 'x'".
                let stage = label.place?.split(separator: " ", maxSplits: 1).dropFirst().first.map { " \($0)" } ?? ""
                return Label(key: "function '\(label.key)'\(stage)", position: label.position)
            }
        ) { name in
            FunctionName(name) == nil ? "'\(name)' is no function name: \(FunctionName.rule)" : nil
        }
        .map { _, entries, _, _ in
            entries.compactMap { entry in
                FunctionName(entry.key).map { name in
                    var function = FunctionSpecification(
                        name: name, position: entry.position, description: entry.value.description,
                        options: entry.value.options, optionPositions: entry.value.positions,
                        triggers: entry.value.triggers)
                    function.handler = entry.value.handler?.name
                    function.handlerPath = entry.value.handler?.text
                    function.isDeployed = entry.value.isDeployed
                    return function
                }
            }
        }
        .orEmpty
    }
}
