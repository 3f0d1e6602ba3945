import MeridianCore

extension MidwayConversion {
    private static let kinds = [
        "http", "apigw", "event", "timer", "os", "log", "mq", "kafka", "cdn", "hsf", "mtop", "ssr",
    ]

    /// What kinds are called elsewhere, or were called before.
    private static let otherNames = ["oss": "os", "cos": "os", "schedule": "timer", "cmq": "mq", "ckafka": "kafka"]

    /// Turns `events` into `triggers`.
    mutating func events(_ node: SourceNode, of function: String) -> SourceNode {
        guard let items = node.list.map({ $0.map(Self.named) }) else { return node }
        var counts: [String: Int] = [:]
        for event in items.flatMap({ $0.mapping ?? [] }) {
            counts[event.key, default: 0] += 1
            guard let made = vendor?.trigger(event, number: counts[event.key] ?? 1) else { continue }
            if let index = vendor?.triggers.firstIndex(where: { $0.function == self.function }) {
                vendor?.triggers[index].items.append(made)
            } else {
                vendor?.triggers.append((self.function, [made]))
            }
        }
        let triggers = items.flatMap { item -> [SourceNode] in
            guard let entries = item.mapping else { return [item] }
            return entries.flatMap { entry in
                trigger(entry, of: function).map { kind, value in
                    SourceNode(
                        .mapping([.init(key: kind, position: entry.position, value: value)]), at: item.position)
                }
            }
        }
        return SourceNode(.list(triggers), at: node.position)
    }

    /// The kinds by their names here, with their settings below them.
    private static func named(_ item: SourceNode) -> SourceNode {
        if let kind = item.scalar?.text, kinds.contains(otherNames[kind] ?? kind) {
            return named(
                SourceNode(
                    .mapping([.init(key: kind, position: item.position, value: .plain("true", at: item.position))]),
                    at: item.position))
        }
        guard let entries = item.mapping else { return item }
        let named = entries.map { entry in
            SourceNode.Entry(
                key: otherNames[entry.key] ?? entry.key, position: entry.position, value: settings(of: entry))
        }
        return SourceNode(.mapping(named), at: item.position)
    }

    /// Tencent Cloud has settings below `parameters`, some by names of its own; the name beside them is the trigger's.
    private static func settings(of event: SourceNode.Entry) -> SourceNode {
        guard let entries = event.value.mapping, let parameters = event.value["parameters"]?.mapping else {
            return event.value
        }
        let names =
            switch event.key {
            case "cmq": ["name": "topic"]
            case "ckafka": ["maxMsgNum": "batchSize"]
            case "timer": ["cronExpression": "cron", "argument": "payload"]
            default: [String: String]()
            }
        let moved = parameters.map { entry in
            SourceNode.Entry(key: names[entry.key] ?? entry.key, position: entry.position, value: entry.value)
        }
        return SourceNode(
            .mapping(entries.filter { $0.key != "parameters" && $0.key != "name" } + moved), at: event.value.position)
    }

    private mutating func trigger(
        _ event: SourceNode.Entry, of function: String
    ) -> [(kind: String, value: SourceNode)] {
        let place = "\(event.key) event of \(function)"
        // Only a timer can be switched off here.
        if event.key != "timer", event.isSwitchedOff {
            let isKept = vendor?.trigger(event, number: 1) != nil
            warn(
                "the \(place) is switched off and is "
                    + (isKept ? "carried over for Function Compute only" : "not carried over"), at: event.position)
            return []
        }
        switch event.key {
        case "http", "apigw", "ssr": return http(event, place).map { ("http", $0) }
        case "timer": return [("timer", timer(event, place))]
        case "os": return storage(event, place).map { ("event", $0) }
        case "mq", "kafka": return queue(event, place).map { [("queue", $0)] } ?? []
        case "event" where event.value["type"] != nil: return [("event", event.value)]
        case "log" where vendor?.trigger(event, number: 1) != nil:
            return [("event", ["type": "sls:Logstore:Shard"])]
        case "cdn" where vendor?.trigger(event, number: 1) != nil:
            warn(
                "the \(place) is carried over for Function Compute only, where the function gets it as it comes",
                at: event.position)
        case "event", "log", "cdn", "hsf", "mtop":
            warn("the \(place) is not carried over: \(MidwayAdvice.events[event.key] ?? "")", at: event.position)
        default:
            let suggestion = Suggestion.nearest(to: event.key, among: Self.kinds)
            warnings.append(
                Diagnostic(
                    code: .notCarriedOver, severity: .warning,
                    message: "the \(place) is not carried over: its kind is not known", file: file,
                    position: event.position, suggestion: suggestion))
        }
        return []
    }

