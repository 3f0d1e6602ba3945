import MeridianCore
import Specification

/// `s.yaml` for Serverless Devs 3 with the component fc3: functions with their triggers, and what each deployment does
/// afterwards: publish a version, move the alias, keep instances ready.
struct FunctionComputeExport: PlatformExport {
    static let documentName = "s.yaml"
    static let memorySize = 128...32768
    /// Seconds.
    static let timeout = 1...86400
    static let concurrency = 1...200
    static let port = 9000
    static let standardRegion = "cn-hangzhou"

    let names = NameRule.functionCompute
    let source: ExportSource
    let settings: TargetSpecification
    var gaps: Gaps

    init(_ source: ExportSource) {
        self.source = source
        settings = source.settings(for: .fc)
        gaps = Gaps(source, .fc)
    }

    mutating func files() throws(MeridianError) -> [Export.File] {
        let groups = try source.groups(names)
        var resources = groups.map { ($0.name, Optional(resource($0))) }
        if let domain { resources.append(("domain", domainResource(groups, domain))) }
        var document = SourceNode(object: [
            ("edition", "3.0.0"), ("name", .text(source.service)),
            ("access", .text(settings.access?.value ?? "default")), ("resources", SourceNode(object: resources)),
        ])
        if let own = settings.document { document = document.overlaid(by: own) }
        return [Export.File(Self.documentName, YAMLText.document(document))]
    }

    private mutating func resource(_ group: DeployedGroup) -> SourceNode {
        let memorySize = wholeMemory(group)
        let properties = SourceNode(object: [
            ("region", .text(region)), ("functionName", .text(group.name)),
            ("description", group.description.map { .text($0) }),
            ("runtime", source.isScript ? .text(ScriptHost.functionComputeRuntime) : "custom.debian12"),
            ("code", .text("./\(source.package)")),
            ("cpu", .plain(Self.cpu(memorySize))), ("memorySize", .number(memorySize)), ("diskSize", 512),
            (
                "timeout",
                .number(gaps.fitted(Int(group.timeout.rounded(.up)), Self.timeout, .timeout, of: group, unit: " s"))
            ),
            (
                "instanceConcurrency",
                .number(gaps.fitted(group.options.concurrency, Self.concurrency, .concurrency, of: group))
            ),
            ("customRuntimeConfig", ["command": ["/code/bootstrap"], "port": .number(Self.port)]),
            (
                "instanceLifecycleConfig",
                [
                    "initializer": [
                        "handler": "initialize",
                        "timeout": .number(max(1, Int(group.options.initTimeout.rounded(.up)))),
                    ],
                    "preStop": ["handler": "pre-stop", "timeout": 10],
                ]
            ),
            ("role", settings.role.map { .text($0.value) }),
            ("environmentVariables", .table(variables(group))),
            (
                "concurrencyConfig",
                group.stated(\.maxInstances, \.maxInstances, source).map { ["reservedConcurrency": .number($0)] }
            ),
            ("triggers", triggers(group)),
        ])
        gaps.option(.idleTimeout, of: group, "it decides itself how long an instance stays")
        gaps.ownOptions(of: group)
        return SourceNode(object: [
            ("component", "fc3"), ("props", group.finish(properties, settings)), ("actions", actions(group)),
        ])
    }

    var region: String { settings.region?.value ?? Self.standardRegion }

    var alias: String { settings.alias?.value ?? "live" }

    private var domain: String? { settings.domain?.value }

    private func variables(_ group: DeployedGroup) -> [String: String] {
        var variables = group.options.environment
        variables["MERIDIAN_STAGE"] = source.specification.stage
        return variables
    }

    /// A multiple of 64 MiB.
    private mutating func wholeMemory(_ group: DeployedGroup) -> Int {
        let fitted = gaps.fitted(group.options.memorySize, Self.memorySize, .memorySize, of: group, unit: " MiB")
        let whole = (fitted + 63) / 64 * 64
        if whole != fitted {
            gaps.option(
                .memorySize, of: group,
                "is \(fitted) MiB, and Function Compute takes multiples of 64 MiB; it is exported as \(whole) MiB")
        }
        return whole
    }

    /// Processors to a memory size in MiB: one to two GiB in steps of 0.05, between the one and four that it allows.
    static func cpu(_ memorySize: Int) -> String {
        let twentieths = min(max(1, (memorySize * 20 + 2047) / 2048), 320)
        let fraction = twentieths % 20 * 5
        return fraction == 0
            ? "\(twentieths / 20)" : "\(twentieths / 20).\(fraction < 10 ? "0" : "")\(fraction)"
    }

    /// What `s deploy` does when a function stands.
    private func actions(_ group: DeployedGroup) -> SourceNode {
        var commands = ["version publish", "alias publish --alias-name \(alias) --version-id latest"]
        if group.options.standby > 0 {
            commands.append("provision put --qualifier \(alias) --target \(group.options.standby)")
        }
        return ["post-deploy": .list(commands.map { ["component": .text("fc3 \($0)")] })]
    }

    private func domainResource(_ groups: [DeployedGroup], _ name: String) -> SourceNode {
        var routes: [SourceNode] = []
        for group in groups {
            for case .http(let http) in group.functions.flatMap(\.triggers) {
                let (prefix, isExact) = RouteText.prefix(http.path)
                let path = isExact ? prefix : (prefix == "/" ? "" : prefix) + "/*"
                let route = SourceNode(object: [
                    ("path", .text(path)), ("functionName", .text(group.name)), ("qualifier", .text(alias)),
                ])
                if !routes.contains(route) { routes.append(route) }
            }
        }
        return [
            "component": "fc3-domain",
            "props": [
                "region": .text(region), "domainName": .text(name), "protocol": "HTTP",
                "routeConfig": ["routes": .list(routes)],
            ],
        ]
    }
}
