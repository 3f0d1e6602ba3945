public import MeridianCore

/// What is sent to `/v1/metrics`: counts of requests, which only grow.
public struct OTLPMetrics: Encodable, Sendable, Equatable {
    public struct ResourceMetrics: Encodable, Sendable, Equatable {
        public var resource: OTLP.Resource
        public var scopeMetrics: [ScopeMetrics]
    }

    public struct ScopeMetrics: Encodable, Sendable, Equatable {
        public var scope = OTLP.Scope()
        public var metrics: [Metric]
    }

    public struct Metric: Encodable, Sendable, Equatable {
        public var name: String
        public var unit: String
        public var sum: Sum
    }

    public struct Sum: Encodable, Sendable, Equatable {
        public var dataPoints: [Point]
        /// 2: since ``Point/startTimeUnixNano``.
        public var aggregationTemporality = 2
        public var isMonotonic = true
    }

    public struct Point: Encodable, Sendable, Equatable {
        public var attributes: [OTLP.Attribute]
        public var startTimeUnixNano: String
        public var timeUnixNano: String
        public var asInt: String
    }

    /// How often a function ended a request in one way.
    public struct Count: Sendable {
        public var service: ServiceName
        public var function: FunctionName
        public var outcome: String
        public var count: UInt64

        public init(service: ServiceName, function: FunctionName, outcome: String, count: UInt64) {
            self.service = service
            self.function = function
            self.outcome = outcome
            self.count = count
        }
    }

    public var resourceMetrics: [ResourceMetrics]

    /// A resource for each service.
    /// - Parameter started: Since when it was counted.
    public init(_ counts: [Count], started: Timestamp, now: Timestamp) {
        resourceMetrics = Dictionary(grouping: counts, by: \.service).sorted { $0.key.rawValue < $1.key.rawValue }
            .map { service, counts in
                let points = counts.map { count in
                    Point(
                        attributes: [
                            .init("faas.name", .text(count.function.rawValue)),
                            .init("outcome", .text(count.outcome)),
                        ],
                        startTimeUnixNano: OTLP.time(started), timeUnixNano: OTLP.time(now), asInt: String(count.count))
                }
                let metric = Metric(name: "faas.requests", unit: "{request}", sum: Sum(dataPoints: points))
                return ResourceMetrics(
                    resource: .init(service: service.rawValue), scopeMetrics: [ScopeMetrics(metrics: [metric])])
            }
    }
}
