extension JSONReader {
    /// Reads a whole number. One with an exponent or a fraction of zeros, such as `1e2` or `3.0`, is whole too.
    /// - Throws: ``JSONError`` when no number stands here, it has a fraction or does not fit `type`.
    @inline(__always)
    public mutating func readInteger<Value: FixedWidthInteger>(_ type: Value.Type) throws(JSONError) -> Value {
        let (isNegative, magnitude, start) = try wholeNumber(type)
        if isNegative {
            // In two's complement the negative of a magnitude up to 2^63 is a matter of the bits only.
            if magnitude <= 1 << 63, let value = Value(exactly: Int64(bitPattern: 0 &- magnitude)) { return value }
        } else if let value = Value(exactly: magnitude) {
            return value
        }
        throw outOfRange(type, start)
    }

    /// Reads a number, rounded correctly.
    /// - Throws: ``JSONError`` when no number stands here, or one whose magnitude no `Double` has.
    public mutating func readDouble() throws(JSONError) -> Double {
        let number = try scanNumber(for: Double.self)
        if let value = number.exactDouble { return value }
        let value = Double(digits(of: number)) ?? .infinity
        guard value.isFinite else { throw outOfRange(Double.self, number.start) }
        return value
    }

    /// Reads a number, rounded correctly.
    /// - Throws: ``JSONError`` when no number stands here, or one whose magnitude no `Float` has.
    public mutating func readFloat() throws(JSONError) -> Float {
        let number = try scanNumber(for: Float.self)
        let value = Float(digits(of: number)) ?? .infinity
        guard value.isFinite else { throw outOfRange(Float.self, number.start) }
        return value
    }

    /// A number of either kind.
    public enum Number: Sendable {
        case integer(Int64)
        case double(Double)
    }

    /// Reads a whole number of 64 bits, or else the nearest `Double`.
    /// - Throws: ``JSONError`` when no number stands here, or one whose magnitude no `Double` has.
    public mutating func readNumber() throws(JSONError) -> Number {
        var ahead = JSONReader(base, end: end, position: position)
        let number = try ahead.scanNumber(for: Double.self)
        if let magnitude = number.magnitude, magnitude <= 1 << 63, magnitude < 1 << 63 || number.isNegative,
            magnitude > 0 || !number.isNegative
        {
            position = ahead.position
            return .integer(number.isNegative ? Int64(bitPattern: 0 &- magnitude) : Int64(magnitude))
        }
        return .double(try readDouble())
    }

    /// Reads a number as it is written.
    /// - Throws: ``JSONError`` when no number stands here.
    public mutating func readDigits() throws(JSONError) -> String {
        digits(of: try scanNumber(for: Double.self))
    }

    private mutating func wholeNumber(_ type: Any.Type) throws(JSONError) -> (
        isNegative: Bool, magnitude: UInt64, start: Int
    ) {
        let number = try scanNumber(for: type)
        if let magnitude = number.magnitude { return (number.isNegative, magnitude, number.start) }
        guard number.isFraction else { throw outOfRange(type, number.start) }
        throw located(
            JSONError(
                .mismatch, "\(digits(of: number)) stands where a whole number is needed", offset: number.start,
                wanted: type))
    }

    private func outOfRange(_ type: Any.Type, _ start: Int) -> JSONError {
        let count = min(position - start, 40)
        let shown = String(decoding: UnsafeBufferPointer(start: base + start, count: count), as: UTF8.self)
        return located(
            JSONError(
                .range, "\(shown)\(count < position - start ? "…" : "") does not fit in \(type)", offset: start))
    }

    func digits(of number: JSONNumber) -> String {
        String(decoding: UnsafeBufferPointer(start: base + number.start, count: number.count), as: UTF8.self)
    }

    /// - Parameter type: What is said to be needed when no number stands here.
    mutating func scanNumber(for type: Any.Type) throws(JSONError) -> JSONNumber {
        guard let first = peek(), first == .minus || first.digit <= 9 else { throw mismatch(type) }
        var number = JSONNumber(start: position)
        var index = position
        if first == .minus {
            number.isNegative = true
            index &+= 1
        }
        guard index < end, base[index].digit <= 9 else { throw syntax("a digit is expected", at: index) }
        if base[index] == .zero {
            index &+= 1
            if index < end, base[index].digit <= 9 { throw syntax("a number can't begin with 0", at: number.start) }
        } else {
            while index < end, base[index].digit <= 9 {
                if !number.push(base[index].digit) { number.exponent &+= 1 }
                index &+= 1
            }
        }
        if index < end, base[index] == UInt8(ascii: ".") {
            index = try scanFraction(&number, index + 1)
        }
        if index < end, base[index] | 0x20 == UInt8(ascii: "e") {
            index = try scanExponent(&number, index + 1)
        }
        number.count = index &- number.start
        position = index
        return number
    }

    private func scanFraction(_ number: inout JSONNumber, _ start: Int) throws(JSONError) -> Int {
        var index = start
        var zeros = 0
        while index < end, base[index].digit <= 9 {
            let digit = base[index].digit
            index &+= 1
            guard digit != 0 else {
                zeros &+= 1
                continue
            }
            // Zeros at the end of a fraction count for nothing.
            while zeros > 0 {
                if number.push(0) { number.exponent &-= 1 }
                zeros &-= 1
            }
            if number.push(digit) { number.exponent &-= 1 }
        }
        guard index > start else { throw syntax("a digit is expected", at: index) }
        return index
    }

    private func scanExponent(_ number: inout JSONNumber, _ start: Int) throws(JSONError) -> Int {
        var index = start
        var isNegative = false
        if index < end, base[index] == .minus || base[index] == UInt8(ascii: "+") {
            isNegative = base[index] == .minus
            index += 1
        }
        let digits = index
        var exponent = 0
        while index < end, base[index].digit <= 9 {
            // Beyond this every number is zero or too large, however many digits it has.
            if exponent < 1_000_000_000_000 { exponent = exponent * 10 + Int(base[index].digit) }
            index += 1
        }
        guard index > digits else { throw syntax("a digit is expected", at: index) }
        number.exponent += isNegative ? -exponent : exponent
        return index
    }
}

extension JSONNumber {
    private static let powers: [Double] = [
        1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16, 1e17, 1e18, 1e19,
        1e20, 1e21, 1e22,
    ]

    /// The value when one rounding gives it: both parts are exact (Clinger, "How to read floating point numbers
    /// accurately", 1990).
    @inline(__always)
    var exactDouble: Double? {
        guard !isTruncated, mantissa <= 1 << 53, -22...22 ~= exponent else { return nil }
        var value = Double(mantissa)
        if exponent < 0 { value /= Self.powers[-exponent] } else if exponent > 0 { value *= Self.powers[exponent] }
        return isNegative ? -value : value
    }
}
