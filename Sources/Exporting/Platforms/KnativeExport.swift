import MeridianCore
import Specification

/// Services of Knative Serving, and the sources and triggers of Knative Eventing that send events to them.
struct KnativeExport: PlatformExport {
    static let longestTimeout = 3600

    let names = NameRule.kubernetes
    let source: ExportSource
    let settings: TargetSpecification
    var gaps: Gaps

    init(_ source: ExportSource) {
        self.source = source
        settings = source.settings(for: .knative)
        gaps = Gaps(source, .knative)
    }

    mutating func files() throws(MeridianError) -> [Export.File] {
        let image = try ContainerImage.reference(source, settings, .knative)
        let groups = try source.groups(names)
        let reached = groups.filter(\.isReachedByHTTP)
        if reached.count > 1 {
            gaps.service(
                "Knative has a host for each group of functions: \(reached.map(\.name).joined(separator: ", ")); put them "
                    + "behind one host with a gateway, or functions into one group")
        }
        var files: [Export.File] = []
        for group in groups {
            let events = self.events(group)
            files.append(.documents("manifests/\(group.name).yaml", [service(group, image)] + events))
        }
        return files + [ContainerImage.file(source, listen: nil)]
    }

    private mutating func service(_ group: DeployedGroup, _ image: String) -> SourceNode {
        let timeout = gaps.fitted(
            Int(group.timeout.rounded(.up)), 1...Self.longestTimeout, .timeout, of: group, unit: " s")
        var annotations: [(String, SourceNode?)] = [
            ("autoscaling.knative.dev/min-scale", .text("\(group.options.standby)")),
            ("autoscaling.knative.dev/max-scale", .text("\(group.options.maxInstances)")),
            (
                "autoscaling.knative.dev/scale-to-zero-pod-retention-period",
                .text(Self.duration(min(group.options.idleTimeout, 3600)))
            ),
            (
                "serving.knative.dev/progress-deadline",
                .text("\(max(120, Int(group.options.initTimeout.rounded(.up))))s")
            ),
        ]
        if group.options.idleTimeout > 3600 {
            gaps.option(.idleTimeout, of: group, "is more than the hour that Knative takes; it is exported as 1 h")
        }
        if let scaling = scaling(group) { annotations += scaling }
        gaps.ownOptions(of: group, without: [.scaling])
        let container =
            ContainerImage.container(group, source, image: image)
            // Knative knows the port from the container.
            + [
                ("livenessProbe", ["httpGet": ["path": "/.meridian/live"]]),
                ("readinessProbe", ["httpGet": ["path": "/.meridian/ready"]]),
            ]
        let made: SourceNode = [
            "apiVersion": "serving.knative.dev/v1", "kind": "Service",
            "metadata": group.described(source, settings),
            "spec": [
                "template": [
                    "metadata": ["labels": group.labels(source), "annotations": SourceNode(object: annotations)],
                    "spec": [
                        "containerConcurrency": .number(group.options.concurrency), "timeoutSeconds": .number(timeout),
                        "containers": [SourceNode(object: container)],
                    ],
                ]
            ],
        ]
        return group.finish(made, settings)
    }

    /// What is said of scaling, for the autoscaler that it is named after; `nil` when nothing is.
    private func scaling(_ group: DeployedGroup) -> [(String, SourceNode?)]? {
        let isSaid =
            source.specification.provider.scaling != nil || group.functions.contains { $0.options.scaling != nil }
        guard isSaid else { return nil }
        let scaling = group.options.scaling
        let window = min(max(scaling.window, ScalingOptions.windowRange.lowerBound), 3600)
        return [
            ("autoscaling.knative.dev/target", .text(FunctionOptions.shown(scaling.target))),
            ("autoscaling.knative.dev/window", .text(Self.duration(window))),
            (
                "autoscaling.knative.dev/panic-window-percentage",
                .text(FunctionOptions.shown(min(max(scaling.panicWindow / window * 100, 1), 100)))
            ),
            (
                "autoscaling.knative.dev/panic-threshold-percentage",
                .text(FunctionOptions.shown(scaling.panicThreshold * 100))
            ),
        ]
    }

