import MeridianCore

/// What is read of `targets`.
typealias TargetsDraft = [PlatformTarget: TargetSpecification]

extension SpecificationKeys {
    static let targets = KeyTable(
        "targets", "What is other on a platform, and what is said in its own words.", initial: TargetsDraft(),
        PlatformTarget.allCases.map { target in
            Key(
                target.rawValue, Shape<TargetSpecification>.target(table(of: target)), "For \(target.title)."
            ) { $1[target] = $0 }
        })

    private static func table(of target: PlatformTarget) -> KeyTable<TargetSpecification> {
        KeyTable(
            target.rawValue, "For \(target.title): \(subject(of: target)).", initial: TargetSpecification(),
            ownKeys(of: target) + common(target))
    }

    /// What `properties` and `document` are laid over.
    private static func subject(of target: PlatformTarget) -> String {
        switch target {
        case .lambda: "`properties` are those of AWS::Serverless::Function, `document` is template.yaml"
        case .fc: "`properties` are the props of the component fc3, `document` is s.yaml"
        case .knative: "`properties` are laid over the Service"
        case .kubernetes: "`properties` are laid over the Deployment"
        case .openwhisk: "`properties` are those of an action, `document` is manifest.yaml"
        case .azure: "`document` is host.json"
        case .app, .meridian: "the budget of its package"
        }
    }

    private static func ownKeys(of target: PlatformTarget) -> [Key<TargetSpecification>] {
        switch target {
        case .lambda: lambda
        case .fc: functionCompute
        case .knative: [image, namespace] + knative
        case .kubernetes: [image, namespace, domain("The host of the Ingress; without one there is no Ingress.")]
        case .openwhisk: [image]
        case .azure, .app, .meridian: []
        }
    }

    private static let lambda: [Key<TargetSpecification>] = [
        Key(
            "region", Shape<String>.text.located, "The region that is deployed to; that of the `aws` command otherwise."
        ) { $1.region = $0 },
        Key("role", Shape<String>.text.located, "The ARN of the functions' role; one is made otherwise.") {
            $1.role = $0
        },
        alias,
        Key("stack", Shape<String>.text.located, standard: "the service's name", "The CloudFormation stack.") {
            $1.stack = $0
        },
        Key("bucket", Shape<String>.text.located, "The S3 bucket that packages are uploaded to; needed to deploy.") {
            $1.bucket = $0
        },
        Key("queues", Shape<[String: String]>.queues, "SQS queues that are there already, by ARN; others are made.") {
            $1.queues = $0
        },
    ]

    private static let functionCompute: [Key<TargetSpecification>] = [
        Key("region", Shape<String>.text.located, standard: "cn-hangzhou", "The region that is deployed to.") {
            $1.region = $0
        },
        Key("role", Shape<String>.text.located, "The ARN of the functions' role.") { $1.role = $0 },
        alias,
        Key("access", Shape<String>.text.located, standard: "default", "The credentials' alias, as `s` knows it.") {
            $1.access = $0
        },
        domain("A custom domain, whose paths lead to the functions."),
        Key("triggers", Shape<[FunctionName: [SourceNode]]>.triggers, "Further triggers as fc3 has them, by function.")
        {
            $1.triggers = $0
        },
    ]

    private static let knative: [Key<TargetSpecification>] = [
        Key("broker", Shape<String>.text.located, standard: "default", "The broker that events come from.") {
            $1.broker = $0
        },
        Key(
            "kafka", Shape<String>.list(of: .text, orOne: true, example: "[kafka:9092]"), standard: "kafka:9092",
            "Kafka's bootstrap servers, for queues."
        ) { $1.kafka = $0 },
    ]

    private static let alias = Key<TargetSpecification>(
        "alias", Shape<String>.name(of: "alias").located, standard: "live",
        "The alias that moves to each new version, and that triggers call."
    ) { $1.alias = $0 }

    private static let image = Key<TargetSpecification>(
        "image", Shape<String>.text.located, "The container image, unless `--image` names one."
    ) { $1.image = $0 }

