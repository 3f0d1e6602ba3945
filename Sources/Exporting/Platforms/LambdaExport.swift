import MeridianCore
import Specification

/// `template.yaml` for AWS SAM: functions with a version and alias at every deployment, their events, and queues.
struct LambdaExport: PlatformExport {
    static let documentName = "template.yaml"
    static let memorySize = 128...10240
    /// Seconds.
    static let timeout = 1...900
    /// Seconds that API Gateway waits for an answer.
    static let gatewayTimeout: Double = 30
    private static let longestDescription = 256

    let names = NameRule.lambda
    let source: ExportSource
    let settings: TargetSpecification
    var gaps: Gaps
    var resourceNames = UniqueNames()
    /// The queues that were made or found, by name: what refers to them.
    var queues: [String: SourceNode] = [:]
    var queueResources: [(String, SourceNode)] = []
    /// What API Gateway has already, so that two events are not one route.
    var routes: Set<String> = []

    init(_ source: ExportSource) {
        self.source = source
        settings = source.settings(for: .lambda)
        gaps = Gaps(source, .lambda)
    }

    mutating func files() throws(MeridianError) -> [Export.File] {
        let groups = try source.groups(names)
        for group in groups { _ = resourceNames.take(UniqueNames.capitalized(group.name)) }
        var names = UniqueNames()
        var resources: [(String, SourceNode?)] = []
        for group in groups {
            resources.append((names.take(UniqueNames.capitalized(group.name)), function(group)))
        }
        resources += queueResources.map { ($0.0, $0.1) }
        var document = SourceNode(object: [
            ("AWSTemplateFormatVersion", "2010-09-09"), ("Transform", "AWS::Serverless-2016-10-31"),
            ("Description", .text(description(source.specification.description ?? "The service \(source.service)"))),
            ("Resources", SourceNode(object: resources)),
            ("Outputs", groups.contains(where: \.isReachedByHTTP) ? outputs : nil),
        ])
        if let own = settings.document { document = document.overlaid(by: own) }
        return [Export.File(Self.documentName, YAMLText.document(document))]
    }

    private mutating func function(_ group: DeployedGroup) -> SourceNode {
        let properties = SourceNode(object: [
            ("FunctionName", .text(group.name)),
            ("Description", group.description.map { .text(description($0)) }),
            ("Runtime", source.isScript ? .text(ScriptHost.lambdaRuntime) : "provided.al2023"),
            ("Handler", source.isScript ? .text(ScriptHost.lambdaHandler) : "bootstrap"),
            ("CodeUri", .text(source.package)),
            ("Architectures", [.text(source.architecture.rawValue)]),
            (
                "MemorySize",
                .number(gaps.fitted(group.options.memorySize, Self.memorySize, .memorySize, of: group, unit: " MiB"))
            ),
            ("Timeout", .number(timeout(group))),
            ("Environment", environment(group)),
            ("Role", settings.role.map { .text($0.value) }),
            ("ReservedConcurrentExecutions", group.stated(\.maxInstances, \.maxInstances, source).map { .number($0) }),
            ("AutoPublishAlias", .text(alias)), ("AutoPublishAliasAllProperties", true),
            ("ProvisionedConcurrencyConfig", provisioned(group)),
            ("Events", events(group)),
        ])
        reportGaps(group)
        return ["Type": "AWS::Serverless::Function", "Properties": group.finish(properties, settings)]
    }

    var alias: String { settings.alias?.value ?? "live" }

    private mutating func timeout(_ group: DeployedGroup) -> Int {
        let seconds = Int(group.timeout.rounded(.up))
        if group.isReachedByHTTP, group.timeout > Self.gatewayTimeout {
            gaps.option(
                .timeout, of: group,
                "is \(seconds) s, and API Gateway answers requests with 503 after 30 s; longer ones need a function URL"
            )
        }
        return gaps.fitted(seconds, Self.timeout, .timeout, of: group, unit: " s")
    }

    private func environment(_ group: DeployedGroup) -> SourceNode {
        var variables = group.options.environment
        variables["MERIDIAN_STAGE"] = source.specification.stage
        return ["Variables": .table(variables) ?? [:]]
    }

    private func provisioned(_ group: DeployedGroup) -> SourceNode? {
        guard group.options.standby > 0 else { return nil }
        return ["ProvisionedConcurrentExecutions": .number(group.options.standby)]
    }

    private mutating func reportGaps(_ group: DeployedGroup) {
        if group.stated(\.concurrency, \.concurrency, source) ?? 1 > 1 {
            gaps.option(.concurrency, of: group, "an instance serves one request at a time")
        }
        gaps.option(.idleTimeout, of: group, "it decides itself how long an instance stays")
        gaps.ownOptions(of: group)
        if group.options.initTimeout > 10 {
            gaps.option(
                .initTimeout, of: group, "an instance has 10 s to become ready, and the function's timeout after that")
        }
        for name in group.options.environment.keys.sorted() where Self.isReserved(name) {
            gaps.option(
                .environment, of: group, "is not taken whole: Lambda sets '\(name)' itself and refuses the template")
        }
    }

    /// Variables that Lambda does not let anyone set.
    static func isReserved(_ name: String) -> Bool {
        let reserved = [
            "_HANDLER", "_X_AMZN_TRACE_ID", "AWS_DEFAULT_REGION", "AWS_REGION", "AWS_EXECUTION_ENV", "AWS_ACCESS_KEY",
            "AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN", "LAMBDA_TASK_ROOT", "LAMBDA_RUNTIME_DIR",
        ]
        return reserved.contains(name) || name.hasPrefix("AWS_LAMBDA_") || name.hasPrefix("_")
    }

    private func description(_ text: String) -> String {
        text.count <= Self.longestDescription ? text : text.prefix(Self.longestDescription - 3) + "..."
    }

    private var outputs: SourceNode {
        [
            "Url": [
                "Description": "Where the service answers.",
                "Value": ["Fn::Sub": "https://${ServerlessHttpApi}.execute-api.${AWS::Region}.${AWS::URLSuffix}/"],
            ]
        ]
    }
}
