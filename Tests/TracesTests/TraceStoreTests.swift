import Foundation
import MeridianCore
import NIOCore
import Testing

@testable import Traces

@Suite struct TraceStoreTests {
    private let limits = SegmentLog.Limits(totalBytes: 32 << 20, maximumAge: .seconds(3_600))

    @Test func oneOfTenThousandIsFoundByEitherId() throws {
        try withTemporaryDirectory { directory in
            var store = try TraceStore(directory: directory, limits: limits)
            for start in stride(from: 1, through: 10_000, by: 500) {
                try store.append(try (start..<(start + 500)).map { try Sample.span(trace: UInt64($0)) })
            }
            var caller = try Sample.span(trace: 20_000, span: 5)
            caller.requestID = "my-own-id"
            let callee = try Sample.span(trace: 20_000, span: 6, parent: 5, function: "charge", startedAt: 1_000)
            try store.append([callee, caller])
            #expect(try store.find(Sample.id(4_711)).map(\.traceID) == [Sample.id(4_711)])
            #expect(try store.find("my-own-id") == [caller, callee], "with what it called")
            #expect(try store.find(Sample.id(20_000)) == [caller, callee])
            #expect(try store.find("nobody") == [])
            // And again by an index that is made from the files.
            var reopened = try TraceStore(directory: directory, limits: limits)
            #expect(reopened.count == 10_002)
            #expect(try reopened.find("my-own-id") == [caller, callee])
        }
    }

    @Test func spansAreListedByFunctionAndKind() throws {
        try withTemporaryDirectory { directory in
            var store = try TraceStore(directory: directory, limits: limits)
            try store.append([
                try Sample.span(trace: 1, startedAt: 1_000_000, status: 500, reason: .failed),
                try Sample.span(trace: 2, startedAt: 2_000_000, reason: .slow),
                try Sample.span(trace: 3, function: "list", startedAt: 3_000_000),
            ])
            let shop = try #require(ServiceName("shop"))
            func traces(_ query: TraceQuery) throws -> [String] { try store.list(query).map(\.traceID) }
            #expect(try traces(TraceQuery(service: shop)) == [3, 2, 1].map { Sample.id($0) })
            #expect(try traces(TraceQuery(service: shop, limit: 1)) == [Sample.id(3)])
            #expect(try traces(TraceQuery(service: shop, isFailed: true)) == [Sample.id(1)])
            #expect(try traces(TraceQuery(service: shop, isSlow: true)) == [Sample.id(2)])
            #expect(try traces(TraceQuery(service: shop, isSlow: true, isFailed: true)).count == 2)
            #expect(try traces(TraceQuery(service: shop, function: FunctionName("list"))) == [Sample.id(3)])
            #expect(try traces(TraceQuery(service: try #require(ServiceName("sho")))).isEmpty)
        }
    }

    @Test func headsAreReadAsTheyWereWritten() throws {
        var span = try Sample.span(trace: .max, status: 503, reason: .failed)
        span.startMicroseconds = 1_767_225_600_000_000
        let head = SpanHead(span)
        var buffer = ByteBuffer()
        head.write(into: &buffer)
        let whole = buffer
        #expect(SpanHead(reading: &buffer) == head)
        for length in 0..<whole.readableBytes {
            var part = whole.getSlice(at: whole.readerIndex, length: length)!
            #expect(SpanHead(reading: &part) == nil, "\(length)")
        }
    }
}

@Suite struct TraceKeeperTests {
    @Test func whatIsNotDecidedYetIsFoundAsWell() throws {
        try withTemporaryDirectory { directory in
            let keeper = try TraceKeeper(directory: directory, settings: TraceSettings()) { 0 }
            keeper.take([Sample.record(trace: 3), Sample.record(trace: 5, span: 9, status: 500)], dropped: 2)
            #expect(try keeper.find(Sample.id(3)).count == 1)
            #expect(try keeper.find(Sample.id(5)).map(\.reason) == [.failed])
            #expect(keeper.status.dropped == 2)
            #expect(keeper.status.spans == 1)
        }
    }
}
