import MeridianCore

/// Turns the tree of `f.yml` into one of `meridian.yml` and gathers what can't be carried over.
///
/// What is malformed is left as it is: the reader of `meridian.yml` finds it, at its place in `f.yml`.
struct MidwayConversion {
    let file: String
    var warnings: [Diagnostic] = []
    /// The functions whose names had to change.
    var renamed: [String: String] = [:]

    init(file: String) {
        self.file = file
    }

    mutating func convert(_ root: SourceNode) -> SourceNode {
        guard let entries = root.mapping else { return root }
        var parts: [String: SourceNode.Entry] = [:]
        var providerDescription: SourceNode.Entry?
        for entry in entries {
            switch entry.key {
            case "service": parts[entry.key] = entry.with(service(entry.value))
            case "provider": parts[entry.key] = entry.with(provider(entry.value, &providerDescription))
            case "functions": parts[entry.key] = entry.with(functions(entry.value))
            case "package": parts[entry.key] = entry.with(package(entry.value))
            case "aggregation": break
            case "custom": custom(entry)
            default: leave(entry, in: "f.yml", MidwayAdvice.root)
            }
        }
        // Functions come first, since an aggregation may name one whose name had to change.
        if let entry = entries.first(where: { $0.key == "aggregation" }) {
            parts[entry.key] = entry.with(aggregations(entry.value))
        }
        if let description = providerDescription { describe(&parts, description) }
        let order = ["service", "provider", "functions", "aggregation", "package"]
        let kept = order.compactMap { parts[$0] }.filter { $0.key == "service" || $0.value.mapping?.isEmpty != true }
        return SourceNode(.mapping(kept), at: root.position)
    }

    private mutating func service(_ node: SourceNode) -> SourceNode {
        guard let entries = node.mapping else { return serviceName(node) }
        var kept: [SourceNode.Entry] = []
        for entry in entries {
            switch entry.key {
            case "name": kept.append(entry.with(serviceName(entry.value)))
            case "description": kept.append(entry)
            default: leave(entry, in: "service")
            }
        }
        return SourceNode(.mapping(kept), at: node.position)
    }

    /// A name that is none here becomes the nearest that is one.
    private mutating func serviceName(_ node: SourceNode) -> SourceNode {
        guard let text = node.scalar?.text, !text.contains("${"), ServiceName(text) == nil else { return node }
        let words = text.lowercased().split { !($0.isASCII && ($0.isLetter || $0.isNumber)) }
        let name = String(words.joined(separator: "-").drop { !$0.isLetter }.prefix(63))
        guard ServiceName(name) != nil else { return node }
        warn("the service is called '\(name)' here, not '\(text)': \(ServiceName.rule)", at: node.position)
        return .text(name, at: node.position)
    }

    /// A description of the provider is one of the service, unless that has its own.
    private mutating func describe(_ parts: inout [String: SourceNode.Entry], _ description: SourceNode.Entry) {
        guard let service = parts["service"] else { return }
        if service.value["description"] != nil {
            return warn(
                "'description' in provider is not carried over: the service has its own", at: description.position)
        }
        let entries =
            service.value.mapping ?? [.init(key: "name", position: service.position, value: service.value)]
        parts["service"] = service.with(SourceNode(.mapping(entries + [description]), at: service.value.position))
    }

    private mutating func provider(
        _ node: SourceNode, _ description: inout SourceNode.Entry?
    ) -> SourceNode {
        guard let entries = node.mapping else { return node }
        var kept: [SourceNode.Entry] = []
        for entry in entries {
            if entry.key == "description" {
                description = entry
            } else if let option = option(entry) {
                kept.append(option)
            } else {
                leave(entry, in: "provider", MidwayAdvice.provider)
            }
        }
        return SourceNode(.mapping(kept), at: node.position)
    }

