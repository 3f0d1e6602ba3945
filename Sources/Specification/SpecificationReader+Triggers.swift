import MeridianCore
import Yams

extension SpecificationReader {
    private static let kinds = ["http", "timer", "event", "queue"]

    /// Reads `events`: a list of mappings with one key each.
    mutating func triggers(_ entry: Entry, in place: String) -> [SpecifiedTrigger] {
        guard !isNull(entry.value) else { return [] }
        guard let items = entry.value.sequence else {
            mismatch(entry, in: place, wanted: "a list such as '- http: { path: /items, method: get }'")
            return []
        }
        return items.flatMap { item in
            fields(of: item, called: "an event of \(place)", in: "in events of \(place)", known: Self.kinds)
                .compactMap { kind in
                    trigger(kind, in: place).map { SpecifiedTrigger($0, position: kind.position) }
                }
        }
    }

    private mutating func trigger(_ entry: Entry, in place: String) -> Trigger? {
        let place = "\(entry.key) event of \(place)"
        switch entry.key {
        case "http": return http(entry, in: place)
        case "timer": return timer(entry, in: place)
        case "event": return event(entry, in: place)
        default: return queue(entry, in: place)
        }
    }

    private mutating func http(_ entry: Entry, in place: String) -> Trigger? {
        var methods: [HTTPMethod] = []
        var path: String?
        let fields = settings(entry, in: place, known: ["path", "method"], required: "path")
        for field in fields {
            if field.key == "method" {
                methods = self.methods(field, in: place)
            } else {
                path = self.path(field, in: place)
            }
        }
        return path.map { .http(HTTPTrigger(methods: methods, path: $0)) }
    }

    private mutating func path(_ field: Entry, in place: String) -> String? {
        guard let text = text(field, in: place) else { return nil }
        do throws(MeridianError) {
            let pattern = try PathPattern(text)
            for case .literal(let segment) in pattern.segments where segment.hasPrefix(":") && segment.count > 1 {
                let name = segment.dropFirst()
                report(
                    .invalidTrigger, "the path '\(text)' has ':\(name)'; a parameter is written {\(name)}",
                    at: position(of: field.value))
                return nil
            }
            return text
        } catch {
            report(.invalidTrigger, error.message, at: position(of: field.value))
            return nil
        }
    }

    private mutating func methods(_ field: Entry, in place: String) -> [HTTPMethod] {
        let known = ["get", "head", "post", "put", "delete", "patch", "options", "any"]
        var methods: [HTTPMethod] = []
        for node in field.value.sequence.map(Array.init) ?? [field.value] {
            let item = Entry(key: field.key, position: field.position, value: node)
            guard let text = text(item, in: place) else { continue }
            guard known.contains(text.lowercased()) else {
                let suggestion = Suggestion.nearest(to: text, among: known)
                let hint = suggestion == nil ? "; known are \(Self.list(known))" : ""
                report(
                    .invalidTrigger, "unknown method '\(text)' in \(place)\(hint)", at: position(of: node),
                    suggestion: suggestion)
                continue
            }
            if text.lowercased() == "any" { return [] }
            let method = HTTPMethod(text.uppercased())
            if !methods.contains(method) { methods.append(method) }
        }
        return methods
    }

    private mutating func timer(_ entry: Entry, in place: String) -> Trigger? {
        var schedules: [TimerTrigger.Schedule?] = []
        var payload: String?
        let fields = settings(entry, in: place, known: ["cron", "every", "payload", "type", "value"])
        // The pair of `type` and `value` says the same as the key `cron` or `every`.
        let type = fields.first { $0.key == "type" }.flatMap { text($0, in: place) }
        for field in fields {
            switch field.key {
            case "payload": payload = text(field, in: place)
            case "type":
                if let type, !["cron", "every"].contains(type) {
                    report(
                        .invalidTrigger, "unknown type '\(type)' of timer; known are cron and every",
                        at: position(of: field.value),
                        suggestion: Suggestion.nearest(to: type, among: ["cron", "every"]))
                }
            case "cron": schedules.append(cron(field, in: place))
            case "every": schedules.append(every(field, in: place))
            default: schedules.append(type == "every" ? every(field, in: place) : cron(field, in: place))
            }
        }
        guard !fields.isEmpty || entry.value.mapping != nil else { return nil }
        guard schedules.count == 1 else {
            report(.invalidTrigger, "the \(place) needs either 'cron' or 'every'", at: entry.position)
            return nil
        }
        return schedules[0].map { .timer(TimerTrigger($0, payload: payload)) }
    }

    private mutating func cron(_ field: Entry, in place: String) -> TimerTrigger.Schedule? {
        guard let text = text(field, in: place) else { return nil }
        do throws(MeridianError) {
            _ = try CronExpression(text)
            return .cron(text)
        } catch {
            report(.invalidTrigger, error.message, at: position(of: field.value))
            return nil
        }
    }

    private mutating func every(_ field: Entry, in place: String) -> TimerTrigger.Schedule? {
        guard let seconds = duration(field, in: place) else { return nil }
        guard seconds > 0 else {
            report(
                .valueOutOfRange,
                "\(field.key) in \(place) is \(FunctionOptions.shown(seconds)) s; it must be more than 0 s",
                at: position(of: field.value))
            return nil
        }
        return .every(seconds: seconds)
    }

    private mutating func event(_ entry: Entry, in place: String) -> Trigger? {
        var type: String?
        var source: String?
        for field in settings(entry, in: place, known: ["type", "source"], required: "type") {
            let text = text(field, in: place)
            if text?.isEmpty == true {
                report(.invalidTrigger, "\(field.key) in \(place) is empty", at: position(of: field.value))
            } else if field.key == "type" {
                type = text
            } else {
                source = text
            }
        }
        return type.map { .event(EventTrigger(type: $0, source: source)) }
    }

    private mutating func queue(_ entry: Entry, in place: String) -> Trigger? {
        var name: String?
        var batchSize = 10
        for field in settings(entry, in: place, known: ["name", "batchSize"], required: "name") {
            if field.key == "name" {
                name = text(field, in: place)
                if let given = name, FunctionName(given) == nil {
                    report(
                        .invalidName, "'\(given)' is no queue name: \(FunctionName.rule)", at: position(of: field.value)
                    )
                    name = nil
                }
            } else if let size = wholeNumber(field, in: place) {
                batchSize = size
                if !(1...1000).contains(size) {
                    report(
                        .valueOutOfRange, "batchSize is \(size); it must be 1–1000", at: position(of: field.value))
                }
            }
        }
        return name.map { .queue(QueueTrigger(queue: $0, batchSize: batchSize)) }
    }

    private mutating func settings(
        _ entry: Entry, in place: String, known: [String], required: String? = nil
    ) -> [Entry] {
        let fields = fields(of: entry.value, called: "the \(place)", in: "in \(place)", known: known)
        if let required, entry.value.mapping != nil, !fields.contains(where: { $0.key == required }) {
            report(.missingKey, "the \(place) needs '\(required)'", at: entry.position)
        }
        return fields
    }
}