    private mutating func events(_ group: DeployedGroup) -> [SourceNode] {
        group.triggers().flatMap { bound -> [SourceNode] in
            switch bound.trigger {
            case .http: []
            case .timer(let timer): ping(timer, bound, group).map { [$0] } ?? []
            case .event(let event): [trigger(event, bound, group)]
            case .queue(let queue): [kafka(queue, bound, group)]
            }
        }
    }

    private func sink(_ group: DeployedGroup) -> SourceNode {
        [
            "ref": SourceNode(object: [
                ("apiVersion", "serving.knative.dev/v1"), ("kind", "Service"), ("name", .text(group.name)),
                ("namespace", settings.namespace.map { .text($0.value) }),
            ])
        ]
    }

    private func name(_ bound: BoundTrigger) -> String { NameRule.label("\(source.service)-\(bound.name)") }

    private mutating func ping(_ timer: TimerTrigger, _ bound: BoundTrigger, _ group: DeployedGroup) -> SourceNode? {
        let schedule: String
        switch timer.schedule {
        case .cron(let text): schedule = (try? CronExpression(text)).map(ScheduleText.crontab) ?? text
        case .every(let seconds): schedule = "@every \(Self.duration(seconds))"
        case .at(let moment):
            gaps.trigger(
                bound, "is at \(moment), and a PingSource has no year; call the Service at that moment yourself")
            return nil
        }
        return [
            "apiVersion": "sources.knative.dev/v1", "kind": "PingSource",
            "metadata": group.metadata(name(bound), source, settings),
            "spec": [
                "schedule": .text(schedule), "timezone": "Etc/UTC", "contentType": "application/json",
                "data": .text(Deliveries.timerText(bound.function.name, payload: timer.payload)),
                "sink": sink(group),
            ],
        ]
    }

    private func trigger(_ event: EventTrigger, _ bound: BoundTrigger, _ group: DeployedGroup) -> SourceNode {
        var filters: [SourceNode] = []
        if event.type.hasSuffix("*") {
            let prefix = String(event.type.dropLast())
            if !prefix.isEmpty { filters.append(["prefix": ["type": .text(prefix)]]) }
        } else {
            filters.append(["exact": ["type": .text(event.type)]])
        }
        if let source = event.source { filters.append(["exact": ["source": .text(source)]]) }
        return [
            "apiVersion": "eventing.knative.dev/v1", "kind": "Trigger",
            "metadata": group.metadata(name(bound), source, settings),
            "spec": SourceNode(object: [
                ("broker", .text(settings.broker?.value ?? "default")),
                ("filters", filters.isEmpty ? nil : .list(filters)), ("subscriber", sink(group)),
            ]),
        ]
    }

    /// A queue is a topic of Kafka; the service is one group of consumers.
    private func kafka(_ queue: QueueTrigger, _ bound: BoundTrigger, _ group: DeployedGroup) -> SourceNode {
        [
            "apiVersion": "sources.knative.dev/v1", "kind": "KafkaSource",
            "metadata": group.metadata(name(bound), source, settings),
            "spec": [
                "bootstrapServers": .texts(settings.kafka.isEmpty ? ["kafka:9092"] : settings.kafka),
                "topics": [.text(queue.queue)], "consumerGroup": .text(name(bound)), "sink": sink(group),
            ],
        ]
    }

    /// Seconds in the words of Go's durations.
    static func duration(_ seconds: Double) -> String {
        let milliseconds = Int((seconds * 1000).rounded())
        if milliseconds % 1000 != 0 { return "\(milliseconds)ms" }
        let whole = milliseconds / 1000
        if whole % 3600 == 0, whole > 0 { return "\(whole / 3600)h" }
        if whole % 60 == 0, whole > 0 { return "\(whole / 60)m" }
        return "\(whole)s"
    }
}
