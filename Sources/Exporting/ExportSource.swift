public import MeridianCore
public import Specification

/// What is exported.
public struct ExportSource: Sendable {
    /// The processor that the executable is made for.
    public enum Architecture: String, Sendable {
        case x86 = "x86_64"
        case arm = "arm64"

        /// That of this machine, for which `meridian build` compiles.
        public static var current: Architecture {
            #if arch(arm64)
                .arm
            #else
                .x86
            #endif
        }
    }

    /// Code and file joined.
    public var manifest: Manifest
    public var specification: ServiceSpecification
    /// The package, relative to the directory of the export.
    public var package: String
    public var architecture: Architecture
    /// A container image that a person named.
    public var image: String?

    public init(
        manifest: Manifest, specification: ServiceSpecification, package: String,
        architecture: Architecture = .current, image: String? = nil
    ) {
        self.manifest = manifest
        self.specification = specification
        self.package = package
        self.architecture = architecture
        self.image = image
    }

    var service: String { manifest.service.rawValue }

    /// Whether its functions are run by Node.js away from the engine.
    var isScript: Bool { manifest.runtime == .javascript }

    func settings(for target: PlatformTarget) -> TargetSpecification {
        specification.targets[target] ?? TargetSpecification()
    }

    /// The variables of all groups, for a platform on which they share one environment.
    func environment(of groups: [DeployedGroup], _ gaps: inout Gaps) -> [String: String] {
        var variables = ["MERIDIAN_STAGE": specification.stage]
        for group in groups {
            for (name, value) in group.options.environment.sorted(by: { $0.key < $1.key }) {
                if let other = variables[name], other != value {
                    gaps.option(
                        .environment, of: group,
                        "is not taken whole: '\(name)' has another value in another group, and there is one environment "
                            + "for all; the first counts")
                } else {
                    variables[name] = value
                }
            }
        }
        return variables
    }

    /// What is deployed as one function, with the rules for its name.
    func groups(_ names: NameRule) throws(MeridianError) -> [DeployedGroup] {
        let groups = GroupPlan(manifest).groups.map { DeployedGroup($0, of: self, named: names.name(of: $0, in: self)) }
        for group in groups {
            guard names.accepts(group.name) else {
                throw MeridianError(
                    .nameNotExported,
                    "the group '\(group.group)' of '\(service)' would be called '\(group.name)', which "
                        + "\(names.platform) does not take: \(names.words); give the service or the group another name",
                    status: 400)
            }
            if let other = groups.first(where: { $0.name == group.name && $0.group != group.group }) {
                throw MeridianError(
                    .nameNotExported,
                    "the groups '\(other.group)' and '\(group.group)' of '\(service)' would both be called "
                        + "'\(group.name)' on \(names.platform); rename one", status: 400)
            }
        }
        return groups
    }
}

/// How a platform wants what is deployed to be named.
struct NameRule {
    let platform: String
    let longest: Int
    let words: String
    /// Whether names are labels of DNS (RFC 1123): lower case, digits and hyphens.
    var isLabel = false

    static let lambda = NameRule(platform: "AWS Lambda", longest: 64, words: "at most 64 characters")
    static let functionCompute = NameRule(platform: "Function Compute", longest: 64, words: "at most 64 characters")
    static let kubernetes = NameRule(
        platform: "Kubernetes", longest: 57, words: "at most 57 of a–z, 0–9 and -, the rest being needed for suffixes",
        isLabel: true)
    static let free = NameRule(platform: "the platform", longest: 127, words: "at most 127 characters")

    func name(of group: GroupPlan.Group, in source: ExportSource) -> String {
        let name = group.name == GroupPlan.sharedName ? source.service : "\(source.service)-\(group.name)"
        return isLabel ? Self.label(name) : name
    }

    func accepts(_ name: String) -> Bool { name.utf8.count <= longest && !name.hasSuffix("-") }

    /// The nearest label: lower case, with hyphens for underscores.
    static func label(_ name: String) -> String { String(name.lowercased().map { $0 == "_" ? "-" : $0 }) }
}
