import MeridianCore

/// What is read of a provider.
struct ProviderDraft: Sendable {
    var options = FunctionOptions()
    var positions: [String: SourcePosition] = [:]
}

extension SpecificationKeys {
    /// The options that a provider and a function have in common.
    static let options: [Key<FunctionOptions>] =
        [
            Key(
                "memorySize", .wholeNumber(FunctionOptions.memorySizeRange, unit: "MiB"),
                standard: standard(\.memorySize), "Memory of an instance; one that uses more is ended."
            ) { $1.memorySize = $0 },
            Key(
                "timeout", .duration(atMost: FunctionOptions.longestTimeout), standard: standard(\.timeout),
                "The longest a request may take; then it is answered 504."
            ) { $1.timeout = $0 },
            Key(
                "initTimeout", .duration(atMost: FunctionOptions.longestTimeout), standard: standard(\.initTimeout),
                "The longest an instance may take to become ready."
            ) { $1.initTimeout = $0 },
            Key(
                "concurrency", .wholeNumber(FunctionOptions.concurrencyRange), standard: standard(\.concurrency),
                "Requests that one instance serves at the same time."
            ) { $1.concurrency = $0 },
            Key(
                "standby", .wholeNumber(FunctionOptions.standbyRange), standard: standard(\.standby),
                "Instances kept ready when there is no load; at most `maxInstances`."
            ) { $1.standby = $0 },
            Key(
                "maxInstances", .wholeNumber(FunctionOptions.maxInstancesRange), standard: standard(\.maxInstances),
                "The most instances at a time."
            ) { $1.maxInstances = $0 },
            Key(
                "idleTimeout", .duration(atMost: FunctionOptions.longestTimeout), standard: standard(\.idleTimeout),
                "How long an instance waits for a request before it retires."
            ) { $1.idleTimeout = $0 },
            Key("scaling", .mapping(SpecificationKeys.scaling), "How the number of instances follows the load.") {
                $1.scaling = $0
            },
            Key(
                "cpuShares", .wholeNumber(FunctionOptions.cpuSharesRange), standard: standard(\.cpuShares),
                "What the instances together get of the processors beside those of others, when there is not enough."
            ) { $1.cpuShares = $0 },
            Key(
                "cpuLimit", .number(FunctionOptions.cpuLimitRange, unit: "processors"),
                "The most that the instances together get of the processors."
            ) { $1.cpuLimit = $0 },
            Key(
                "criticality", .criticality, standard: Criticality.critical.name,
                "How much requests matter when not all can be served; a rule may say otherwise."
            ) { $1.criticality = $0 },
            Key("environment", .environment, "Environment variables of the instances.") { $1.environment = $0 },
        ]

    static let provider = KeyTable(
        "provider", "Defaults of every function.", initial: ProviderDraft(), options.map { $0.within(\.options) }
    ) { reader, provider, findings in
        // A standby above the platform's own maximum can't stand either, though the file names only one of the two.
        let options = provider.options
        let whole = options.problems.isEmpty ? options.merged(over: .platformDefaults) : options
        reader.report(whole.problems, findings)
        provider.positions = findings.positions
    }

    private static func standard(_ option: KeyPath<FunctionOptions, Int?>) -> String? {
        FunctionOptions.platformDefaults[keyPath: option].map(String.init)
    }

    private static func standard(_ option: KeyPath<FunctionOptions, Double?>) -> String? {
        FunctionOptions.platformDefaults[keyPath: option].map { "\(FunctionOptions.shown($0))s" }
    }
}

extension SpecificationReader {
    mutating func report(
        _ problems: [FunctionOptions.Problem], _ findings: KeyTable<some Any>.Findings
    ) {
        for problem in problems {
            report(
                .valueOutOfRange, problem.message,
                at: findings.positions[problem.key] ?? findings.positions["maxInstances"])
        }
    }
}

extension Shape where Value == [String: String] {
    /// Environment variables.
    static var environment: Shape {
        let value = Shape<String>(Shape<String>.text.description) { reader, node, label in
            guard node.isNull else { return reader.text(node, label).flatMap { node.isOpen ? nil : $0 } }
            reader.report(
                .wrongValueType, "\(label.description) has no value; write \"\" for an empty one", at: label.position)
            return nil
        }
        return Shape<String>.table(
            keys: VariableName.pattern, "letters, digits and _", of: value, called: { $0 }
        ) { name in
            VariableName.isValid(name)
                ? nil : "'\(name)' is no name of an environment variable: \(VariableName.rule)"
        }
        .map { _, entries, _, _ in
            Dictionary(entries.map { ($0.key, $0.value) }) { first, _ in first }
        }
        .orEmpty
    }
}
