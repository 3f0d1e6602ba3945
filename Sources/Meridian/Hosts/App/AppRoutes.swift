import HTTPTransport
package import MeridianCore
package import NIOCore

/// Where requests go in an ordinary app. Immutable, shared by all connections.
package struct AppRoutes: Sendable {
    package struct Target: Sendable {
        package var function: Int
        package var trigger: Int
        package var timeout: TimeAmount
    }

    struct Timer: Sendable {
        var function: String
        var target: Target
        var payload: String?
    }

    struct Queue: Sendable {
        var name: String
        var function: String
        var target: Target
        var batchSize: Int
    }

    package let table: FunctionTable
    let router: Router<Target>
    let timers: [Timer]
    let queues: [Queue]
    private let events: [(trigger: EventTrigger, target: Target)]

    package init(_ table: FunctionTable) throws(MeridianError) {
        var routes: [(methods: [HTTPMethod], pattern: PathPattern, target: Target)] = []
        var events: [(trigger: EventTrigger, target: Target)] = []
        var timers: [Timer] = []
        var queues: [Queue] = []
        for (function, declared) in table.manifest.enumerated() {
            for (index, trigger) in declared.triggers.enumerated() {
                let target = Target(function: function, trigger: index, timeout: declared.timeout)
                switch trigger {
                case .http(let http): routes.append((http.methods, try PathPattern(http.path), target))
                case .event(let event): events.append((event, target))
                case .timer(let timer):
                    timers.append(
                        Timer(function: declared.name.rawValue, target: target, payload: timer.payload))
                case .queue(let queue):
                    queues.append(
                        Queue(
                            name: queue.queue, function: declared.name.rawValue, target: target,
                            batchSize: queue.batchSize))
                }
            }
        }
        self.table = table
        self.router = try Router(routes)
        self.events = events
        self.timers = timers
        self.queues = queues
    }

    /// The functions that take an event. A function is named once, though several of its triggers match.
    package func targets(type: String, source: String) -> [Target] {
        var targets: [Target] = []
        for (trigger, target) in events where trigger.matches(type: type, source: source) {
            if targets.last?.function != target.function { targets.append(target) }
        }
        return targets
    }

    /// Sends a request through the routes from inside the process.
    /// - Parameters:
    ///   - body: The whole body of the request.
    ///   - eventLoop: Where handlers without `await` run.
    ///   - completion: Called on the event loop, once.
    package func call(
        _ request: RequestHead, body: ByteBuffer, on eventLoop: any EventLoop,
        completion: @escaping @Sendable (CollectedAnswer) -> Void
    ) {
        var request = request
        var source = RequestIDSource()
        source.identify(&request.fields)
        let fields = request.fields
        eventLoop.execute { [request] in
            let responder = CollectingResponder(eventLoop: eventLoop) { answer in
                var answer = answer
                answer.head.fields.identify(by: fields)
                completion(answer)
            }
            AppHandler(self).handle(request, responder: responder)?.exchangeReceived(body, isLast: true)
        }
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
                    case .at(let moment): return "timer at \(moment) → \(function.name)"
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
    package var timeout: TimeAmount {
        options.timeoutAmount
    }
}

extension FunctionOptions {
    /// The time for a call, or the platform's default.
    var timeoutAmount: TimeAmount { .nanoseconds(Int64((resolved().timeout * 1e9).rounded())) }
}