    private static let namespace = Key<TargetSpecification>(
        "namespace", Shape<String>.text.located, "The namespace; that of `kubectl` otherwise."
    ) { $1.namespace = $0 }

    private static func domain(_ summary: String) -> Key<TargetSpecification> {
        Key("domain", Shape<String>.text.located, summary) { $1.domain = $0 }
    }

    private static func common(_ target: PlatformTarget) -> [Key<TargetSpecification>] {
        var keys: [Key<TargetSpecification>] = [
            Key("budget", Shape<PackageBudget>.mapping(budget), "The most that the package may have.") {
                $1.budget = $0
            }
        ]
        if ![.azure, .app, .meridian].contains(target) {
            keys += [
                Key("properties", .vendorKeys, "Keys in the platform's own words, laid over each deployed function.") {
                    $1.properties = $0
                },
                Key("groups", Shape<[String: SourceNode]>.groups, "The same for one group of functions, by its name.") {
                    $1.groups = $0
                },
            ]
        }
        if [.lambda, .fc, .openwhisk, .azure].contains(target) {
            keys.append(
                Key("document", .vendorKeys, "Keys in the platform's own words, laid over the whole document.") {
                    $1.document = $0
                })
        }
        return keys
    }

    static let budget = KeyTable(
        "budget", "The most that a package may have; a larger one fails the build.", initial: PackageBudget(),
        [
            Key("packed", .wholeNumber(1...10240, unit: "MiB"), "Of the zip.") { $1.packed = $0 },
            Key("unpacked", .wholeNumber(1...10240, unit: "MiB"), "Of everything inside.") { $1.unpacked = $0 },
        ])
}

extension Shape where Value == TargetsDraft {
    static var targets: Shape { mapping(SpecificationKeys.targets).orEmpty }
}

extension Shape where Value == TargetSpecification {
    static func target(_ keys: KeyTable<TargetSpecification>) -> Shape {
        mapping(keys).map { _, target, _, label in
            var target = target
            target.position = label.position
            return target
        }
        .orEmpty
    }
}

extension Shape where Value == SourceNode {
    /// A mapping that is handed on as it is.
    static var vendorKeys: Shape {
        Shape(.anyMapping) { reader, node, label in
            guard reader.entries(of: node, called: label.inner) != nil else { return nil }
            return node
        }
    }
}

extension Shape where Value == [String: SourceNode] {
    static var groups: Shape {
        Shape<SourceNode>.table(
            keys: FunctionName.pattern, FunctionName.rule, of: .vendorKeys, called: { $0 }
        ) { name in
            FunctionName(name) == nil ? "'\(name)' is no group name: \(FunctionName.rule)" : nil
        }
        .map { _, entries, _, _ in Dictionary(entries.map { ($0.key, $0.value) }) { first, _ in first } }
    }
}

extension Shape where Value == [String: String] {
    static var queues: Shape {
        Shape<String>.table(
            keys: FunctionName.pattern, FunctionName.rule, of: .text, called: { $0 }
        ) { name in
            FunctionName(name) == nil ? "'\(name)' is no queue name: \(FunctionName.rule)" : nil
        }
        .map { _, entries, _, _ in Dictionary(entries.map { ($0.key, $0.value) }) { first, _ in first } }
    }
}

extension Shape where Value == [FunctionName: [SourceNode]] {
    static var triggers: Shape {
        Shape<[SourceNode]>.table(
            keys: FunctionName.pattern, FunctionName.rule,
            of: .list(of: .vendorKeys, example: "[{ triggerType: oss, … }]"), called: { $0 }
        ) { name in
            FunctionName(name) == nil ? "'\(name)' is no function name: \(FunctionName.rule)" : nil
        }
        .map { _, entries, _, _ in
            Dictionary(entries.compactMap { entry in FunctionName(entry.key).map { ($0, entry.value) } }) { first, _ in
                first
            }
        }
    }
}
