import MeridianCore

/// What is sent to `/v1/traces`.
public struct OTLPTraces: Encodable, Sendable, Equatable {
    public struct ResourceSpans: Encodable, Sendable, Equatable {
        public var resource: OTLP.Resource
        public var scopeSpans: [ScopeSpans]
    }

    public struct ScopeSpans: Encodable, Sendable, Equatable {
        public var scope = OTLP.Scope()
        public var spans: [ExportedSpan]
    }

    public struct ExportedSpan: Encodable, Sendable, Equatable {
        public struct Status: Encodable, Sendable, Equatable {
            /// 0 unset, 2 error.
            public var code: Int
            public var message: String?
        }

        public var traceId: String
        public var spanId: String
        public var parentSpanId: String?
        public var name: String
        /// 2 server, 5 consumer.
        public var kind: Int
        public var startTimeUnixNano: String
        public var endTimeUnixNano: String
        public var attributes: [OTLP.Attribute]
        public var status: Status
    }

    public var resourceSpans: [ResourceSpans]

    /// A resource for each service.
    public init(_ spans: [Span], from origin: OTLP.Origin) {
        resourceSpans = Dictionary(grouping: spans, by: \.service).sorted { $0.key.rawValue < $1.key.rawValue }
            .map { service, spans in
                ResourceSpans(
                    resource: .init(service: service.rawValue, of: origin),
                    scopeSpans: [ScopeSpans(spans: spans.map(ExportedSpan.init))])
            }
    }
}

extension OTLPTraces.ExportedSpan {
    init(_ span: Span) {
        traceId = span.traceID
        spanId = span.id
        parentSpanId = span.parentID
        let isHTTP = span.kind == .http || span.kind == .replay
        name = isHTTP ? "\(span.method) \(span.route ?? span.function.rawValue)" : "\(span.kind) \(span.function)"
        kind = isHTTP ? 2 : 5
        startTimeUnixNano = OTLP.time(microseconds: span.startMicroseconds)
        endTimeUnixNano = OTLP.time(microseconds: span.endMicroseconds)
        var attributes: [OTLP.Attribute] = [
            .init("faas.name", .text(span.function.rawValue)), .init("faas.version", .text(String(span.release))),
            .init("faas.trigger", .text(isHTTP ? "http" : span.kind == .timer ? "timer" : "pubsub")),
            .init("faas.coldstart", .flag(span.isCold)), .init("http.response.status_code", .number(span.status)),
            .init("meridian.request.id", .text(span.requestID)), .init("meridian.outcome", .text(span.outcome)),
            .init("meridian.queue_us", .number(Int(span.milliseconds.queue * 1_000))),
            .init("meridian.attempt", .number(span.attempt)),
        ]
        if isHTTP { attributes.append(.init("http.request.method", .text(span.method))) }
        if let route = span.route { attributes.append(.init("http.route", .text(route))) }
        self.attributes = attributes
        status = span.status >= 500 ? Status(code: 2, message: span.problem) : Status(code: 0)
    }
}
