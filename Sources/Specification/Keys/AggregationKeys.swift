import MeridianCore

/// What is read of an aggregation before its name is joined to it.
struct AggregationDraft: Sendable {
    var functions: [Located<String>] = []
    var patterns: [Located<NamePattern>] = []
}

extension SpecificationKeys {
    static let aggregation = KeyTable(
        "aggregation", "Functions that share instances, under the name of the group.", initial: AggregationDraft(),
        isNeverEmpty: true,
        [
            Key(
                "functions",
                Shape<Located<String>>.list(
                    of: Shape<String>.name(of: "function").located, example: "[item, search]"),
                "Functions by their names."
            ) { $1.functions = $0 },
            Key(
                "functionsPattern",
                Shape<Located<NamePattern>>.list(of: Shape<NamePattern>.names.located, example: "['item*']"),
                "Functions by patterns of their names; one that begins with ! takes functions out again."
            ) { $1.patterns = $0 },
        ]
    ) { reader, _, findings in
        guard findings.present.isEmpty else { return }
        reader.report(
            .missingKey, "\(findings.name) needs 'functions' or 'functionsPattern'", at: findings.position)
    }
}

extension Shape where Value == NamePattern {
    /// A pattern for names of functions.
    static var names: Shape {
        Shape<String>.text(pattern: #"^!?[^\[\]{}!()\\]+$"#, words: "pattern with *, ? and a ! at its beginning") {
            text in
            NamePattern(text) == nil
                ? (.invalidPattern, "'\(text)' is no pattern: \(NamePattern.syntaxRule)") : nil
        }
        .map { _, text, _, _ in NamePattern(text) }
    }
}

extension Shape where Value == Glob {
    /// A pattern for names or paths.
    static var glob: Shape {
        Shape<String>.text(pattern: #"^[^\[\]{}!()\\]+$"#, words: "pattern with *, ? and **") { text in
            Glob(text) == nil ? (.invalidPattern, "'\(text)' is no pattern: \(Glob.syntaxRule)") : nil
        }
        .map { _, text, _, _ in Glob(text) }
    }

    /// A pattern for paths below the service's directory.
    static var path: Shape {
        glob.map { reader, glob, node, label in
            let text = glob.description
            guard text.hasPrefix("/") || text.split(separator: "/").contains("..") else { return glob }
            reader.report(
                .invalidPattern, "'\(text)' leads out of the service's directory; write a path below it",
                at: node.position ?? label.position)
            return nil
        }
    }
}

extension Shape where Value == [AggregationSpecification] {
    static var aggregations: Shape {
        Shape<AggregationDraft>.table(
            keys: FunctionName.pattern, FunctionName.rule,
            of: Shape<AggregationDraft>.mapping(SpecificationKeys.aggregation),
            called: { label in
                let stage = label.place?.split(separator: " ", maxSplits: 1).dropFirst().first.map { " \($0)" } ?? ""
                return Label(key: "aggregation '\(label.key)'\(stage)", position: label.position)
            }
        ) { name in
            FunctionName(name) == nil ? "'\(name)' is no group name: \(FunctionName.rule)" : nil
        }
        .map { _, entries, _, _ in
            entries.map { entry in
                AggregationSpecification(
                    name: entry.key, position: entry.position, functions: entry.value.functions,
                    patterns: entry.value.patterns)
            }
        }
        .orEmpty
    }
}
