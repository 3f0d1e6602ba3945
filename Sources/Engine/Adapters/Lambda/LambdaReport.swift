import NIOCore

/// The last line of an invocation's log.
struct LambdaReport: CustomStringConvertible {
    var id: String
    var duration: TimeAmount
    /// How long the instance took to start, when this is its first invocation.
    var initDuration: TimeAmount?
    /// MiB.
    var memorySize: Int
    /// Bytes; `nil` where the system does not tell.
    var peakMemory: Int?

    var description: String {
        let billed = (duration.nanoseconds + 999_999) / 1_000_000
        var line =
            "REPORT RequestId: \(id)\tDuration: \(milliseconds(duration)) ms\tBilled Duration: \(billed) ms\t"
            + "Memory Size: \(memorySize) MB\tMax Memory Used: \((peakMemory ?? 0) >> 20) MB"
        if let initDuration { line += "\tInit Duration: \(milliseconds(initDuration)) ms" }
        return line
    }

    private func milliseconds(_ time: TimeAmount) -> String {
        FixedPoint.text(time.nanoseconds / 10_000, places: 2)
    }
}

/// Decimal fractions without floating point.
enum FixedPoint {
    /// - Parameter number: The value times ten to the power of `places`, not negative.
    static func text(_ number: Int64, places: Int) -> String {
        let digits = String(number)
        let padded = String(repeating: "0", count: max(0, places + 1 - digits.count)) + digits
        return "\(padded.dropLast(places)).\(padded.suffix(places))"
    }
}
