import Glibc
import MeridianCore
import Telemetry
import Traces

/// The traces of many requests on disk, each of which called two other functions, and looking one of them up.
struct TraceLoad {
    private static let lookups = 200
    private static let spansOfRequest = 3

    var requests: Int

    func run(in directory: String) throws {
        let limits = SegmentLog.Limits(totalBytes: 1 << 30, maximumAge: .seconds(7 * 86_400))
        let start = Timestamp.now.milliseconds * 1_000 - Int64(requests) * 1_000
        var store = try TraceStore(directory: directory, limits: limits)
        for first in stride(from: 0, to: requests, by: 100) {
            try store.append((first..<min(requests, first + 100)).flatMap { spans(of: $0, start: start) })
        }
        print("spans", store.count)
        print("bytes", store.bytes)
        let beginning = ContinuousClock.now
        var reopened = try TraceStore(directory: directory, limits: limits)
        print("open-milliseconds", (ContinuousClock.now - beginning) / .milliseconds(1))
        try look(in: &reopened)
    }

    /// Milliseconds of looking up the requests in the midst: half of all, and the longest.
    private func look(in store: inout TraceStore) throws {
        var draw = LoadDraw(seed: 4)
        var times: [Double] = []
        for _ in 0..<Self.lookups {
            let id = requestID(Int(draw.uniform() * Double(requests)))
            let start = ContinuousClock.now
            let found = try store.find(id)
            times.append((ContinuousClock.now - start) / .milliseconds(1))
            guard found.count == Self.spansOfRequest else { fatalError("\(found.count) spans of \(id)") }
        }
        times.sort()
        print("median-milliseconds", times[times.count / 2])
        print("longest-milliseconds", times[times.count - 1])
    }

    /// A caller's own, so that it is not that of the trace.
    private func requestID(_ number: Int) -> String { "request-\(number)" }

    private func spans(of number: Int, start: Int64) -> [Span] {
        let own = RequestID.text(0, UInt64(number * Self.spansOfRequest + 1)).suffix(16)
        return (0..<Self.spansOfRequest).map { index in
            let began = start + Int64(number) * 1_000 + Int64(index) * 100
            return Span(
                traceID: RequestID.text(7, UInt64(number + 1)),
                id: String(RequestID.text(0, UInt64(number * Self.spansOfRequest + index + 1)).suffix(16)),
                parentID: index == 0 ? nil : String(own), requestID: index == 0 ? requestID(number) : RequestID.make(),
                kind: .http, service: ServiceName("bench")!, function: FunctionName("function-\(index)")!, release: 1,
                method: "GET", route: "/items/{id}", time: Timestamp(milliseconds: began / 1_000),
                startMicroseconds: began, status: 200, outcome: "ok",
                milliseconds: .init(total: 3, queue: 0, spawn: 0, initialization: 0, handler: 3), attempt: 1,
                instance: 4_711, isCold: false, requestBytes: 0, answerBytes: 120, reason: .sampled)
        }
    }
}
