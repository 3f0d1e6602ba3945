/// Durations as people write them: `3`, `0.5`, `500ms`, `3s`, `2m`, `1h`.
public enum DurationText {
    /// - Returns: Seconds, or `nil` when the text is no duration. A negative number is a duration, though rarely
    ///   one that is in range.
    public static func seconds(_ text: String) -> Double? {
        let units: [(suffix: String, seconds: (Double) -> Double)] = [
            ("ms", { $0 / 1000 }), ("s", { $0 }), ("m", { $0 * 60 }), ("h", { $0 * 3600 }), ("", { $0 }),
        ]
        guard let unit = units.first(where: { text.hasSuffix($0.suffix) }) else { return nil }
        let number = text.dropLast(unit.suffix.count)
        // `Double` alone would take hexadecimal, exponents, "inf" and "nan".
        guard let first = number.utf8.first, (0x30...0x39).contains(first) || first == UInt8(ascii: "-"),
            number.utf8.dropFirst().allSatisfy({ (0x30...0x39).contains($0) || $0 == UInt8(ascii: ".") }),
            let value = Double(number), value.isFinite
        else { return nil }
        return unit.seconds(value)
    }
}
