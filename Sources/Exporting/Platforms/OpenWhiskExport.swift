import MeridianCore
import Specification

/// `manifest.yaml` for `wskdeploy`: a container action for each group of functions, with triggers and rules.
struct OpenWhiskExport: PlatformExport {
    static let documentName = "manifest.yaml"
    static let memorySize = 128...512
    /// Seconds.
    static let timeout = 1...300
    static let concurrency = 1...200

    let names = NameRule.free
    let source: ExportSource
    let settings: TargetSpecification
    var gaps: Gaps

    init(_ source: ExportSource) {
        self.source = source
        settings = source.settings(for: .openwhisk)
        gaps = Gaps(source, .openwhisk)
    }

    mutating func files() throws(MeridianError) -> [Export.File] {
        let image = try ContainerImage.reference(source, settings, .openwhisk)
        let groups = try source.groups(names)
        var actions: [(String, SourceNode?)] = []
        var triggers: [(String, SourceNode?)] = []
        var rules: [(String, SourceNode?)] = []
        for group in groups {
            actions.append((group.name, action(group, image)))
            for bound in group.triggers() {
                guard let trigger = trigger(bound) else { continue }
                triggers.append((bound.name, trigger))
                rules.append(
                    ("\(bound.name)-rule", ["trigger": .text(bound.name), "action": .text(group.name)]))
            }
        }
        let package = SourceNode(object: [
            ("actions", SourceNode(object: actions)),
            ("triggers", triggers.isEmpty ? nil : SourceNode(object: triggers)),
            ("rules", rules.isEmpty ? nil : SourceNode(object: rules)),
        ])
        var document: SourceNode = ["packages": [source.service: package]]
        if let own = settings.document { document = document.overlaid(by: own) }
        return [
            Export.File(Self.documentName, YAMLText.document(document)),
            ContainerImage.file(source, listen: nil),
        ]
    }

    private mutating func action(_ group: DeployedGroup, _ image: String) -> SourceNode {
        let timeout = gaps.fitted(Int(group.timeout.rounded(.up)), Self.timeout, .timeout, of: group, unit: " s")
        let memorySize = gaps.fitted(group.options.memorySize, Self.memorySize, .memorySize, of: group, unit: " MiB")
        let concurrency = gaps.fitted(group.options.concurrency, Self.concurrency, .concurrency, of: group)
        gaps.option(.initTimeout, of: group, "the action's timeout counts for that as well")
        gaps.option(.idleTimeout, of: group, "it decides itself how long a container stays")
        gaps.ownOptions(of: group)
        gaps.option(.standby, of: group, "it keeps containers ready by runtime, not by action")
        gaps.option(.maxInstances, of: group, "the limits of a namespace are those of its operator")
        gaps.option(
            .environment, of: group,
            "a manifest does not set variables; set them with `wsk action update \(group.name) --env NAME VALUE`")
        let made = SourceNode(object: [
            ("docker", .text(image)),
            (
                "limits",
                [
                    "timeout": .number(timeout * 1000), "memorySize": .number(memorySize),
                    "concurrency": .number(concurrency),
                ]
            ),
            ("web", group.isReachedByHTTP ? "raw" : nil),
            ("annotations", group.description.map { ["description": .text($0)] }),
        ])
        return group.finish(made, settings)
    }

    private mutating func trigger(_ bound: BoundTrigger) -> SourceNode? {
        switch bound.trigger {
        case .http: return nil
        case .timer(let timer):
            let payload = Deliveries.timer(bound.function.name, payload: timer.payload)
            switch timer.schedule {
            case .cron(let text):
                let schedule = (try? CronExpression(text)).map(ScheduleText.crontab) ?? text
                return [
                    "feed": "/whisk.system/alarms/alarm",
                    "inputs": ["cron": .text(schedule), "trigger_payload": payload],
                ]
            case .every(let seconds):
                let minutes = max(1, Int((seconds / 60).rounded(.up)))
                if Double(minutes) * 60 != seconds {
                    gaps.trigger(
                        bound,
                        "is every \(FunctionOptions.shown(seconds)) s, and OpenWhisk counts whole minutes; it is "
                            + "exported as every \(minutes) min")
                }
                return [
                    "feed": "/whisk.system/alarms/interval",
                    "inputs": ["minutes": .number(minutes), "trigger_payload": payload],
                ]
            case .at(let text):
                let moment = Timestamp(text).map(\.description) ?? text
                return [
                    "feed": "/whisk.system/alarms/once",
                    "inputs": ["date": .text(moment), "trigger_payload": payload],
                ]
            }
        case .event:
            gaps.trigger(bound, "fire the trigger '\(bound.name)' with the CloudEvent as its payload")
            return [:]
        case .queue:
            gaps.trigger(
                bound, "fire the trigger '\(bound.name)' with the messages as its payload, or bind it to a feed")
            return [:]
        }
    }
}
