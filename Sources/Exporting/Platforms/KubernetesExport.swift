import MeridianCore
import Specification

/// A Deployment with its Service, autoscaler, disruption budget and timers for each group, and one Ingress.
struct KubernetesExport: PlatformExport {
    private static let timerImage = "docker.io/curlimages/curl:8.11.1"

    let names = NameRule.kubernetes
    let source: ExportSource
    let settings: TargetSpecification
    var gaps: Gaps

    init(_ source: ExportSource) {
        self.source = source
        settings = source.settings(for: .kubernetes)
        gaps = Gaps(source, .kubernetes)
    }

    mutating func files() throws(MeridianError) -> [Export.File] {
        let image = try ContainerImage.reference(source, settings, .kubernetes)
        let groups = try source.groups(names)
        var files: [Export.File] = []
        for group in groups {
            var documents = [deployment(group, image), service(group), autoscaler(group), disruptionBudget(group)]
            for bound in group.triggers() {
                switch bound.trigger {
                case .http: break
                case .timer(let timer):
                    if let job = timerJob(timer, bound, group) { documents.append(job) }
                case .event:
                    gaps.trigger(bound, "nothing sends events; post them as CloudEvents to the Service '\(group.name)'")
                case .queue:
                    gaps.trigger(bound, "nothing reads queues; export for Knative, whose sources do")
                }
            }
            files.append(.documents("manifests/\(group.name).yaml", documents))
        }
        if let ingress = ingress(groups) { files.append(.documents("manifests/ingress.yaml", [ingress])) }
        return files + [ContainerImage.file(source, listen: nil)]
    }

    private func selector(_ group: DeployedGroup) -> SourceNode {
        ["app.kubernetes.io/name": .text(group.name)]
    }

    private mutating func deployment(_ group: DeployedGroup, _ image: String) -> SourceNode {
        var container = ContainerImage.container(group, source, image: image)
        container.insert(("name", "app"), at: 0)
        container += [
            ("livenessProbe", ContainerImage.probe("live")), ("readinessProbe", ContainerImage.probe("ready")),
            (
                "startupProbe",
                [
                    "httpGet": ContainerImage.probedPath("ready"), "periodSeconds": 1,
                    "failureThreshold": .number(max(1, Int(group.options.initTimeout.rounded(.up)))),
                ]
            ),
        ]
        if let environment = container.firstIndex(where: { $0.0 == "env" }) {
            let listed = container[environment].1?.list ?? []
            container[environment].1 = .list(
                // The host of a container that is scaled from outside: every replica of an app would run the timers.
                listed + [["name": "MERIDIAN_HOST", "value": "knative"]])
        }
        gaps.option(.concurrency, of: group, "requests are spread over replicas without a limit for each")
        gaps.option(.idleTimeout, of: group, "replicas go as the autoscaler has it")
        gaps.ownOptions(of: group)
        if group.stated(\.standby, \.standby, source) == 0 {
            gaps.option(.standby, of: group, "is 0, and a Deployment keeps one replica at least")
        }
        let made: SourceNode = [
            "apiVersion": "apps/v1", "kind": "Deployment", "metadata": group.described(source, settings),
            "spec": [
                "selector": ["matchLabels": selector(group)],
                "template": [
                    "metadata": ["labels": group.labels(source)],
                    "spec": [
                        // Requests under way when a replica is told to stop are answered.
                        "terminationGracePeriodSeconds": .number(max(30, Int(group.timeout.rounded(.up)) + 5)),
                        "containers": [SourceNode(object: container)],
                    ],
                ],
            ],
        ]
        return group.finish(made, settings)
    }

    private func service(_ group: DeployedGroup) -> SourceNode {
        [
            "apiVersion": "v1", "kind": "Service", "metadata": group.metadata(group.name, source, settings),
            "spec": [
                "selector": selector(group),
                "ports": [["name": "http", "port": 80, "targetPort": .number(ContainerImage.port)]],
            ],
        ]
    }

