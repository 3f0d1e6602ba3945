import MeridianCore

/// What is read of a stage, and of a file beside its service and stages.
struct StageDraft: Sendable {
    var provider = ProviderDraft()
    var functions: [FunctionSpecification] = []
    var aggregations: [AggregationSpecification] = []
    var package = PackageSpecification()
    var targets: TargetsDraft = [:]
    var bindings: [String: BindingTarget] = [:]
    var outbound: [String]?
}

/// What is read of a whole file.
struct RootDraft: Sendable {
    var service: ServiceDraft?
    var worker = WorkerDraft()
    var common = StageDraft()
    var stages: [TableEntry<StageDraft>] = []
}

/// A service's name and description.
struct ServiceDraft: Sendable {
    var name: ServiceName?
    var description: String?
}

extension SpecificationKeys {
    static let service = KeyTable(
        "service", "The service.", initial: ServiceDraft(),
        [
            Key(
                "name", .serviceName, isRequired: true,
                missing: "the service has no name; add 'name: NAME' below 'service'", "The service's name."
            ) { $1.name = $0 },
            Key("description", .text, "What the service is for.") { $1.description = $0 },
        ])
}

extension SpecificationKeys {
    static let stage = KeyTable(
        "stage", "What is other in a stage. Mappings are joined key by key, lists and values are replaced.",
        initial: StageDraft(),
        [
            Key(
                "provider", Shape<ProviderDraft>.mapping(SpecificationKeys.provider).orEmpty,
                "Defaults of every function."
            ) {
                $1.provider = $0
            },
            Key("functions", .functions, "Functions that the code declares, by their names.") { $1.functions = $0 },
            Key("aggregation", .aggregations, "Groups of functions that share instances, by their names.") {
                $1.aggregations = $0
            },
            Key(
                "package", Shape<PackageSpecification>.mapping(SpecificationKeys.package).orEmpty,
                "Files that go into the package beside the executable."
            ) { $1.package = $0 },
            Key(
                "bindings", Shape<[String: BindingTarget]>.bindings,
                "Services that this one calls, by the names that its code has for them: `env.NAME.fetch(…)`."
            ) { $1.bindings = $0 },
            Key(
                "outbound", Shape<[String]>.outbound,
                "Hosts that functions in JavaScript may reach by `fetch`; without it those of `MERIDIAN_OUTBOUND`."
            ) { $1.outbound = $0 },
            Key("targets", Shape<TargetsDraft>.targets, "What is other on a platform, and what is said in its words.") {
                $1.targets = $0
            },
        ])
}

extension SpecificationKeys {
    static let root = KeyTable(
        "meridian.yml", "The specification of a service.", initial: RootDraft(), rootKeys
    ) { reader, root, findings in
        root.worker.check(&reader, findings)
    }

    private static var rootKeys: [Key<RootDraft>] {
        let service = Key<RootDraft>(
            "service", Shape<ServiceDraft>.service, isRequired: true,
            missing: "the service has no name; add 'service: NAME'", "The service's name, or its name and description."
        ) { $1.service = $0 }
        let stages = Key<RootDraft>(
            "stages", Shape<[TableEntry<StageDraft>]>.stages,
            "Overrides by stage, chosen with `--stage` or `MERIDIAN_STAGE`; `production` otherwise."
        ) { $1.stages = $0 }
        return [service] + worker.map { $0.within(\.worker) } + stage.keys.map { $0.within(\.common) } + [stages]
    }
}

extension Shape where Value == ServiceName {
    static var serviceName: Shape {
        Shape<String>.text(pattern: ServiceName.pattern, words: "name of a service") { text in
            ServiceName(text) == nil ? (.invalidName, "'\(text)' is no service name: \(ServiceName.rule)") : nil
        }
        .map { _, text, _, _ in ServiceName(text) }
    }
}

extension Shape where Value == ServiceDraft {
    /// A name, or a mapping with one.
    static var service: Shape {
        let name = Shape<ServiceName>.serviceName
        let whole = Shape.mapping(SpecificationKeys.service)
        return Shape(.either(name.description, whole.description)) { reader, node, label in
            guard node.mapping == nil else { return whole.read(&reader, node, label) }
            return ServiceDraft(name: name.read(&reader, node, label))
        }
    }
}

extension Shape where Value == [TableEntry<StageDraft>] {
    static var stages: Shape {
        Shape<StageDraft>.table(
            keys: FunctionName.pattern, FunctionName.rule,
            of: Shape<StageDraft>.mapping(SpecificationKeys.stage).orEmpty,
            called: { label in Label(key: "stage '\(label.key)'", position: label.position) }
        ) { name in
            FunctionName(name) == nil ? "'\(name)' is no stage name: \(FunctionName.rule)" : nil
        }
        .orEmpty
    }
}
