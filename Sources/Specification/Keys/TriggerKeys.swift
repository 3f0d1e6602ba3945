import MeridianCore

/// The triggers of a function, one or more to an entry of the list.
struct TriggerEntry: Sendable {
    var triggers: [SpecifiedTrigger] = []
}

extension SpecificationKeys {
    static let triggers = KeyTable(
        "trigger", "What calls a function: one of these keys.", initial: TriggerEntry(),
        alternatives: [["http"], ["timer"], ["event"], ["queue"]],
        [
            Key("http", trigger(http), "Requests to a path.") { $1.triggers += $0 },
            Key("timer", trigger(timer), "A schedule.") { $1.triggers += $0 },
            Key("event", trigger(event), "CloudEvents of a type.") { $1.triggers += $0 },
            Key("queue", trigger(queue), "Messages of a queue, in batches.") { $1.triggers += $0 },
        ]
    ) { reader, _, findings in
        guard findings.present.count != 1, !findings.hasUnknown else { return }
        let problem = findings.present.isEmpty ? "is empty" : "has several triggers"
        reader.report(
            .invalidTrigger,
            "an entry of \(findings.name) \(problem); each has one key: http, timer, event or queue",
            at: findings.position)
    }

    private static func trigger<Draft: TriggerDraft>(_ keys: KeyTable<Draft>) -> Shape<[SpecifiedTrigger]> {
        Shape<Draft>.mapping(keys) { label in
            // Its place is called "triggers of function 'item'".
            let function = label.place?.split(separator: " ", maxSplits: 2).last.map(String.init) ?? "a function"
            return "\(label.key) trigger of \(function)"
        }
        .map { _, draft, _, label in
            draft.trigger.map { [SpecifiedTrigger($0, position: label.position)] }
        }
    }
}

/// What is read of a trigger before it is known to be whole.
protocol TriggerDraft: Sendable {
    /// `nil` when something is missing, which was reported, or when it is switched off.
    var trigger: Trigger? { get }
}

struct HTTPDraft: TriggerDraft {
    var methods: [HTTPMethod] = []
    var path: String?

    var trigger: Trigger? { path.map { .http(HTTPTrigger(methods: methods, path: $0)) } }
}

struct TimerDraft: TriggerDraft {
    var schedule: TimerTrigger.Schedule?
    var payload: String?
    var isEnabled = true
    var type: String?
    var value: Located<String>?

    var trigger: Trigger? {
        isEnabled ? schedule.map { .timer(TimerTrigger($0, payload: payload)) } : nil
    }
}

struct EventDraft: TriggerDraft {
    var type: String?
    var source: String?

    var trigger: Trigger? { type.map { .event(EventTrigger(type: $0, source: source)) } }
}

struct QueueDraft: TriggerDraft {
    var name: String?
    var batchSize = 10

    var trigger: Trigger? { name.map { .queue(QueueTrigger(queue: $0, batchSize: batchSize)) } }
}

extension SpecificationKeys {
    static let http = KeyTable(
        "http", "Requests to a path.", initial: HTTPDraft(),
        [
            Key(
                "path", .path, isRequired: true,
                "`/items/{id}` takes one segment, `/assets/{path*}` and `/*` the rest of the path."
            ) { $1.path = $0 },
            Key("method", .methods, standard: "any", "The methods that are bound.") { $1.methods = $0 },
        ])
}

extension SpecificationKeys {
    static let timer = KeyTable(
        "timer", "A schedule.", initial: TimerDraft(),
        alternatives: [["cron"], ["every"], ["interval"], ["at"], ["type", "value"]],
        [
            Key(
                "cron", .cron,
                "Five fields in UTC: minute, hour, day of the month, month, weekday; or `@daily` and such."
            ) { $1.schedule = .cron($0) },
            Key("every", .period, also: ["interval"], "A period, counted from start-up.") {
                $1.schedule = .every(seconds: $0)
            },
            Key("at", .moment, "One moment, such as `2026-11-11T20:00:00+08:00`.") { $1.schedule = .at($0) },
            Key("payload", .text, "Handed to the function as it is.") { $1.payload = $0 },
            Key("enable", .truth, standard: "true", "Whether the timer runs.") { $1.isEnabled = $0 },
            Key(
                "type", .choice(["cron", "every", "interval", "at"], what: "type"),
                "With `value` another way to write `cron`, `every` or `at`."
            ) { $1.type = $0 },
            Key("value", Shape<String>.text.located, "The schedule, when `type` is given.") { $1.value = $0 },
        ]
    ) { reader, timer, findings in
        let schedules = findings.present.intersection(["cron", "every", "at"]).count
        guard !findings.present.isDisjoint(with: ["type", "value"]) else {
            guard schedules != 1 else { return }
            return reader.report(
                .invalidTrigger, "\(findings.name) needs one of 'cron', 'every' and 'at'", at: findings.position)
        }
        guard schedules == 0, findings.present.isSuperset(of: ["type", "value"]) else {
            return reader.report(
                .invalidTrigger,
                "\(findings.name) needs 'type' and 'value' together, or one of 'cron', 'every' and 'at' alone",
                at: findings.position)
        }
        guard let type = timer.type, let value = timer.value else { return }
        let node = SourceNode.plain(value.value, at: value.position)
        let label = Label(key: "value", place: findings.name, position: value.position)
        timer.schedule =
            switch type {
            case "cron": Shape<String>.cron.read(&reader, node, label).map { .cron($0) }
            case "at": Shape<String>.moment.read(&reader, node, label).map { .at($0) }
            default: Shape<Double>.period.read(&reader, node, label).map { .every(seconds: $0) }
            }
    }
}

extension SpecificationKeys {
    static let event = KeyTable(
        "event", "CloudEvents of a type.", initial: EventDraft(),
        [
            Key(
                "type", .filled("text"), isRequired: true, "The exact `type`, or a prefix ending in `*`; `*` takes all."
            ) { $1.type = $0 },
            Key("source", .filled("text"), standard: "any", "The exact `source`, when only one is wanted.") {
                $1.source = $0
            },
        ])
}

extension SpecificationKeys {
    static let queue = KeyTable(
        "queue", "Messages of a queue, in batches.", initial: QueueDraft(),
        [
            Key("name", .name(of: "queue"), isRequired: true, "The queue.") { $1.name = $0 },
            Key("batchSize", .wholeNumber(1...1000), standard: "10", "The most messages in one invocation.") {
                $1.batchSize = $0
            },
        ])
}