    private mutating func http(_ event: SourceNode.Entry, _ place: String) -> [SourceNode] {
        // `- http: true` stands for a trigger without settings.
        let entries = event.value.mapping ?? []
        if event.value.mapping == nil, event.value.untypedText != "true", !event.value.isNull { return [event.value] }
        var paths: [SourceNode.Entry] = []
        var methods: SourceNode.Entry?
        for entry in entries {
            switch entry.key {
            case "path":
                for path in entry.value.list ?? [entry.value] { paths.append(entry.with(self.path(path, place))) }
            case "method":
                methods = method(entry)
            default:
                leave(entry, in: place, MidwayAdvice.http)
            }
        }
        if paths.isEmpty {
            warn("the \(place) has no path and is taken for '/*'", at: event.position)
            paths = [.init(key: "path", position: event.position, value: .text("/*", at: event.position))]
        }
        if event.key == "ssr", methods == nil {
            methods = .init(key: "method", position: event.position, value: .text("get", at: event.position))
        }
        return paths.map { path in
            SourceNode(.mapping([path] + (methods.map { [$0] } ?? [])), at: event.value.position)
        }
    }

    /// `/:id` becomes `/{id}`, and what takes the rest of a path `*`.
    private mutating func path(_ node: SourceNode, _ place: String) -> SourceNode {
        guard let text = node.scalar?.text else { return node }
        let parts = text.split(separator: "/", omittingEmptySubsequences: false)
        let segments = parts.enumerated().map { index, part -> String in
            if part == "**" || part == "(.*)", index == parts.count - 1 { return "*" }
            guard part.hasPrefix(":"), part.count > 1 else { return String(part) }
            var name = part.dropFirst()
            if name.hasSuffix("?") {
                name = name.dropLast()
                warn("'\(part)' in the path of the \(place) may no longer be left out", at: node.position)
            }
            if name.hasSuffix("*") || name.hasSuffix("+") { return "{\(name.dropLast())*}" }
            return "{\(name)}"
        }
        let path = segments.joined(separator: "/")
        return path == text ? node : .text(path, at: node.position)
    }

    private func method(_ entry: SourceNode.Entry) -> SourceNode.Entry? {
        let all = ["any", "all", "*"]
        let items = entry.value.list ?? [entry.value]
        if items.contains(where: { all.contains($0.scalar?.text.lowercased() ?? "") }) { return nil }
        let words = items.map { item in
            item.scalar.map { $0.text.contains("${") ? item : .text($0.text.lowercased(), at: item.position) } ?? item
        }
        let one = words.count == 1 ? words.first : nil
        return entry.with(one ?? SourceNode(.list(words), at: entry.value.position))
    }

    private mutating func timer(_ event: SourceNode.Entry, _ place: String) -> SourceNode {
        guard let entries = event.value.mapping else { return event.value }
        let type = timerType(event, place)
        var kept: [SourceNode.Entry] = []
        for entry in entries {
            switch entry.key {
            case "type":
                if !["cron", "every", "interval"].contains(type) { kept.append(entry) }
            case "value":
                let key = ["every", "interval"].contains(type) ? "every" : "cron"
                let value = key == "cron" ? schedule(entry.value, place) : period(entry.value)
                // A type that is none stays as it is, for the reader to find.
                kept.append(
                    .init(
                        key: ["cron", "every", "interval"].contains(type) ? key : "value", position: entry.position,
                        value: value))
            case "cron": kept.append(entry.with(schedule(entry.value, place)))
            case "every", "interval":
                kept.append(.init(key: "every", position: entry.position, value: period(entry.value)))
            case "payload", "enable": kept.append(entry)
            default: leave(entry, in: place)
            }
        }
        return SourceNode(.mapping(kept), at: event.value.position)
    }

