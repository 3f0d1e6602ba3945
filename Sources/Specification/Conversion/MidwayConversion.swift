import MeridianCore

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// Turns the tree of `f.yml` into one of `meridian.yml` and gathers what can't be carried over.
///
/// What is malformed is left as it is: the reader of `meridian.yml` finds it, at its place in `f.yml`.
struct MidwayConversion {
    let file: String
    var warnings: [Diagnostic] = []
    /// The functions whose names had to change.
    var renamed: [String: String] = [:]
    /// The platform that the file is written for, when it is one that is exported to.
    var vendor: MidwayVendor?
    /// The function that is being converted, by its name here.
    var function = ""
    /// The groups that functions are in, by the functions' names in the file.
    private var aggregated: [(name: String, functions: [String], patterns: [Located<NamePattern>])] = []

    init(file: String) {
        self.file = file
    }

    /// - Parameter place: Gives the service its name when the file does not.
    mutating func convert(_ root: SourceNode, in place: ProjectFolder? = nil) -> SourceNode {
        let root = Self.withoutBlanks(root)
        guard let entries = root.mapping else { return root }
        vendor = MidwayVendor(provider: root["provider"]?["name"]?.scalar?.text)
        aggregated = Self.aggregated(root["aggregation"])
        var parts: [String: SourceNode.Entry] = [:]
        var providerDescription: SourceNode.Entry?
        // Triggers are in the provider's region, wherever it stands.
        if let entry = entries.first(where: { $0.key == "provider" }) {
            parts[entry.key] = entry.with(provider(entry.value, &providerDescription))
        }
        for entry in entries {
            switch entry.key {
            case "service": parts[entry.key] = entry.with(service(entry.value))
            case "functions": parts[entry.key] = entry.with(functions(entry.value))
            case "package": parts[entry.key] = entry.with(package(entry.value))
            case "provider", "aggregation": break
            case "custom": custom(entry)
            case "layers": layers(entry)
            case "deployType": deployType(entry)
            default: leave(entry, in: "f.yml", MidwayAdvice.root)
            }
        }
        // Functions come first, since an aggregation may name one whose name had to change.
        if let entry = entries.first(where: { $0.key == "aggregation" }) {
            parts[entry.key] = entry.with(aggregations(entry.value))
        }
        if parts["service"] == nil,
            let (name, origin) = place?.name.flatMap({ name in
                Self.serviceName(nearest: name.text).map { ($0, name.origin) }
            })
        {
            warn("the file does not name the service; it is called '\(name)' here, after \(origin)", at: root.position)
            parts["service"] = .init(key: "service", value: .text(name, at: root.position))
        }
        if let description = providerDescription { describe(&parts, description) }
        if let targets = vendor?.targets { parts["targets"] = .init(key: "targets", value: targets) }
        let order = ["service", "provider", "functions", "aggregation", "package", "targets"]
        let kept = order.compactMap { parts[$0] }.filter { $0.key == "service" || $0.value.mapping?.isEmpty != true }
        return SourceNode(.mapping(kept), at: root.position)
    }

    /// `${ env.NAME }` is `${env.NAME}`.
    private static func withoutBlanks(_ node: SourceNode) -> SourceNode {
        var node = node
        switch node.content {
        case .list(let items): node.content = .list(items.map(withoutBlanks))
        case .mapping(let entries):
            node.content = .mapping(entries.map { $0.with(withoutBlanks($0.value)) })
        case .scalar(var scalar):
            var parts = scalar.text.components(separatedBy: "${")
            for index in parts.indices.dropFirst() {
                guard let end = parts[index].firstIndex(of: "}") else { continue }
                let name = parts[index][..<end].split(separator: " ").joined(separator: " ")
                parts[index] = name + parts[index][end...]
            }
            scalar.text = parts.joined(separator: "${")
            node.content = .scalar(scalar)
        }
        return node
    }

    private static func aggregated(
        _ node: SourceNode?
    ) -> [(name: String, functions: [String], patterns: [Located<NamePattern>])] {
        (node?.mapping ?? []).map { entry in
            func texts(_ key: String) -> [String] { entry.value[key]?.texts ?? [] }
            return (
                name(entry.key) ?? entry.key, texts("functions"),
                texts("functionsPattern").compactMap { NamePattern($0).map { Located($0, at: nil) } }
            )
        }
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
        guard let name = Self.serviceName(nearest: text) else { return node }
        warn("the service is called '\(name)' here, not '\(text)': \(ServiceName.rule)", at: node.position)
        return .text(name, at: node.position)
    }

