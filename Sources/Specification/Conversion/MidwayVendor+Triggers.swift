import MeridianCore

extension MidwayVendor {
    /// The account's number, as Serverless Devs knows it; the signs before it keep it from being a variable here.
    private static let account = "$${config('AccountID')}"

    /// An event of Alibaba Cloud as the component fc3 has it.
    /// - Parameters:
    ///   - event: `os`, `log`, `mq` or `cdn` with its settings.
    ///   - number: Among the events of the function, from 1.
    /// - Returns: `nil` on another platform, for what is switched off and can't be there, and where settings are missing
    ///   without which there is no such trigger.
    func trigger(_ event: SourceNode.Entry, number: Int) -> SourceNode? {
        // Of these, only one of a log store can be switched off.
        guard target == .fc, event.value.mapping != nil, event.key == "log" || !event.isSwitchedOff else { return nil }
        let region = settings.first { $0.key == "region" }?.value.scalar?.text ?? "cn-hangzhou"
        func text(_ key: String) -> String? { event.value[key]?.scalar?.text }
        let made: (type: String, arn: String, config: SourceNode)
        switch event.key {
        case "os":
            guard let bucket = text("bucket"), let events = event.value["events"] else { return nil }
            let filter = event.value["filter"]
            made = (
                "oss", "acs:oss:\(region):\(Self.account):\(bucket)",
                [
                    "events": events.list == nil ? .list([events]) : events,
                    "filter": [
                        "key": [
                            "prefix": filter?["prefix"] ?? "", "suffix": filter?["suffix"] ?? "",
                        ]
                    ],
                ]
            )
        case "log":
            guard let project = text("project"), let source = event.value["source"] else { return nil }
            made = (
                "log", "acs:log:\(region):\(Self.account):project/\(project)",
                [
                    "enable": event.value["enable"] ?? true, "sourceConfig": ["logstore": source],
                    "logConfig": ["project": .text(project), "logstore": event.value["log"] ?? source],
                    "jobConfig": SourceNode(object: [
                        ("maxRetryTime", event.value["retryTime"].map(Self.quoted)),
                        ("triggerInterval", event.value["interval"].map(Self.quoted)),
                    ]),
                ]
            )
        case "mq":
            guard let topic = text("topic") else { return nil }
            made = (
                "mns_topic", "acs:mns:\(text("region") ?? region):\(Self.account):/topics/\(topic)",
                SourceNode(object: [
                    ("notifyContentFormat", "JSON"), ("notifyStrategy", event.value["strategy"] ?? "BACKOFF_RETRY"),
                    ("filterTag", event.value["tags"]),
                ])
            )
        case "cdn":
            guard let name = event.value["eventName"] else { return nil }
            let domain = event.value["filter"]?["domain"]
            made = (
                "cdn_events", "acs:cdn:*:\(Self.account)",
                [
                    "eventName": name, "eventVersion": event.value["eventVersion"].map(Self.quoted) ?? "1.0.0",
                    "notes": event.value["notes"] ?? "", "filter": ["domain": domain ?? []],
                ]
            )
        default:
            return nil
        }
        return SourceNode(object: [
            ("triggerName", .text(number == 1 ? event.key : "\(event.key)-\(number)")),
            ("triggerType", .text(made.type)), ("sourceArn", .text(made.arn)),
            ("invocationRole", event.value["role"]), ("qualifier", event.value["version"].map(Self.quoted)),
            ("triggerConfig", made.config),
        ])
    }

    /// The component wants texts where files have numbers.
    private static func quoted(_ node: SourceNode) -> SourceNode {
        node.scalar.map { .text($0.text, at: node.position) } ?? node
    }
}