    private func autoscaler(_ group: DeployedGroup) -> SourceNode {
        [
            "apiVersion": "autoscaling/v2", "kind": "HorizontalPodAutoscaler",
            "metadata": group.metadata(group.name, source, settings),
            "spec": [
                "scaleTargetRef": ["apiVersion": "apps/v1", "kind": "Deployment", "name": .text(group.name)],
                "minReplicas": .number(max(1, group.options.standby)),
                "maxReplicas": .number(max(1, group.options.maxInstances)),
                "metrics": [
                    [
                        "type": "Resource",
                        "resource": [
                            "name": "memory", "target": ["type": "Utilization", "averageUtilization": 80],
                        ],
                    ]
                ],
            ],
        ]
    }

    private func disruptionBudget(_ group: DeployedGroup) -> SourceNode {
        [
            "apiVersion": "policy/v1", "kind": "PodDisruptionBudget",
            "metadata": group.metadata(group.name, source, settings),
            "spec": ["maxUnavailable": 1, "selector": ["matchLabels": selector(group)]],
        ]
    }

    /// Calls the function as a timer of Knative does.
    private mutating func timerJob(
        _ timer: TimerTrigger, _ bound: BoundTrigger, _ group: DeployedGroup
    ) -> SourceNode? {
        var schedule: String?
        switch timer.schedule {
        case .cron(let text): schedule = (try? CronExpression(text)).map(ScheduleText.crontab)
        case .every(let seconds):
            schedule =
                seconds.truncatingRemainder(dividingBy: 60) == 0
                ? ScheduleText.crontab(everyMinutes: Int(seconds / 60)) : nil
            if schedule == nil {
                gaps.trigger(
                    bound,
                    "is every \(FunctionOptions.shown(seconds)) s, which no CronJob says; give the timer a `cron`")
            }
        case .at(let moment):
            gaps.trigger(bound, "is at \(moment), and a CronJob has no year; start a Job at that moment")
        }
        guard let schedule else { return nil }
        let name = NameRule.label("\(source.service)-\(bound.name)")
        let call: [String] = [
            "--fail-with-body", "--silent", "--show-error", "--max-time", "\(Int(group.timeout.rounded(.up)) + 5)",
            "--header", "ce-specversion: 1.0", "--header", "ce-id: \(name)", "--header",
            "ce-type: dev.knative.sources.ping", "--header", "ce-source: /cronjobs/\(name)", "--header",
            "content-type: application/json", "--data",
            Deliveries.timerText(bound.function.name, payload: timer.payload),
            "http://\(group.name)/",
        ]
        let job: SourceNode = [
            "backoffLimit": 0,
            "template": [
                "spec": [
                    "restartPolicy": "Never",
                    "containers": [["name": "call", "image": .text(Self.timerImage), "args": .texts(call)]],
                ]
            ],
        ]
        return [
            "apiVersion": "batch/v1", "kind": "CronJob", "metadata": group.metadata(name, source, settings),
            "spec": [
                "schedule": .text(schedule), "timeZone": "Etc/UTC", "concurrencyPolicy": "Forbid",
                "jobTemplate": ["spec": job],
            ],
        ]
    }

    private func ingress(_ groups: [DeployedGroup]) -> SourceNode? {
        guard let domain = settings.domain?.value else { return nil }
        var paths: [SourceNode] = []
        for group in groups {
            for case .http(let http) in group.functions.flatMap(\.triggers) {
                let (prefix, isExact) = RouteText.prefix(http.path)
                let path: SourceNode = [
                    "path": .text(prefix), "pathType": isExact ? "Exact" : "Prefix",
                    "backend": ["service": ["name": .text(group.name), "port": ["name": "http"]]],
                ]
                if !paths.contains(path) { paths.append(path) }
            }
        }
        guard !paths.isEmpty else { return nil }
        return [
            "apiVersion": "networking.k8s.io/v1", "kind": "Ingress",
            "metadata": groups[0].metadata(source.service, source, settings),
            "spec": ["rules": [["host": .text(domain), "http": ["paths": .list(paths)]]]],
        ]
    }
}
