/// A decimal number as Foundation keeps it: `mantissa` × 10^`exponent`.
struct DecimalParts: Equatable {
    var isNegative: Bool
    var mantissa: UInt128
    var exponent: Int

    init(isNegative: Bool, mantissa: UInt128, exponent: Int) {
        self.isNegative = isNegative
        self.mantissa = mantissa
        self.exponent = exponent
    }

    /// Reads a JSON number; digits beyond 38 are rounded.
    /// - Returns: `nil` when the number is too large.
    init?(_ digits: String) {
        self.init(isNegative: digits.utf8.first == .minus, mantissa: 0, exponent: 0)
        var kept = 0
        var roundsUp: Bool?
        var isFraction = false
        for (index, byte) in zip(digits.utf8.indices, digits.utf8) {
            switch byte {
            case .minus: break
            case UInt8(ascii: "."): isFraction = true
            case UInt8(ascii: "e"), UInt8(ascii: "E"):
                exponent += min(max(Int(digits[digits.utf8.index(after: index)...]) ?? .max, -100_000), 100_000)
            case _ where digits.utf8[..<index].contains(where: { $0 | 0x20 == UInt8(ascii: "e") }): break
            case _ where kept < 38:
                mantissa = mantissa * 10 + UInt128(byte.digit)
                if mantissa > 0 { kept += 1 }
                if isFraction { exponent -= 1 }
            default:
                if roundsUp == nil { roundsUp = byte.digit >= 5 }
                if !isFraction { exponent += 1 }
            }
        }
        if roundsUp == true { mantissa += 1 }
        fit()
        guard -128...127 ~= exponent else { return nil }
    }

    /// Brings the exponent into its eight bits where the mantissa has room, and takes zeros off its end.
    private mutating func fit() {
        while mantissa > 0, mantissa % 10 == 0, exponent < 127 {
            mantissa /= 10
            exponent += 1
        }
        while exponent > 127, mantissa > 0, mantissa < UInt128.max / 10 {
            mantissa *= 10
            exponent -= 1
        }
        while exponent < -128, mantissa > 0 {
            mantissa = (mantissa + 5) / 10
            exponent += 1
        }
        if mantissa == 0 { (exponent, isNegative) = (0, false) }
    }

    var words: [UInt16] { (0..<8).map { UInt16(truncatingIfNeeded: mantissa >> (16 * UInt128($0))) } }

    /// What Foundation's type asks for by name.
    var members: [String: Any] {
        [
            "exponent": exponent, "length": (128 - mantissa.leadingZeroBitCount + 15) / 16, "isNegative": isNegative,
            "isCompact": true,
        ]
    }

    /// Plain digits, without an exponent.
    var digits: String {
        var digits = String(mantissa)
        if mantissa > 0, exponent > 0 { digits += String(repeating: "0", count: exponent) }
        if exponent < 0 {
            let lacking = -exponent - digits.utf8.count + 1
            if lacking > 0 { digits = String(repeating: "0", count: lacking) + digits }
            let point = digits.index(digits.endIndex, offsetBy: exponent)
            digits = digits[..<point] + "." + digits[point...]
            while digits.hasSuffix("0") { digits.removeLast() }
            if digits.hasSuffix(".") { digits.removeLast() }
        }
        return isNegative ? "-" + digits : digits
    }
}
