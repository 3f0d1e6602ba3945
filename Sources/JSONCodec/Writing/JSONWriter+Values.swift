extension JSONWriter {
    public mutating func writeNull() { append("null") }

    /// Writes a value that is JSON already.
    public mutating func write(json value: UnsafeRawBufferPointer) {
        append(value.bindMemory(to: UInt8.self))
    }

    public mutating func write(_ value: Bool) {
        if value { append("true") } else { append("false") }
    }

    @inline(__always)
    public mutating func write<Value: FixedWidthInteger>(_ value: Value) {
        guard Value.bitWidth <= 64 else { return write(digits: value.description) }
        if Value.isSigned {
            let value = Int64(truncatingIfNeeded: value)
            writeDecimal(value.magnitude, isNegative: value < 0)
        } else {
            writeDecimal(UInt64(truncatingIfNeeded: value), isNegative: false)
        }
    }

    /// Writes the shortest digits that read as the same value.
    /// - Throws: ``JSONError`` for infinities and what is no number; JSON has neither.
    public mutating func write(_ value: Double) throws(JSONError) {
        if let whole = Int64(exactly: value), whole.magnitude < 1 << 53, whole != 0 || value.sign == .plus {
            return writeDecimal(whole.magnitude, isNegative: whole < 0)
        }
        guard value.isFinite else { throw JSONError(.range, "\(value) is no JSON number", offset: count) }
        write(digits: value.description)
    }

    /// Writes the shortest digits that read as the same value.
    /// - Throws: ``JSONError`` for infinities and what is no number; JSON has neither.
    public mutating func write(_ value: Float) throws(JSONError) {
        guard value.isFinite else { throw JSONError(.range, "\(value) is no JSON number", offset: count) }
        write(digits: value.description)
    }

    /// Writes a number that Swift has put into digits: `1.0` becomes `1`.
    mutating func write(digits: String) {
        var digits = digits
        digits.withUTF8 { digits in
            let isWhole =
                digits.count > 2 && digits[digits.count - 1] == .zero
                && digits[digits.count - 2] == UInt8(ascii: ".")
            append(UnsafeBufferPointer(rebasing: digits.dropLast(isWhole ? 2 : 0)))
        }
    }

    private mutating func writeDecimal(_ magnitude: UInt64, isNegative: Bool) {
        if isNegative { append(.minus) }
        if magnitude < 10 { return append(.zero &+ UInt8(truncatingIfNeeded: magnitude)) }
        let length = magnitude.decimalLength
        append(atMost: length) { place in
            var rest = magnitude
            var index = length
            while rest >= 100 {
                let pair = Int(truncatingIfNeeded: rest % 100) &* 2
                rest /= 100
                index &-= 2
                place[index] = DigitPairs.bytes[pair]
                place[index &+ 1] = DigitPairs.bytes[pair &+ 1]
            }
            let pair = Int(truncatingIfNeeded: rest) &* 2
            if rest >= 10 {
                place[0] = DigitPairs.bytes[pair]
                place[1] = DigitPairs.bytes[pair &+ 1]
            } else {
                place[0] = DigitPairs.bytes[pair &+ 1]
            }
            return length
        }
    }
}

/// `00`, `01` … `99`.
private enum DigitPairs {
    nonisolated(unsafe) static let bytes: UnsafePointer<UInt8> = {
        let bytes = UnsafeMutablePointer<UInt8>.allocate(capacity: 200)
        for pair in 0..<100 {
            bytes[pair * 2] = .zero + UInt8(pair / 10)
            bytes[pair * 2 + 1] = .zero + UInt8(pair % 10)
        }
        return UnsafePointer(bytes)
    }()
}

extension UInt64 {
    fileprivate var decimalLength: Int {
        var length = 1
        var bound: UInt64 = 10
        while self >= bound {
            length &+= 1
            let (next, overflow) = bound.multipliedReportingOverflow(by: 10)
            if overflow { break }
            bound = next
        }
        return length
    }
}
