import JSONCodec
public import MeridianCore
import NIOCore

/// Spans on disk, found by the id of their trace or request, or listed by function. Calls block; whoever has one guards
/// it.
public struct TraceStore: Sendable {
    struct Entry: Sendable {
        var head: SpanHead
        var place: SegmentLog.Place
    }

    /// The spans of one file.
    struct Index: Sendable {
        var entries: [Entry] = []
        var byTrace: [UInt64: [Int]] = [:]
        var byRequest: [UInt64: [Int]] = [:]

        mutating func add(_ entry: Entry) {
            byTrace[entry.head.traceLow, default: []].append(entries.count)
            byRequest[entry.head.request, default: []].append(entries.count)
            entries.append(entry)
        }
    }

    private var log: SegmentLog
    private var indexes: [Int: Index] = [:]

    /// - Parameter directory: Made if need be.
    /// - Throws: ``ErrorCode/storeUnusable``.
    public init(directory: String, limits: SegmentLog.Limits, now: Timestamp = .now) throws(MeridianError) {
        var indexes: [Int: Index] = [:]
        log = try SegmentLog(directory: directory, limits: limits, now: now) { place, payload in
            var payload = payload
            guard let head = SpanHead(reading: &payload) else { return }
            indexes[place.segment, default: Index()].add(Entry(head: head, place: place))
        }
        let present = Set(log.segments(since: nil))
        self.indexes = indexes.filter { present.contains($0.key) }
    }

    public var damages: [SegmentLog.Damage] { log.damages }
    public var bytes: Int { log.bytes }
    public var count: Int { indexes.values.reduce(0) { $0 + $1.entries.count } }

    /// Keeps spans, and lets go of what is too old or too much.
    public mutating func append(_ spans: [Span], now: Timestamp = .now) throws {
        for span in spans {
            let head = SpanHead(span)
            var payload = ByteBuffer()
            head.write(into: &payload)
            payload.writeImmutableBuffer(try JSON.encode(span))
            let place = try log.append(payload, now: now)
            indexes[place.segment, default: Index()].add(Entry(head: head, place: place))
        }
        try log.flush()
        for segment in try log.expire(now) { indexes[segment] = nil }
    }

    /// The spans of a trace, or of the traces that a request belongs to; in the order in which they began.
    /// - Parameter id: Of a trace or of a request.
    public mutating func find(_ id: String) throws -> [Span] {
        var places: [SegmentLog.Place] = []
        var traces: [(high: UInt64, low: UInt64)] = []
        if let trace = SpanHead.halves(id) { traces.append(trace) }
        let request = SpanHead.hash(id)
        for index in indexes.values {
            for position in index.byRequest[request] ?? [] {
                let head = index.entries[position].head
                if !traces.contains(where: { $0 == (head.traceHigh, head.traceLow) }) {
                    traces.append((head.traceHigh, head.traceLow))
                }
            }
        }
        for index in indexes.values {
            for trace in traces {
                let entries = (index.byTrace[trace.low] ?? []).map { index.entries[$0] }
                places += entries.filter { $0.head.traceHigh == trace.high }.map(\.place)
            }
        }
        return try read(places).sorted { $0.startMicroseconds < $1.startMicroseconds }
    }

    /// The newest spans that match, the newest first.
    public mutating func list(_ query: TraceQuery) throws -> [Span] {
        var places: [SegmentLog.Place] = []
        for segment in log.segments(since: query.since) {
            guard places.count < query.limit, let index = indexes[segment] else { continue }
            for entry in index.entries.reversed() where query.matches(entry.head) {
                places.append(entry.place)
                guard places.count < query.limit else { break }
            }
        }
        return try read(places).sorted { $0.startMicroseconds > $1.startMicroseconds }
    }

    private mutating func read(_ places: [SegmentLog.Place]) throws -> [Span] {
        var spans: [Span] = []
        for place in places {
            guard var payload = try log.read(place), SpanHead(reading: &payload) != nil else { continue }
            spans.append(try JSON.decode(Span.self, from: payload))
        }
        return spans
    }
}
