/// The place of a request in a distributed trace, by W3C Trace Context (https://www.w3.org/TR/trace-context/).
public struct TraceContext: Hashable, Sendable {
    public static let fieldName = "traceparent"
    public static let stateFieldName = "tracestate"

    /// The upper and lower half of the trace's 128-bit id; not both zero.
    public var traceIDHigh: UInt64
    public var traceIDLow: UInt64
    /// The id of the caller's span; not zero.
    public var spanID: UInt64
    /// Bit 0 says that the caller records the trace.
    public var flags: UInt8
    /// What tracing systems hand on to each other, as it came.
    public var state: String?

    public init(traceIDHigh: UInt64, traceIDLow: UInt64, spanID: UInt64, flags: UInt8 = 0, state: String? = nil) {
        self.traceIDHigh = traceIDHigh
        self.traceIDLow = traceIDLow
        self.spanID = spanID
        self.flags = flags
        self.state = state
    }

    public var isSampled: Bool { flags & 1 != 0 }

    /// 32 lower-case hexadecimal digits.
    public var traceID: String { hexadecimal(traceIDHigh, 16) + hexadecimal(traceIDLow, 16) }

    /// The same trace seen from a new span: what is handed to whom this request calls.
    public func child() -> TraceContext {
        var child = self
        child.spanID = UInt64.random(in: 1 ... .max)
        return child
    }

    /// A new trace.
    public static func make(isSampled: Bool = false) -> TraceContext {
        TraceContext(
            traceIDHigh: UInt64.random(in: 1 ... .max), traceIDLow: UInt64.random(in: 0 ... .max),
            spanID: UInt64.random(in: 1 ... .max), flags: isSampled ? 1 : 0)
    }
}

extension TraceContext {
    /// Reads the `traceparent` and `tracestate` fields.
    /// - Returns: `nil` when there is no valid `traceparent`, which stands for no trace at all (§3.2), or several.
    public init?(fields: HTTPFields) {
        guard let trace = Self.parent(in: fields) else { return nil }
        self = trace
        let states = fields.values(Self.stateFieldName)
        if !states.isEmpty { state = states.joined(separator: ",") }
    }

    /// Reads `traceparent` alone, without allocation.
    /// - Returns: `nil` when it is missing, invalid or there more than once.
    public static func parent(in fields: HTTPFields) -> TraceContext? {
        var trace: TraceContext?
        var count = 0
        fields.forEach { name, value in
            guard name.count == 11, name.elementsEqual("traceparent".utf8) else { return }
            count += 1
            trace = TraceContext(value)
        }
        return count == 1 ? trace : nil
    }

    /// Writes both fields, in place of those that are there.
    public func write(into fields: inout HTTPFields) {
        fields.set(Self.fieldName, description)
        if let state { fields.set(Self.stateFieldName, state) } else { fields.remove(Self.stateFieldName) }
    }

    private func hexadecimal(_ value: UInt64, _ digits: Int) -> String {
        let text = String(value, radix: 16)
        return String(repeating: "0", count: digits - text.count) + text
    }
}

extension TraceContext: LosslessStringConvertible {
    /// Reads the value of a `traceparent` field (§3.2.2). A version above 00 is read as far as 00 goes.
    public init?(_ description: String) {
        var description = description
        guard let trace = description.withUTF8({ TraceContext(UnsafeRawBufferPointer($0)) }) else { return nil }
        self = trace
    }

    /// As ``init(_:)``, from bytes and without allocation.
    public init?(_ text: UnsafeRawBufferPointer) {
        let dash = UInt8(ascii: "-")
        guard text.count >= Self.length, text[2] == dash, text[35] == dash, text[52] == dash,
            let version = Self.number(text, 0, 2), version != 0xFF,
            version == 0 ? text.count == Self.length : text.count == Self.length || text[Self.length] == dash,
            let high = Self.number(text, 3, 19), let low = Self.number(text, 19, 35), high != 0 || low != 0,
            let span = Self.number(text, 36, 52), span != 0, let flags = Self.number(text, 53, 55)
        else { return nil }
        self.init(traceIDHigh: high, traceIDLow: low, spanID: span, flags: UInt8(flags))
    }

    /// The length of a value of version 00, in bytes.
    public static let length = 55

    /// Calls `body` with the value of a `traceparent` field, version 00, without allocation.
    public func withParentField(_ body: (UnsafeRawBufferPointer) -> Void) {
        withUnsafeTemporaryAllocation(byteCount: Self.length, alignment: 1) { text in
            text.copyBytes(from: "00-".utf8)
            RequestID.write(traceIDHigh, traceIDLow, to: UnsafeMutableRawBufferPointer(rebasing: text[3..<35]))
            text[35] = UInt8(ascii: "-")
            for index in 0..<16 { text[36 + index] = RequestID.hexDigit(spanID &>> UInt64(60 - 4 * index)) }
            text[52] = UInt8(ascii: "-")
            text[53] = RequestID.hexDigit(UInt64(flags &>> 4))
            text[54] = RequestID.hexDigit(UInt64(flags))
            body(UnsafeRawBufferPointer(text))
        }
    }

    /// The value of a `traceparent` field, version 00.
    public var description: String {
        "00-\(traceID)-\(hexadecimal(spanID, 16))-\(hexadecimal(UInt64(flags), 2))"
    }

    // Upper-case digits are not allowed (§3.2.2).
    static func number(_ text: UnsafeRawBufferPointer, _ start: Int, _ end: Int) -> UInt64? {
        var value: UInt64 = 0
        for index in start..<end {
            let digit = text[index]
            switch digit {
            case 0x30...0x39: value = value << 4 | UInt64(digit - 0x30)
            case 0x61...0x66: value = value << 4 | UInt64(digit - 0x61 + 10)
            default: return nil
            }
        }
        return value
    }
}