    private static func serviceName(nearest text: String) -> String? {
        let words = text.lowercased().split { !($0.isASCII && ($0.isLetter || $0.isNumber)) }
        let name = String(words.joined(separator: "-").drop { !$0.isLetter }.prefix(63))
        return ServiceName(name) == nil ? nil : name
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
            } else if vendor != nil, ["region", "role"].contains(entry.key) {
                vendor?.settings.append(entry)
            } else if let property = vendor?.property(entry) {
                vendor?.properties.append(property)
            } else if entry.key != "name" || vendor == nil {
                leave(entry, in: "provider", MidwayAdvice.provider)
            }
        }
        return SourceNode(.mapping(kept), at: node.position)
    }

    private mutating func functions(_ node: SourceNode) -> SourceNode {
        guard let entries = node.mapping else { return node }
        let converted = entries.map { entry in
            function = functionName(entry)
            var result = entry.with(convertedFunction(entry))
            result.key = function
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

    private mutating func convertedFunction(_ function: SourceNode.Entry) -> SourceNode {
        guard let entries = function.value.mapping else { return function.value }
        let place = "function '\(function.key)'"
        var kept: [SourceNode.Entry] = []
        var triggers: SourceNode.Entry?
        var own: [SourceNode.Entry] = []
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
                } else if let property = vendor?.property(entry) {
                    own.append(property)
                } else {
                    leave(entry, in: place, MidwayAdvice.function)
                }
            }
        }
        if !own.isEmpty { keep(own, of: function, &kept) }
        if let triggers, triggers.value.list?.isEmpty != true { kept.append(triggers) }
        return SourceNode(.mapping(kept), at: function.value.position)
    }

    /// Keeps what the platform is told of one function. That one gets a group of its own, unless it is in one.
    private mutating func keep(
        _ own: [SourceNode.Entry], of function: SourceNode.Entry, _ kept: inout [SourceNode.Entry]
    ) {
        let group = aggregated.first { group in
            group.functions.contains(function.key) || NamePattern.selecting(function.key, among: group.patterns) != nil
        }
        if group == nil {
            kept.append(.init(key: "group", position: function.position, value: .text(self.function)))
        }
        let name = group?.name ?? self.function
        guard let index = vendor?.groups.firstIndex(where: { $0.name == name }) else {
            vendor?.groups.append((name, own))
            return
        }
        for entry in own where vendor?.groups[index].entries.contains(where: { $0.key == entry.key }) == false {
            vendor?.groups[index].entries.append(entry)
        }
    }

    /// An option that both files know; numbers may have been written as texts.
    private func option(_ entry: SourceNode.Entry) -> SourceNode.Entry? {
        switch entry.key {
        case "timeout", "initTimeout", "memorySize", "concurrency":
            guard let text = entry.value.scalar?.text, Int(text) != nil else { return entry }
            return entry.with(.plain(text, at: entry.value.position))
        case "environment": return entry.with(variables(entry.value))
        default: return nil
        }
    }

    /// Variables may be a list of mappings there.
    private func variables(_ node: SourceNode) -> SourceNode {
        guard let items = node.list, !items.contains(where: { $0.mapping == nil }) else { return node }
        return SourceNode(.mapping(items.flatMap { $0.mapping ?? [] }), at: node.position)
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
            if entry.key == "customDomain", entry.value.scalar?.text == "false" { continue }
            guard entry.key == "customDomain", let domain = entry.value["domainName"] else {
                leave(entry, in: "custom")
                continue
            }
            if vendor?.target == .fc, domain.scalar.map({ $0.text != "auto" }) == true {
                vendor?.settings.append(.init(key: "domain", position: domain.position, value: domain))
                continue
            }
            warn(
                "the domain '\(domain.scalar?.text ?? "")' is not carried over: a service is reached as "
                    + "SERVICE.localhost, and as what `meridian domain add` leads to it",
                at: domain.position)
        }
    }

    private mutating func deployType(_ entry: SourceNode.Entry) {
        let type = (entry.value["type"] ?? entry.value).scalar?.text
        leave(entry, in: "f.yml", type == "static" ? MidwayAdvice.pages : MidwayAdvice.root)
    }

    /// Layers that are on the platform are used there; those that a build would make have no counterpart.
    private mutating func layers(_ layers: SourceNode.Entry) {
        guard vendor?.target == .fc, let entries = layers.value.mapping else {
            return leave(layers, in: "f.yml", MidwayAdvice.root)
        }
        let (kept, rest) = (
            entries.filter { $0.value["path"]?.scalar?.text.hasPrefix("acs:") == true },
            entries.filter { $0.value["path"]?.scalar?.text.hasPrefix("acs:") != true }
        )
        for entry in rest {
            warn(
                "the layer '\(entry.key)' is not carried over: \(MidwayAdvice.root["layers"] ?? "")", at: entry.position
            )
        }
        let paths = kept.compactMap { $0.value["path"] }
        guard !paths.isEmpty else { return }
        if let index = vendor?.properties.firstIndex(where: { $0.key == "layers" }) {
            let before = vendor?.properties[index].value.list ?? []
            vendor?.properties[index].value = .list(before + paths)
        } else {
            vendor?.properties.append(.init(key: "layers", position: layers.position, value: .list(paths)))
        }
    }

    /// Says that a key is not carried over.
    /// - Parameter advice: What to do instead, by key.
    mutating func leave(_ entry: SourceNode.Entry, in place: String, _ advice: [String: String] = [:]) {
        if let words = advice[entry.key] {
            return warn("'\(entry.key)' in \(place) is not carried over: \(words)", at: entry.position)
        }
        warnings.append(
            Diagnostic(
                code: .notCarriedOver, severity: .warning,
                message: "'\(entry.key)' in \(place) has no counterpart and is not carried over", file: file,
                position: entry.position,
                suggestion: Suggestion.nearest(
                    to: entry.key, among: MidwayAdvice.known(in: place).filter { $0 != entry.key })))
    }

    mutating func warn(_ message: String, at position: SourcePosition?) {
        warnings.append(
            Diagnostic(code: .notCarriedOver, severity: .warning, message: message, file: file, position: position))
    }
}

extension SourceNode.Entry {
    /// Whether it is an event that is to call nothing.
    var isSwitchedOff: Bool { value["enable"]?.untypedText == "false" }

    /// The same key with another value.
    func with(_ value: SourceNode) -> SourceNode.Entry {
        SourceNode.Entry(key: key, position: position, value: value)
    }
}
