import MeridianCore
import NIOCore

/// What stands before a span's document in a segment, so that the index is made without reading documents.
struct SpanHead: Equatable {
    static let version: UInt8 = 1

    var traceHigh: UInt64
    var traceLow: UInt64
    /// Of the request's id, see ``hash(_:)``.
    var request: UInt64
    /// In microseconds since 1970.
    var start: Int64
    /// In microseconds.
    var duration: Int64
    var isFailed: Bool
    var isSlow: Bool
    var isCaptured: Bool
    /// `SERVICE/FUNCTION`.
    var function: String

    func write(into buffer: inout ByteBuffer) {
        buffer.writeInteger(Self.version)
        buffer.writeInteger(traceHigh)
        buffer.writeInteger(traceLow)
        buffer.writeInteger(request)
        buffer.writeInteger(start)
        buffer.writeInteger(duration)
        buffer.writeInteger((isFailed ? 1 : 0) | (isSlow ? 2 : 0) | (isCaptured ? 4 : 0) as UInt8)
        buffer.writeInteger(UInt8(truncatingIfNeeded: function.utf8.count))
        buffer.writeString(function)
    }

    /// - Returns: `nil` when it is malformed; `buffer` is then anywhere.
    init?(reading buffer: inout ByteBuffer) {
        guard buffer.readInteger(as: UInt8.self) == Self.version,
            let high = buffer.readInteger(as: UInt64.self), let low = buffer.readInteger(as: UInt64.self),
            let request = buffer.readInteger(as: UInt64.self), let start = buffer.readInteger(as: Int64.self),
            let duration = buffer.readInteger(as: Int64.self), let flags = buffer.readInteger(as: UInt8.self),
            let length = buffer.readInteger(as: UInt8.self), let function = buffer.readString(length: Int(length))
        else { return nil }
        traceHigh = high
        traceLow = low
        self.request = request
        self.start = start
        self.duration = duration
        isFailed = flags & 1 != 0
        isSlow = flags & 2 != 0
        isCaptured = flags & 4 != 0
        self.function = function
    }

    init(_ span: Span) {
        let halves = Self.halves(span.traceID) ?? (0, 0)
        traceHigh = halves.high
        traceLow = halves.low
        request = Self.hash(span.requestID)
        start = span.startMicroseconds
        duration = Int64(span.milliseconds.total * 1_000)
        isFailed = span.reason == .failed
        isSlow = span.reason == .slow
        isCaptured = span.capture != nil
        function = "\(span.service)/\(span.function)"
    }

    /// The halves of a trace's id.
    static func halves(_ text: String) -> (high: UInt64, low: UInt64)? {
        var text = text
        return text.withUTF8 { RequestID.halves(of: UnsafeRawBufferPointer($0)) }
    }

    /// FNV-1a (http://www.isthe.com/chongo/tech/comp/fnv/).
    static func hash(_ text: String) -> UInt64 {
        text.utf8.reduce(0xcbf2_9ce4_8422_2325) { ($0 ^ UInt64($1)) &* 0x0000_0100_0000_01b3 }
    }
}