    /// `cron`, `every` or `interval`, or what is neither. Where the type is missing or can't be, the value tells.
    private mutating func timerType(_ event: SourceNode.Entry, _ place: String) -> String {
        let given = event.value["type"]?.scalar?.text
        guard let value = event.value["value"]?.scalar, !value.text.contains("${") else { return given ?? "cron" }
        let words = value.text.split(separator: " ").count
        if given == nil { return value.text.hasPrefix("@every ") || words == 1 ? "every" : "cron" }
        guard given == "every" || given == "interval", words >= 5 else { return given ?? "cron" }
        warn(
            "'\(value.text)' of the \(place) is no period and is taken for a schedule",
            at: event.value["value"]?.position)
        return "cron"
    }

    /// Six fields begin with the seconds, which have no counterpart, and seven end with the year; `?` stands for `*`.
    private mutating func schedule(_ node: SourceNode, _ place: String) -> SourceNode {
        guard let text = node.scalar?.text, !text.contains("${") else { return node }
        var fields = text.split(separator: " ").map(String.init)
        if let zone = fields.first, zone.hasPrefix("CRON_TZ=") || zone.hasPrefix("TZ=") {
            warn("'\(zone)' of the \(place) is not carried over: schedules count in UTC", at: node.position)
            fields.removeFirst()
        }
        if fields.count == 7, ["*", "?"].contains(fields[6]) { fields.removeLast() }
        if fields.count == 6 {
            if fields[0] != "0" {
                warn(
                    "the seconds '\(fields[0])' of the \(place) are not carried over: it runs at second 0",
                    at: node.position)
            }
            fields.removeFirst()
        }
        let schedule = fields.map { $0 == "?" ? "*" : $0 }.joined(separator: " ")
        return schedule == text ? node : .text(schedule, at: node.position)
    }

    private func period(_ node: SourceNode) -> SourceNode {
        guard let text = node.scalar?.text, text.hasPrefix("@every ") else { return node }
        return .plain(String(text.dropFirst(7)), at: node.position)
    }

    /// Storage tells of its objects as CloudEvents whose type is the name of the event.
    private mutating func storage(_ event: SourceNode.Entry, _ place: String) -> [SourceNode] {
        guard let entries = event.value.mapping else { return [event.value] }
        var types: [SourceNode] = []
        let isKept = vendor?.trigger(event, number: 1) != nil
        for entry in entries {
            switch entry.key {
            case _ where isKept && ["bucket", "filter", "role", "version"].contains(entry.key): break
            case "enable": break
            case "events": types = entry.value.list ?? [entry.value]
            default: leave(entry, in: place, MidwayAdvice.storage)
            }
        }
        if types.isEmpty {
            warn("the \(place) names no events and is not carried over", at: event.position)
        }
        return types.map { type in
            SourceNode(
                .mapping([.init(key: "type", position: type.position, value: type)]), at: event.value.position)
        }
    }

    private mutating func queue(_ event: SourceNode.Entry, _ place: String) -> SourceNode? {
        guard let entries = event.value.mapping else { return event.value }
        var kept: [SourceNode.Entry] = []
        let isKept = vendor?.trigger(event, number: 1) != nil
        for entry in entries {
            switch entry.key {
            case _ where isKept && ["tags", "strategy", "region", "role", "version"].contains(entry.key): break
            case "enable": break
            case "topic":
                kept.append(.init(key: "name", position: entry.position, value: topic(entry.value)))
            case "batchSize": kept.append(entry)
            default: leave(entry, in: place, MidwayAdvice.queue)
            }
        }
        guard kept.contains(where: { $0.key == "name" }) else {
            warn("the \(place) names no topic and is not carried over", at: event.position)
            return nil
        }
        return SourceNode(.mapping(kept), at: event.value.position)
    }

    private mutating func topic(_ node: SourceNode) -> SourceNode {
        guard let text = node.scalar?.text, let name = Self.name(text), name != text else { return node }
        warn("the topic '\(text)' is the queue '\(name)' here: \(FunctionName.rule)", at: node.position)
        return .text(name, at: node.position)
    }
}
