/// A time as an option: `50ms`, `0.2s`, `3`.
enum TimeArgument {
    /// - Returns: Seconds; `nil` for what is no time.
    static func seconds(_ text: String) -> Double? {
        for (suffix, scale) in [("ms", 0.001), ("s", 1), ("m", 60), ("", 1)] where text.hasSuffix(suffix) {
            let number = text.dropLast(suffix.count)
            // `Double` alone would take exponents, "inf" and "nan".
            guard number.utf8.allSatisfy({ (0x30...0x39).contains($0) || $0 == UInt8(ascii: ".") }) else { return nil }
            return Double(number).map { $0 * scale }
        }
        return nil
    }
}
