import MeridianCore

/// The platform that an `f.yml` is written for, and what it says in that platform's words.
///
/// Nothing of it means something to Meridian itself, so it stands below `targets`, for `meridian export`.
struct MidwayVendor {
    let target: PlatformTarget
    /// Keys of the target beside those below.
    var settings: [SourceNode.Entry] = []
    var properties: [SourceNode.Entry] = []
    /// By group.
    var groups: [(name: String, entries: [SourceNode.Entry])] = []
    /// By function.
    var triggers: [(function: String, items: [SourceNode])] = []

    /// - Parameter provider: The name that the file gives to its provider.
    /// - Returns: `nil` for a platform that nothing is exported to.
    init?(provider: String?) {
        switch provider {
        case "aliyun", nil: target = .fc
        case "aws": target = .lambda
        default: return nil
        }
    }

    /// A key of the provider or of a function that the platform has, in its own words.
    /// - Returns: `nil` when it has none like it, or the value can't be put into them.
    func property(_ entry: SourceNode.Entry) -> SourceNode.Entry? {
        target == .fc ? Self.functionCompute(entry) : Self.lambda(entry)
    }

    private static func functionCompute(_ entry: SourceNode.Entry) -> SourceNode.Entry? {
        switch entry.key {
        case "vpcConfig", "logConfig", "nasConfig":
            return entry.value.mapping != nil || entry.value.scalar?.text == "auto" ? entry : nil
        case "internetAccess":
            return ["true", "false"].contains(entry.value.untypedText) ? entry : nil
        case "tracingConfig":
            return entry.value.mapping == nil ? nil : entry
        case "layers":
            return entry.value.list == nil ? nil : entry
        case "asyncConfiguration":
            guard let keys = entry.value.mapping else { return nil }
            let made = keys.map { key in
                key.key == "destination"
                    ? renamed(
                        key, "destinationConfig", destinations(key.value, ("onSuccess", "onFailure"), "destination"))
                    : key
            }
            return renamed(entry, "asyncInvokeConfig", SourceNode(.mapping(made), at: entry.value.position))
        default:
            return nil
        }
    }

    private static func lambda(_ entry: SourceNode.Entry) -> SourceNode.Entry? {
        switch entry.key {
        case "vpcConfig":
            let names = [
                "securityGroupIds": "SecurityGroupIds", "securityGroupId": "SecurityGroupIds",
                "subnetIds": "SubnetIds", "vSwitchIds": "SubnetIds",
            ]
            guard let keys = entry.value.mapping, keys.contains(where: { names[$0.key] != nil }) else { return nil }
            let made = keys.compactMap { key in
                names[key.key].map { name in
                    renamed(
                        key, name, key.value.list == nil ? SourceNode(.list([key.value]), at: key.position) : key.value)
                }
            }
            return renamed(entry, "VpcConfig", SourceNode(.mapping(made), at: entry.value.position))
        case "layers": return entry.value.list == nil ? nil : renamed(entry, "Layers", entry.value)
        case "policies": return renamed(entry, "Policies", entry.value)
        case "tracingConfig":
            let isWanted = entry.value.scalar.map { ["Enable", "Active", "true"].contains($0.text) } ?? false
            return isWanted ? renamed(entry, "Tracing", .text("Active", at: entry.value.position)) : nil
        case "asyncConfiguration":
            let names = [
                "maxAsyncEventAgeInSeconds": "MaximumEventAgeInSeconds",
                "maxAsyncRetryAttempts": "MaximumRetryAttempts",
            ]
            guard let keys = entry.value.mapping else { return nil }
            let made = keys.compactMap { key -> SourceNode.Entry? in
                if key.key == "destination" {
                    return renamed(
                        key, "DestinationConfig", destinations(key.value, ("OnSuccess", "OnFailure"), "Destination"))
                }
                return names[key.key].map { renamed(key, $0, key.value) }
            }
            return renamed(entry, "EventInvokeConfig", SourceNode(.mapping(made), at: entry.value.position))
        default:
            return nil
        }
    }

    private static func destinations(
        _ node: SourceNode, _ names: (success: String, failure: String), _ inner: String
    ) -> SourceNode {
        let made = (node.mapping ?? []).compactMap { key -> SourceNode.Entry? in
            guard ["onSuccess", "onFailure"].contains(key.key) else { return nil }
            let value = SourceNode(.mapping([.init(key: inner, position: key.position, value: key.value)]))
            return renamed(key, key.key == "onSuccess" ? names.success : names.failure, value)
        }
        return SourceNode(.mapping(made), at: node.position)
    }

    private static func renamed(_ entry: SourceNode.Entry, _ key: String, _ value: SourceNode) -> SourceNode.Entry {
        .init(key: key, position: entry.position, value: value)
    }

    /// Everything as the value of `targets`; `nil` when there is nothing.
    var targets: SourceNode? {
        func mapping(_ entries: [SourceNode.Entry]) -> SourceNode { SourceNode(.mapping(entries)) }
        var entries = settings
        if !properties.isEmpty { entries.append(.init(key: "properties", value: mapping(properties))) }
        if !groups.isEmpty {
            entries.append(
                .init(key: "groups", value: mapping(groups.map { .init(key: $0.name, value: mapping($0.entries)) })))
        }
        if !triggers.isEmpty {
            let byFunction = triggers.map { SourceNode.Entry(key: $0.function, value: .list($0.items)) }
            entries.append(.init(key: "triggers", value: mapping(byFunction)))
        }
        return entries.isEmpty ? nil : mapping([.init(key: target.rawValue, value: mapping(entries))])
    }
}
