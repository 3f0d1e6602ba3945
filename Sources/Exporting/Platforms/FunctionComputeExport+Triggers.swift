import MeridianCore
import Specification

extension FunctionComputeExport {
    /// All methods that an HTTP trigger can have.
    private static let methods = ["GET", "POST", "PUT", "DELETE", "PATCH", "HEAD", "OPTIONS"]

    mutating func triggers(_ group: DeployedGroup) -> SourceNode? {
        var triggers: [SourceNode] = []
        if let http = httpTrigger(group) { triggers.append(http) }
        for bound in group.triggers() where !isBroughtByVendor(bound) {
            switch bound.trigger {
            case .http: break
            case .timer(let timer): triggers += timers(timer, bound)
            case .event(let event): triggers.append(rule(event, bound))
            case .queue(let queue): triggers.append(self.queue(queue, bound))
            }
        }
        let own: SourceNode = ["qualifier": .text(alias)]
        triggers += group.functions.flatMap { settings.triggers[$0.name] ?? [] }.map { own.overlaid(by: $0) }
        return triggers.isEmpty ? nil : .list(triggers)
    }

    /// Whether a trigger in the platform's own words brings the same, which would then come twice.
    private func isBroughtByVendor(_ bound: BoundTrigger) -> Bool {
        let kinds = (settings.triggers[bound.function.name] ?? []).compactMap { $0["triggerType"]?.scalar?.text }
        switch bound.trigger {
        case .event(let event):
            return kinds.contains("oss") && event.type.hasPrefix("oss:")
                || kinds.contains("log") && event.type.hasPrefix("sls:")
        case .queue: return kinds.contains("mns_topic")
        case .http: return kinds.contains("http")
        case .timer: return kinds.contains("timer")
        }
    }

    private func trigger(_ name: String, _ type: String, _ config: SourceNode) -> SourceNode {
        [
            "triggerName": .text(name), "triggerType": .text(type), "qualifier": .text(alias), "triggerConfig": config,
        ]
    }

    /// A function has one, which hands on every path.
    private func httpTrigger(_ group: DeployedGroup) -> SourceNode? {
        var asked: [String] = []
        var takesAll = false
        for bound in group.triggers() where !isBroughtByVendor(bound) {
            guard case .http(let http) = bound.trigger else { continue }
            guard let methods = RouteText.methods(http) else {
                takesAll = true
                continue
            }
            asked += methods.filter { !asked.contains($0) }
        }
        guard takesAll || !asked.isEmpty else { return nil }
        let methods = takesAll ? Self.methods : Self.methods.filter(asked.contains)
        return trigger("http", "http", ["authType": "anonymous", "methods": .texts(methods)])
    }

    private mutating func timers(_ timer: TimerTrigger, _ bound: BoundTrigger) -> [SourceNode] {
        var schedules: [String] = []
        switch timer.schedule {
        case .cron(let text):
            guard let cron = try? CronExpression(text) else { return [] }
            schedules = ScheduleText.withSeconds(cron)
        case .every(let seconds):
            let minutes = max(1, Int((seconds / 60).rounded(.up)))
            if Double(minutes) * 60 != seconds {
                gaps.trigger(
                    bound,
                    "is every \(FunctionOptions.shown(seconds)) s, and Function Compute counts whole minutes; it is "
                        + "exported as every \(minutes) min")
            }
            schedules = ["@every \(minutes)m"]
        case .at(let moment):
            gaps.trigger(
                bound,
                "is at \(moment), and Function Compute's cron has no year; call the function at that moment yourself")
        }
        return schedules.enumerated().map { index, schedule in
            trigger(
                bound.name + (index > 0 ? "-\(index + 1)" : ""), "timer",
                [
                    "cronExpression": .text(schedule), "enable": true,
                    "payload": .text(Deliveries.timerText(bound.function.name, payload: timer.payload)),
                ])
        }
    }

    private func rule(_ event: EventTrigger, _ bound: BoundTrigger) -> SourceNode {
        var members: [String] = []
        if event.type.hasSuffix("*") {
            let prefix = String(event.type.dropLast())
            if !prefix.isEmpty { members.append("\"type\":[{\"prefix\":\(JSONText.quoted(prefix))}]") }
        } else {
            members.append("\"type\":[\(JSONText.quoted(event.type))]")
        }
        if let source = event.source { members.append("\"source\":[\(JSONText.quoted(source))]") }
        return trigger(
            bound.name, "eventbridge",
            eventBridge(filter: "{\(members.joined(separator: ","))}", sourceType: "Default", parameters: [:]))
    }

    private func queue(_ queue: QueueTrigger, _ bound: BoundTrigger) -> SourceNode {
        trigger(
            bound.name, "eventbridge",
            eventBridge(
                filter: "{}", sourceType: "MNS",
                parameters: [
                    "sourceMNSParameters": [
                        "RegionId": .text(region), "QueueName": .text(queue.queue), "IsBase64Decode": false,
                    ]
                ], batch: queue.batchSize))
    }

    private func eventBridge(
        filter: String, sourceType: String, parameters: SourceNode, batch: Int? = nil
    ) -> SourceNode {
        var options: [(String, SourceNode?)] = [("mode", .text(batch == nil ? "event-driven" : "event-streaming"))]
        if let batch {
            options += [
                ("errorsTolerance", "ALL"),
                ("retryStrategy", ["PushRetryStrategy": "BACKOFF_RETRY"]),
                ("batchWindow", ["CountBasedWindow": .number(batch), "TimeBasedWindow": 1]),
            ]
        }
        return [
            "triggerEnable": true, "asyncInvocationType": false, "eventRuleFilterPattern": .text(filter),
            "eventSourceConfig": ["eventSourceType": .text(sourceType), "eventSourceParameters": parameters],
            "eventSinkConfig": [
                "deliveryOption": [
                    "mode": .text(batch == nil ? "event-driven" : "event-streaming"), "eventSchema": "CloudEvents",
                ]
            ],
            "runOptions": SourceNode(object: options),
        ]
    }
}
