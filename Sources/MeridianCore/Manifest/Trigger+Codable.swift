extension Trigger: Codable {
    private enum Key: String, CodingKey {
        case kind, methods, path, cron, every, at, payload, type, source, queue, batchSize
    }

    public init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: Key.self)
        let kind = try container.decode(String.self, forKey: .kind)
        switch kind {
        case "http":
            self = .http(
                HTTPTrigger(
                    methods: try container.decodeIfPresent([HTTPMethod].self, forKey: .methods) ?? [],
                    path: try container.decode(String.self, forKey: .path)))
        case "timer":
            let schedule: TimerTrigger.Schedule =
                if let cron = try container.decodeIfPresent(String.self, forKey: .cron) {
                    .cron(cron)
                } else if let moment = try container.decodeIfPresent(String.self, forKey: .at) {
                    .at(moment)
                } else {
                    .every(seconds: try container.decode(Double.self, forKey: .every))
                }
            self = .timer(
                TimerTrigger(schedule, payload: try container.decodeIfPresent(String.self, forKey: .payload)))
        case "event":
            self = .event(
                EventTrigger(
                    type: try container.decode(String.self, forKey: .type),
                    source: try container.decodeIfPresent(String.self, forKey: .source)))
        case "queue":
            self = .queue(
                QueueTrigger(
                    queue: try container.decode(String.self, forKey: .queue),
                    batchSize: try container.decodeIfPresent(Int.self, forKey: .batchSize) ?? 10))
        default:
            throw DecodingError.dataCorruptedError(
                forKey: .kind, in: container,
                debugDescription: "unknown trigger kind '\(kind)'; known are http, timer, event and queue")
        }
    }

    public func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: Key.self)
        try container.encode(kind, forKey: .kind)
        switch self {
        case .http(let trigger):
            if !trigger.methods.isEmpty { try container.encode(trigger.methods, forKey: .methods) }
            try container.encode(trigger.path, forKey: .path)
        case .timer(let trigger):
            switch trigger.schedule {
            case .cron(let expression): try container.encode(expression, forKey: .cron)
            case .every(let seconds): try container.encode(seconds, forKey: .every)
            case .at(let moment): try container.encode(moment, forKey: .at)
            }
            try container.encodeIfPresent(trigger.payload, forKey: .payload)
        case .event(let trigger):
            try container.encode(trigger.type, forKey: .type)
            try container.encodeIfPresent(trigger.source, forKey: .source)
        case .queue(let trigger):
            try container.encode(trigger.queue, forKey: .queue)
            try container.encode(trigger.batchSize, forKey: .batchSize)
        }
    }
}
