import MeridianCore
import NIOCore

/// Where requests go in an ordinary app. Immutable, shared by all connections.
struct AppRoutes: Sendable {
    struct Target: Sendable {
        var function: Int
        var trigger: Int
        var timeout: TimeAmount
    }

    let table: FunctionTable
    let router: Router<Target>
    private let events: [(trigger: EventTrigger, target: Target)]

    init(_ table: FunctionTable) throws(MeridianError) {
        var routes: [(methods: [HTTPMethod], pattern: PathPattern, target: Target)] = []
        var events: [(trigger: EventTrigger, target: Target)] = []
        for (function, declared) in table.manifest.enumerated() {
            for (index, trigger) in declared.triggers.enumerated() {
                let target = Target(function: function, trigger: index, timeout: declared.timeout)
                switch trigger {
                case .http(let http): routes.append((http.methods, try PathPattern(http.path), target))
                case .event(let event): events.append((event, target))
                case .timer, .queue: break
                }
            }
        }
        self.table = table
        self.router = try Router(routes)
        self.events = events
    }

    /// The functions that take an event. A function is named once, though several of its triggers match.
    func targets(type: String, source: String) -> [Target] {
        var targets: [Target] = []
        for (trigger, target) in events where trigger.matches(type: type, source: source) {
            if targets.last?.function != target.function { targets.append(target) }
        }
        return targets
    }

    /// Every function with what calls it, one line each, for people who took a wrong turn.
    var listing: [String] {
        table.manifest.flatMap { function in
            function.triggers.map { trigger in
                switch trigger {
                case .http(let http):
                    let methods = http.methods.isEmpty ? "any" : http.methods.map(\.rawValue).joined(separator: ",")
                    return "\(methods) \(http.path) → \(function.name)"
                case .timer(let timer):
                    switch timer.schedule {
                    case .cron(let expression): return "timer \(expression) → \(function.name)"
                    case .every(let seconds): return "timer every \(seconds) s → \(function.name)"
                    }
                case .event(let event): return "event \(event.type) → \(function.name)"
                case .queue(let queue): return "queue \(queue.queue) → \(function.name)"
                }
            }
        }
    }
}

extension FunctionManifest {
    /// What the function asks for, or the platform's default.
    var timeout: TimeAmount {
        .nanoseconds(Int64((options.resolved().timeout * 1e9).rounded()))
    }
}
