/// The settings of a service: values under keys such as `catalog.pageSize`.
///
/// ```swift
/// var configuration: Configuration { ["catalog.pageSize": 20, "mail": ["from": "shop@example.com"]] }
/// ```
/// A nested object and the dotted keys of its members are the same. Settings come in layers, of which later ones win,
/// key by key:
/// 1. the defaults of plug-ins, in the order in which they start;
/// 2. the app: ``FunctionApp/configuration``;
/// 3. the app for the stage: ``FunctionApp/configuration(for:)``;
/// 4. the app's own sources: ``FunctionApp/configurationSources``;
/// 5. the environment: `catalog.pageSize` is the variable `MERIDIAN_CATALOG_PAGE_SIZE`.
///
/// Arrays are replaced as a whole.
public struct Configuration: Sendable {
    struct Entry: Sendable {
        var value: JSONValue
        /// Where the value comes from, as messages call it.
        var layer: String
    }

    /// By dotted key; no key lies below another.
    private var entries: [String: Entry] = [:]
    /// What wins over the entries.
    private var environment: Environment?

    public init() {}

    public init(_ values: [String: JSONValue]) {
        for (key, value) in values.sorted(by: { $0.key < $1.key }) { set(key, value, layer: "") }
    }

    /// The keys that have a value, without those that only the environment has, in order.
    public var keys: [String] { entries.keys.sorted() }

    /// The value under a key: of any layer but the environment as it is, of the environment a string. The members
    /// below a key are an object.
    public subscript(key: String) -> JSONValue? {
        get { entry(key)?.entry.value }
        set { if let newValue { set(key, newValue, layer: "") } else { remove(key) } }
    }

    /// Puts another layer over this one.
    mutating func merge(_ other: Configuration, layer: String) {
        for (key, entry) in other.entries { set(key, entry.value, layer: layer) }
    }

    mutating func overlay(_ environment: Environment) {
        self.environment = environment
    }

    /// - Returns: The value, and whether it is text that stands for a value of any type.
    func entry(_ key: String) -> (entry: Entry, isText: Bool)? {
        let variable = SettingName.variable(of: key)
        if let text = environment?[variable] {
            return (Entry(value: .string(text), layer: "the environment (\(variable))"), true)
        }
        if var entry = entries[key] {
            entry.layer = entry.layer.isEmpty ? "the app" : entry.layer
            return (entry, false)
        }
        return members(of: key).map { ($0, false) }
    }

    private func members(of key: String) -> Entry? {
        let prefix = key + "."
        var object: [String: JSONValue] = [:]
        var layers: Set<String> = []
        let below = entries.keys.filter { $0.hasPrefix(prefix) }
        for name in Set(below.map { String($0.dropFirst(prefix.count).prefix { $0 != "." }) }) {
            guard let (entry, isText) = entry(prefix + name) else { continue }
            object[name] = isText ? SettingText.value(of: entry.value) : entry.value
            layers.insert(entry.layer)
        }
        return object.isEmpty ? nil : Entry(value: .object(object), layer: layers.sorted().joined(separator: " and "))
    }

    private mutating func set(_ key: String, _ value: JSONValue, layer: String) {
        if case .object(let members) = value, !members.isEmpty {
            entries[key] = nil
            for (name, value) in members { set(key + "." + name, value, layer: layer) }
            return
        }
        remove(key)
        var parent = key[...]
        while let dot = parent.lastIndex(of: ".") {
            parent = parent[..<dot]
            entries[String(parent)] = nil
        }
        entries[key] = Entry(value: value, layer: layer)
    }

    private mutating func remove(_ key: String) {
        entries[key] = nil
        for name in entries.keys where name.hasPrefix(key + ".") { entries[name] = nil }
    }
}

extension Configuration: ExpressibleByDictionaryLiteral {
    public init(dictionaryLiteral elements: (String, JSONValue)...) {
        for (key, value) in elements { set(key, value, layer: "") }
    }
}
