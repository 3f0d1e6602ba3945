public import MeridianCore

/// What changes from one release to another.
public struct ReleaseDifference: Sendable, Codable, Equatable {
    public enum Kind: String, Sendable, Codable {
        case added, removed, changed
    }

    /// A value that is another one, was not there before or is no more.
    public struct Value: Sendable, Codable, Equatable {
        public var key: String
        public var from: String?
        public var to: String?
    }

    public struct Function: Sendable, Codable, Equatable {
        public var function: FunctionName
        public var kind: Kind
        public var addedTriggers: [String]
        public var removedTriggers: [String]
        public var options: [Value]
    }

    /// By their names.
    public var functions: [Function]
    /// Of the service: its defaults, runtime and entry. Values of environment variables are not told.
    public var configuration: [Value]

    public var isEmpty: Bool { functions.isEmpty && configuration.isEmpty }

    /// - Parameter former: `nil` when there was none: everything is added then.
    public init(from former: Manifest?, to next: Manifest) {
        let before = Dictionary(uniqueKeysWithValues: (former?.functions ?? []).map { ($0.name, $0) })
        let after = Dictionary(uniqueKeysWithValues: next.functions.map { ($0.name, $0) })
        functions = Set(before.keys).union(after.keys).sorted { $0.rawValue < $1.rawValue }
            .compactMap { Self.function($0, before[$0], after[$0]) }
        configuration = Self.values(former.map(Self.configuration) ?? [:], Self.configuration(next))
    }

    private static func function(
        _ name: FunctionName, _ before: FunctionManifest?, _ after: FunctionManifest?
    ) -> Function? {
        guard before != after else { return nil }
        let (old, new) = (triggers(before), triggers(after))
        return Function(
            function: name, kind: before == nil ? .added : after == nil ? .removed : .changed,
            addedTriggers: new.filter { !old.contains($0) }, removedTriggers: old.filter { !new.contains($0) },
            options: before == nil || after == nil ? [] : values(options(before!), options(after!)))
    }

    private static func triggers(_ function: FunctionManifest?) -> [String] {
        (function?.triggers ?? []).map(\.summary)
    }

    private static func values(_ before: [String: String], _ after: [String: String]) -> [Value] {
        Set(before.keys).union(after.keys).sorted().compactMap { key in
            guard before[key] != after[key] else { return nil }
            let hides = key.hasPrefix(environmentPrefix)
            return Value(
                key: key, from: hides ? before[key].map { _ in "set" } : before[key],
                to: hides ? after[key].map { _ in "set" } : after[key])
        }
    }

    private static let environmentPrefix = "environment."

    private static func configuration(_ manifest: Manifest) -> [String: String] {
        var values = values(of: manifest.defaults)
        values["runtime"] = manifest.runtime.rawValue
        values["entry"] = manifest.entry
        return values
    }

    private static func options(_ function: FunctionManifest) -> [String: String] {
        var values = values(of: function.options)
        values["handler"] = function.handler
        values["description"] = function.description
        return values
    }

    private static func values(of options: FunctionOptions) -> [String: String] {
        var values: [String: String] = [:]
        values["memorySize"] = options.memorySize.map { "\($0) MiB" }
        values["timeout"] = options.timeout.map { "\($0) s" }
        values["initTimeout"] = options.initTimeout.map { "\($0) s" }
        values["concurrency"] = options.concurrency.map(String.init)
        values["standby"] = options.standby.map(String.init)
        values["maxInstances"] = options.maxInstances.map(String.init)
        values["idleTimeout"] = options.idleTimeout.map { "\($0) s" }
        if let scaling = options.scaling {
            values["scaling.target"] = scaling.target.map(FunctionOptions.shown)
            values["scaling.window"] = scaling.window.map { "\(FunctionOptions.shown($0)) s" }
            values["scaling.panicWindow"] = scaling.panicWindow.map { "\(FunctionOptions.shown($0)) s" }
            values["scaling.panicThreshold"] = scaling.panicThreshold.map(FunctionOptions.shown)
            values["scaling.queueDelay"] = scaling.queueDelay.map { "\(FunctionOptions.shown($0)) s" }
        }
        values["cpuShares"] = options.cpuShares.map(String.init)
        values["cpuLimit"] = options.cpuLimit.map { "\(FunctionOptions.shown($0)) processors" }
        values["criticality"] = options.criticality?.name
        values["group"] = options.group
        for (name, value) in options.environment ?? [:] { values[environmentPrefix + name] = value }
        return values
    }
}

extension Trigger {
    /// In a line, for example `GET /items/{id}` or `event order.paid`.
    var summary: String {
        switch self {
        case .http(let http):
            let methods = http.methods.isEmpty ? "ANY" : http.methods.map(\.rawValue).joined(separator: ",")
            return "\(methods) \(http.path)"
        case .timer(let timer):
            switch timer.schedule {
            case .cron(let text): return "timer \(text)"
            case .every(let seconds): return "timer every \(seconds) s"
            case .at(let moment): return "timer at \(moment)"
            }
        case .event(let event):
            return "event \(event.type)" + (event.source.map { " from \($0)" } ?? "")
        case .queue(let queue):
            return "queue \(queue.queue), \(queue.batchSize) at a time"
        }
    }
}

/// `GET /v1/services/{service}/releases/{release}/diff?to=NUMBER`
public struct ReleaseDifferenceDocument: Sendable, Codable, Equatable {
    public var service: ServiceName
    public var from: Int
    public var to: Int
    /// Bytes of the packages.
    public var fromSize: Int
    public var toSize: Int
    public var difference: ReleaseDifference

    public init(
        service: ServiceName, from: Int, to: Int, fromSize: Int, toSize: Int, difference: ReleaseDifference
    ) {
        self.service = service
        self.from = from
        self.to = to
        self.fromSize = fromSize
        self.toSize = toSize
        self.difference = difference
    }
}
