import MeridianCore
import Specification

/// `host.json` and a `function.json` for each trigger of each function, for a custom handler.
struct AzureExport: PlatformExport {
    /// Seconds; the longest that a consumption plan takes.
    static let timeout = 1...600

    let names = NameRule.free
    let source: ExportSource
    let settings: TargetSpecification
    var gaps: Gaps

    init(_ source: ExportSource) {
        self.source = source
        settings = source.settings(for: .azure)
        gaps = Gaps(source, .azure)
    }

    mutating func files() throws(MeridianError) -> [Export.File] {
        let groups = try source.groups(names)
        var files = [Export.File("host.json", host(groups), for: .packageContents)]
        var variables = source.environment(of: groups, &gaps)
        variables["FUNCTIONS_WORKER_RUNTIME"] = "custom"
        for group in groups {
            report(group)
            for bound in group.triggers() {
                for (name, function) in functions(bound) {
                    files.append(
                        Export.File("\(name)/function.json", function.json.rendered() + "\n", for: .packageContents))
                }
            }
        }
        // Settings of a function app are not part of its package; this file holds them for the local tools.
        let local: SourceNode = ["IsEncrypted": false, "Values": .table(variables) ?? [:]]
        return files + [Export.File("local.settings.json", local.json.rendered() + "\n")]
    }

    private mutating func host(_ groups: [DeployedGroup]) -> String {
        let longest = groups.map(\.timeout).max() ?? 3
        let seconds = min(max(Int(longest.rounded(.up)), Self.timeout.lowerBound), Self.timeout.upperBound)
        if let group = groups.first(where: { $0.timeout > Double(Self.timeout.upperBound) }) {
            gaps.option(
                .timeout, of: group, "is more than the 10 minutes of a consumption plan; it is exported as 600 s")
        }
        let batch = groups.flatMap(\.functions).flatMap(\.triggers).compactMap { trigger -> Int? in
            if case .queue(let queue) = trigger { queue.batchSize } else { nil }
        }.max()
        var document = SourceNode(object: [
            ("version", "2.0"),
            ("functionTimeout", .text(Self.clock(seconds))),
            (
                "customHandler",
                [
                    "description": ["defaultExecutablePath": "bootstrap"], "enableForwardingHttpRequest": true,
                ]
            ),
            (
                "extensions",
                SourceNode(object: [
                    ("http", ["routePrefix": ""]), ("queues", batch.map { ["batchSize": .number(min($0, 32))] }),
                ])
            ),
            (
                "extensionBundle",
                ["id": "Microsoft.Azure.Functions.ExtensionBundle", "version": "[4.*, 5.0.0)"]
            ),
        ])
        if let own = settings.document { document = document.overlaid(by: own) }
        return document.json.rendered() + "\n"
    }

    private static func clock(_ seconds: Int) -> String {
        func two(_ number: Int) -> String { number < 10 ? "0\(number)" : "\(number)" }
        return "\(two(seconds / 3600)):\(two(seconds / 60 % 60)):\(two(seconds % 60))"
    }

    private mutating func report(_ group: DeployedGroup) {
        gaps.option(.memorySize, of: group, "the size of an instance belongs to the plan")
        gaps.option(.concurrency, of: group, "an instance gets as many requests as come")
        gaps.option(.standby, of: group, "instances that stay belong to the plan")
        gaps.option(.maxInstances, of: group, "the most instances are a setting of the function app")
        gaps.option(.initTimeout, of: group, "an instance has a minute to become ready")
        gaps.option(.idleTimeout, of: group, "it decides itself how long an instance stays")
        gaps.ownOptions(of: group)
        if group.group != GroupPlan.sharedName {
            gaps.service(
                "the functions of the group '\(group.group)' share instances with all others on Azure Functions")
        }
    }

    /// A function has one trigger there. The host in the executable is told the function's name, so the trigger that
    /// is no request is called by that; requests come by their path.
    private mutating func functions(_ bound: BoundTrigger) -> [(String, SourceNode)] {
        let others = bound.function.triggers.filter { if case .http = $0 { false } else { true } }
        var name = bound.function.name.rawValue
        if case .http = bound.trigger {
            if !others.isEmpty || bound.number > 1 { name = bound.name }
        } else if bound.trigger != others.first {
            gaps.trigger(bound, "a function has one trigger there beside requests; make another function for it")
            return []
        }
        switch bound.trigger {
        case .http(let http):
            let methods = RouteText.methods(http)?.map { $0.lowercased() }
            return [
                (
                    name,
                    [
                        "bindings": [
                            SourceNode(object: [
                                ("type", "httpTrigger"), ("direction", "in"), ("name", "req"),
                                ("authLevel", "anonymous"), ("methods", methods.map { .texts($0) }),
                                ("route", .text(RouteText.azure(http.path))),
                            ]),
                            ["type": "http", "direction": "out", "name": "res"],
                        ]
                    ]
                )
            ]
        case .timer(let timer):
            return schedule(timer, bound).map { schedule in
                let binding: SourceNode = [
                    "type": "timerTrigger", "direction": "in", "name": "timer", "schedule": .text(schedule),
                ]
                return [(name, ["bindings": [binding]])]
            } ?? []
        case .event:
            gaps.trigger(
                bound, "is bound to whatever its Event Grid subscription sends; filter that by the type"
            )
            return [(name, ["bindings": [["type": "eventGridTrigger", "direction": "in", "name": "event"]]])]
        case .queue(let queue):
            return [
                (
                    name,
                    [
                        "bindings": [
                            [
                                "type": "queueTrigger", "direction": "in", "name": "message",
                                "queueName": .text(NameRule.label(queue.queue)), "connection": "AzureWebJobsStorage",
                            ]
                        ]
                    ]
                )
            ]
        }
    }

    private mutating func schedule(_ timer: TimerTrigger, _ bound: BoundTrigger) -> String? {
        if let payload = timer.payload, !payload.isEmpty {
            gaps.trigger(bound, "is called without its payload, which a timer there does not carry")
        }
        switch timer.schedule {
        case .cron(let text):
            let schedules = (try? CronExpression(text)).map(ScheduleText.withSeconds) ?? []
            if schedules.count > 1 {
                gaps.trigger(bound, "is exported without its weekdays: one NCRONTAB can't say either of two days")
            }
            return schedules.first
        case .every(let seconds):
            if let schedule = ScheduleText.withSeconds(every: seconds) { return schedule }
            gaps.trigger(
                bound, "is every \(FunctionOptions.shown(seconds)) s, which no NCRONTAB says; give the timer a `cron`")
            return nil
        case .at(let moment):
            gaps.trigger(
                bound, "is at \(moment), and an NCRONTAB has no year; call the function at that moment yourself")
            return nil
        }
    }
}
