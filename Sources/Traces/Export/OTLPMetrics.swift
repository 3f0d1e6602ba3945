public import MeridianCore
import Telemetry

/// What is sent to `/v1/metrics`
/// (https://github.com/open-telemetry/opentelemetry-proto/blob/main/opentelemetry/proto/metrics/v1/metrics.proto).
public struct OTLPMetrics: Encodable, Sendable, Equatable {
    public struct ResourceMetrics: Encodable, Sendable, Equatable {
        public var resource: OTLP.Resource
        public var scopeMetrics: [ScopeMetrics]
    }

    public struct ScopeMetrics: Encodable, Sendable, Equatable {
        public var scope = OTLP.Scope()
        public var metrics: [Metric]
    }

    /// One of the three is there.
    public struct Metric: Encodable, Sendable, Equatable {
        public var name: String
        public var unit: String
        public var description: String
        public var sum: Sum?
        public var gauge: Gauge?
        public var histogram: Histogram?
    }

    public struct Sum: Encodable, Sendable, Equatable {
        public var dataPoints: [Number]
        /// 2: since ``Number/startTimeUnixNano``.
        public var aggregationTemporality = 2
        public var isMonotonic = true
    }

    public struct Gauge: Encodable, Sendable, Equatable {
        public var dataPoints: [Number]
    }

    public struct Histogram: Encodable, Sendable, Equatable {
        public var dataPoints: [Distribution]
        /// 2: since ``Distribution/startTimeUnixNano``.
        public var aggregationTemporality = 2
    }

    /// A number of one series.
    public struct Number: Encodable, Sendable, Equatable {
        public var attributes: [OTLP.Attribute]
        /// `nil` for a level.
        public var startTimeUnixNano: String?
        public var timeUnixNano: String
        public var asInt: String?
        public var asDouble: Double?
    }

    /// Durations of one series in explicit buckets.
    public struct Distribution: Encodable, Sendable, Equatable {
        public var attributes: [OTLP.Attribute]
        public var startTimeUnixNano: String
        public var timeUnixNano: String
        public var count: String
        /// In seconds.
        public var sum: Double
        /// One more than there are bounds.
        public var bucketCounts: [String]
        /// In seconds; each belongs to the bucket below it.
        public var explicitBounds: [Double]
    }

    public var resourceMetrics: [ResourceMetrics]

    /// A resource for each service.
    /// - Parameter started: Since when it was counted.
    public init(_ figures: FunctionFigures, from origin: OTLP.Origin, started: Timestamp, now: Timestamp) {
        let period = Period(start: OTLP.time(started), now: OTLP.time(now))
        let functions = Dictionary(grouping: figures.functions, by: \.service)
        let groups = Dictionary(grouping: figures.groups, by: \.service)
        resourceMetrics = Set(functions.keys).union(groups.keys).sorted { $0.rawValue < $1.rawValue }.map { service in
            let metrics = period.metrics(functions[service] ?? []) + period.metrics(groups[service] ?? [])
            return ResourceMetrics(
                resource: .init(service: service.rawValue, of: origin), scopeMetrics: [ScopeMetrics(metrics: metrics)])
        }
    }
}

extension OTLPMetrics {
    /// From when to when it was counted, in nanoseconds since 1970.
    fileprivate struct Period {
        var start: String
        var now: String

        func metrics(_ functions: [FunctionFigures.Function]) -> [Metric] {
            guard !functions.isEmpty else { return [] }
            func counts(_ outcome: RequestOutcome) -> [Number] {
                functions.map { count($0.requests.count(outcome), $0.attributes) }
            }
            let requests = functions.flatMap { function in
                RequestOutcome.allCases.map {
                    count(function.requests.count($0), function.attributes + [.init("outcome", .text($0.label))])
                }
            }
            return [
                sum("faas.requests", "{request}", "Requests that ended, by outcome.", requests),
                sum("faas.invocations", "{invocation}", "Requests that were answered well.", counts(.ok)),
                sum("faas.errors", "{error}", "Requests that the function failed with.", counts(.error)),
                sum("faas.timeouts", "{timeout}", "Requests that ran past their timeout.", counts(.timeout)),
                sum(
                    "faas.coldstarts", "{coldstart}", "Requests that waited for an instance to start.",
                    functions.map { count($0.coldStarts, $0.attributes) }),
                histogram(
                    "faas.invoke_duration", "From the complete head of a request to the last byte of its answer.",
                    functions.map { distribution($0.requests.durations, $0.attributes) }),
                histogram(
                    "faas.queue_duration", "From when a request was admitted until an instance took it.",
                    functions.map { distribution($0.queueTimes, $0.attributes) }),
            ]
        }

        func metrics(_ groups: [FunctionFigures.Group]) -> [Metric] {
            guard !groups.isEmpty else { return [] }
            let processorTime = groups.map { group in
                Number(
                    attributes: group.attributes, startTimeUnixNano: start, timeUnixNano: now,
                    asDouble: Double(group.processorMicroseconds) / 1e6)
            }
            let memory = groups.map { group in
                Number(attributes: group.attributes, timeUnixNano: now, asInt: String(group.residentBytes))
            }
            return [
                histogram(
                    "faas.init_duration", "From the start of an instance until it was ready.",
                    groups.map { distribution($0.initDurations, $0.attributes) }),
                sum("faas.cpu_usage", "s", "Processor time that instances used.", processorTime),
                Metric(
                    name: "faas.mem_usage", unit: "By", description: "Memory of instances that is in RAM.",
                    gauge: Gauge(dataPoints: memory)),
            ]
        }

        private func sum(_ name: String, _ unit: String, _ description: String, _ points: [Number]) -> Metric {
            Metric(name: name, unit: unit, description: description, sum: Sum(dataPoints: points))
        }

        private func histogram(_ name: String, _ description: String, _ points: [Distribution]) -> Metric {
            Metric(name: name, unit: "s", description: description, histogram: Histogram(dataPoints: points))
        }

        private func count(_ count: UInt64, _ attributes: [OTLP.Attribute]) -> Number {
            Number(attributes: attributes, startTimeUnixNano: start, timeUnixNano: now, asInt: String(count))
        }

        private func distribution(_ durations: LatencyHistogram, _ attributes: [OTLP.Attribute]) -> Distribution {
            Distribution(
                attributes: attributes, startTimeUnixNano: start, timeUnixNano: now, count: String(durations.count),
                sum: Double(durations.sum) / 1e9, bucketCounts: durations.countsByBounds.map { String($0) },
                explicitBounds: Exposition.durationBounds)
        }
    }
}

extension FunctionFigures.Function {
    fileprivate var attributes: [OTLP.Attribute] {
        [.init("faas.name", .text(function.rawValue)), .init("faas.version", .text(String(release)))]
    }
}

extension FunctionFigures.Group {
    fileprivate var attributes: [OTLP.Attribute] {
        [.init("meridian.group", .text(group)), .init("faas.version", .text(String(release)))]
    }
}
