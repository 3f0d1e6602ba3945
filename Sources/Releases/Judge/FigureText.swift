/// Figures as people read them, in three digits.
enum FigureText {
    static func percent(_ share: Double) -> String { "\(threeDigits(share * 100)) %" }

    static func milliseconds(_ nanoseconds: Int64) -> String { "\(threeDigits(Double(nanoseconds) / 1e6)) ms" }

    static func threeDigits(_ value: Double) -> String {
        guard value != 0, value.isFinite else { return "0" }
        var scale = 1.0
        while abs(value) * scale < 100, scale < 1e6 { scale *= 10 }
        let rounded = (value * scale).rounded() / scale
        return rounded == rounded.rounded() ? "\(Int(rounded))" : "\(rounded)"
    }
}
