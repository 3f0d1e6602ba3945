import MeridianCore
import Specification

extension LambdaExport {
    /// The most messages that a batch without a waiting time may have.
    private static let largestImmediateBatch = 10

    /// Everything that calls the functions of a group.
    mutating func events(_ group: DeployedGroup) -> SourceNode? {
        var names = UniqueNames()
        var events: [(String, SourceNode?)] = []
        for bound in group.triggers() {
            let made: [SourceNode] =
                switch bound.trigger {
                case .http(let http): routes(http)
                case .timer(let timer): schedules(timer, bound)
                case .event(let event): [rule(event)]
                case .queue(let queue): [self.queue(queue, group)]
                }
            for event in made { events.append((names.take(Self.name(of: event, bound)), event)) }
        }
        return events.isEmpty ? nil : SourceNode(object: events)
    }

    /// `ItemGetItemsId` for a route, `RefreshTimer` for others.
    private static func name(of event: SourceNode, _ bound: BoundTrigger) -> String {
        guard let path = event["Properties"]?["Path"]?.scalar?.text,
            let method = event["Properties"]?["Method"]?.scalar?.text
        else { return UniqueNames.capitalized(bound.name) }
        return UniqueNames.capitalized("\(bound.function.name) \(method.lowercased()) \(path)")
    }

    private mutating func routes(_ http: HTTPTrigger) -> [SourceNode] {
        var events: [SourceNode] = []
        for path in RouteText.apiGateway(http.path) {
            for method in RouteText.methods(http) ?? ["ANY"] where routes.insert("\(method) \(path)").inserted {
                events.append([
                    "Type": "HttpApi", "Properties": ["Path": .text(path), "Method": .text(method)],
                ])
            }
        }
        return events
    }

    private mutating func schedules(_ timer: TimerTrigger, _ bound: BoundTrigger) -> [SourceNode] {
        var texts: [String] = []
        switch timer.schedule {
        case .cron(let text):
            guard let cron = try? CronExpression(text) else { return [] }
            texts = ScheduleText.eventBridge(cron)
        case .every(let seconds):
            let minutes = max(1, Int((seconds / 60).rounded(.up)))
            if Double(minutes) * 60 != seconds {
                gaps.trigger(
                    bound,
                    "is every \(FunctionOptions.shown(seconds)) s, and EventBridge counts whole minutes; it is exported "
                        + "as every \(minutes) min")
            }
            texts = [ScheduleText.eventBridge(everyMinutes: minutes)]
        case .at(let text):
            guard let moment = Timestamp(text) else { return [] }
            if moment.milliseconds % 1_000 != 0 {
                gaps.trigger(
                    bound, "is at \(text), and EventBridge counts whole seconds; it is exported without the rest")
            }
            return [once(at: moment, timer, bound)]
        }
        return texts.enumerated().map { index, text in
            [
                "Type": "Schedule",
                "Properties": SourceNode(object: [
                    ("Name", .text("\(source.service)-\(bound.name)" + (index > 0 ? "-\(index + 1)" : ""))),
                    ("Schedule", .text(text)),
                    ("Description", .text("Calls the function \(bound.function.name)")),
                    ("Input", .text(Deliveries.timerText(bound.function.name, payload: timer.payload))),
                ]),
            ]
        }
    }

    /// A schedule of EventBridge Scheduler: the rules of EventBridge have no single moments.
    private func once(at moment: Timestamp, _ timer: TimerTrigger, _ bound: BoundTrigger) -> SourceNode {
        [
            "Type": "ScheduleV2",
            "Properties": [
                "Name": .text("\(source.service)-\(bound.name)"),
                "ScheduleExpression": .text(ScheduleText.eventBridge(at: moment)),
                "ScheduleExpressionTimezone": "UTC",
                "Description": .text("Calls the function \(bound.function.name)"),
                "Input": .text(Deliveries.timerText(bound.function.name, payload: timer.payload)),
            ],
        ]
    }

    /// An event's type is the detail-type of EventBridge.
    private func rule(_ event: EventTrigger) -> SourceNode {
        var pattern: [(String, SourceNode?)] = []
        if event.type == "*" {
            if event.source == nil { pattern.append(("source", [["prefix": ""]])) }
        } else if event.type.hasSuffix("*") {
            pattern.append(("detail-type", [["prefix": .text(String(event.type.dropLast()))]]))
        } else {
            pattern.append(("detail-type", [.text(event.type)]))
        }
        pattern.append(("source", event.source.map { [.text($0)] }))
        return ["Type": "EventBridgeRule", "Properties": ["Pattern": SourceNode(object: pattern)]]
    }

    private mutating func queue(_ queue: QueueTrigger, _ group: DeployedGroup) -> SourceNode {
        [
            "Type": "SQS",
            "Properties": SourceNode(object: [
                ("Queue", reference(to: queue.queue, group)), ("BatchSize", .number(queue.batchSize)),
                (
                    "MaximumBatchingWindowInSeconds",
                    queue.batchSize > Self.largestImmediateBatch ? .number(1) : nil
                ),
                ("FunctionResponseTypes", ["ReportBatchItemFailures"]),
            ]),
        ]
    }

    /// A queue that the file names is taken as it is; another is made, under its own name, so that senders find it.
    private mutating func reference(to queue: String, _ group: DeployedGroup) -> SourceNode {
        if let address = settings.queues[queue] { return .text(address) }
        if let known = queues[queue] { return known }
        let name = resourceNames.take(UniqueNames.capitalized(queue) + "Queue")
        let seconds = min(max(Int(group.timeout.rounded(.up)), Self.timeout.lowerBound), Self.timeout.upperBound)
        queueResources.append(
            (
                name,
                [
                    "Type": "AWS::SQS::Queue", "UpdateReplacePolicy": "Retain", "DeletionPolicy": "Retain",
                    "Properties": [
                        "QueueName": .text(queue),
                        // A message must not come back while it is worked on and tried again.
                        "VisibilityTimeout": .number(seconds * 6),
                    ],
                ]
            ))
        let reference: SourceNode = ["Fn::GetAtt": [.text(name), "Arn"]]
        queues[queue] = reference
        return reference
    }
}