    private mutating func functions(_ node: SourceNode) -> SourceNode {
        guard let entries = node.mapping else { return node }
        let converted = entries.map { entry in
            var result = entry.with(function(entry))
            result.key = functionName(entry)
            return result
        }
        return SourceNode(.mapping(converted), at: node.position)
    }

    private mutating func functionName(_ entry: SourceNode.Entry) -> String {
        guard let name = Self.name(entry.key), name != entry.key else { return entry.key }
        renamed[entry.key] = name
        warn("the function '\(entry.key)' is called '\(name)' here: \(FunctionName.rule)", at: entry.position)
        return name
    }

    private mutating func function(_ function: SourceNode.Entry) -> SourceNode {
        guard let entries = function.value.mapping else { return function.value }
        let place = "function '\(function.key)'"
        var kept: [SourceNode.Entry] = []
        var triggers: SourceNode.Entry?
        for entry in entries {
            switch entry.key {
            case "description", "handler":
                kept.append(entry)
            case "isDeploy", "deploy":
                kept.append(.init(key: "deploy", position: entry.position, value: entry.value))
            case "name", "functionName":
                guard entry.value.scalar?.text != function.key else { continue }
                warn(
                    "\(place) keeps the name it has in the file; '\(entry.key)' is not carried over", at: entry.position
                )
            case "events":
                triggers = .init(key: "triggers", position: entry.position, value: events(entry.value, of: place))
            default:
                if let option = option(entry) {
                    kept.append(option)
                } else {
                    leave(entry, in: place, MidwayAdvice.function)
                }
            }
        }
        if let triggers, triggers.value.list?.isEmpty != true { kept.append(triggers) }
        return SourceNode(.mapping(kept), at: function.value.position)
    }

    /// An option that both files know; numbers may have been written as texts.
    private func option(_ entry: SourceNode.Entry) -> SourceNode.Entry? {
        switch entry.key {
        case "timeout", "initTimeout", "memorySize", "concurrency":
            guard let text = entry.value.scalar?.text, Int(text) != nil else { return entry }
            return entry.with(.plain(text, at: entry.value.position))
        case "environment": return entry
        default: return nil
        }
    }

    /// The name of a function, group or queue that is nearest to a text.
    static func name(_ text: String) -> String? {
        if FunctionName(text) != nil || text.contains("${") { return text }
        let kept = text.map { character in
            character.isASCII && (character.isLetter || character.isNumber || "-_".contains(character))
                ? character : "-"
        }
        let name = String(String(kept).drop { !$0.isLetter }.prefix(63))
        return FunctionName(name) == nil ? nil : name
    }

    private mutating func custom(_ custom: SourceNode.Entry) {
        guard let entries = custom.value.mapping, !entries.isEmpty else { return leave(custom, in: "f.yml") }
        for entry in entries {
            let domain = entry.value["domainName"]
            guard entry.key == "customDomain", let domain else {
                leave(entry, in: "custom")
                continue
            }
            warn(
                "the domain '\(domain.scalar?.text ?? "")' is not carried over: a service is reached as "
                    + "SERVICE.localhost, or at any host as the platform's default service",
                at: domain.position)
        }
    }

    /// Says that a key is not carried over.
    /// - Parameter advice: What to do instead, by key.
    mutating func leave(_ entry: SourceNode.Entry, in place: String, _ advice: [String: String] = [:]) {
        if let words = advice[entry.key] {
            return warn("'\(entry.key)' in \(place) is not carried over: \(words)", at: entry.position)
        }
        warn("'\(entry.key)' in \(place) has no counterpart and is not carried over", at: entry.position)
    }

    mutating func warn(_ message: String, at position: SourcePosition?) {
        warnings.append(
            Diagnostic(code: .notCarriedOver, severity: .warning, message: message, file: file, position: position))
    }
}

extension SourceNode.Entry {
    /// The same key with another value.
    func with(_ value: SourceNode) -> SourceNode.Entry {
        SourceNode.Entry(key: key, position: position, value: value)
    }
}
