/// A number in the bytes: `mantissa` × 10^`exponent`, exactly, unless digits were left out.
struct JSONNumber {
    var start: Int
    var count = 0
    var isNegative = false
    var mantissa: UInt64 = 0
    var exponent = 0
    /// Whether the digits exceed 64 bits; then only the bytes tell the value.
    var isTruncated = false

    /// Appends a digit.
    @inline(__always)
    mutating func push(_ digit: UInt8) -> Bool {
        if mantissa < 1_000_000_000_000_000_000 {
            mantissa = mantissa &* 10 &+ UInt64(digit)
            return true
        }
        let (product, overflow) = mantissa.multipliedReportingOverflow(by: 10)
        let (sum, carry) = product.addingReportingOverflow(UInt64(digit))
        if overflow || carry || isTruncated {
            isTruncated = true
            return false
        }
        mantissa = sum
        return true
    }

    /// The magnitude when the number is whole and has at most 64 bits.
    var magnitude: UInt64? {
        if isTruncated { return nil }
        if exponent == 0 || mantissa == 0 { return mantissa }
        guard -20...20 ~= exponent else { return nil }
        var result = mantissa
        for _ in 0..<abs(exponent) {
            if exponent < 0 {
                guard result % 10 == 0 else { return nil }
                result /= 10
            } else {
                let (product, overflow) = result.multipliedReportingOverflow(by: 10)
                if overflow { return nil }
                result = product
            }
        }
        return result
    }

    /// Whether there is a fraction, as far as the digits kept tell.
    var isFraction: Bool { exponent < 0 && magnitude == nil }
}
