/// Sizes and times as people read them.
enum Quantities {
    /// For example `3.4 MiB`.
    static func bytes(_ count: Int) -> String {
        if count < 1_024 { return "\(count) B" }
        var value = Double(count) / 1_024
        for unit in ["KiB", "MiB"] {
            if value < 1_024 { return "\(oneDecimal(value)) \(unit)" }
            value /= 1_024
        }
        return "\(oneDecimal(value)) GiB"
    }

    /// For example `12.5 ms` or `3.2 s`.
    static func milliseconds(_ value: Double) -> String {
        value < 1_000 ? "\(oneDecimal(value)) ms" : "\(oneDecimal(value / 1_000)) s"
    }

    private static func oneDecimal(_ value: Double) -> String {
        let tenths = Int((value * 10).rounded())
        return "\(tenths / 10).\(tenths % 10)"
    }
}
