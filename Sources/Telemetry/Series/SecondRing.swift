/// The seconds of one series, as bytes: those without figures take nothing.
struct SecondRing: Sendable {
    /// The seconds of one minute: each as its place in the minute and its point.
    private struct Minute: Sendable {
        var number: Int64
        var bytes: [UInt8] = []
    }

    /// Oldest first.
    private var minutes: [Minute] = []
    private(set) var byteCount = 0

    var isEmpty: Bool { minutes.isEmpty }
    var firstMinute: Int64? { minutes.first?.number }

    /// - Parameter second: Since 1970; later than those before.
    mutating func append(_ point: MetricPoint, second: Int64) {
        let (number, place) = second.quotientAndRemainder(dividingBy: 60)
        if minutes.last?.number != number { minutes.append(Minute(number: number)) }
        var writer = ByteWriter()
        writer.varint(UInt64(place))
        point.write(to: &writer)
        minutes[minutes.count - 1].bytes += writer.bytes
        byteCount += writer.bytes.count
    }

    /// Forgets what was before a minute.
    mutating func drop(before minute: Int64) {
        let dropped = minutes.prefix { $0.number < minute }
        guard !dropped.isEmpty else { return }
        byteCount -= dropped.reduce(0) { $0 + $1.bytes.count }
        minutes.removeFirst(dropped.count)
    }

    /// - Parameter body: Takes the second since 1970 and what was in it.
    func forEach(in seconds: Range<Int64>, _ body: (Int64, MetricPoint) -> Void) {
        for minute in minutes where (minute.number + 1) * 60 > seconds.lowerBound {
            guard minute.number * 60 < seconds.upperBound else { return }
            var reader = ByteReader(minute.bytes)
            while !reader.isAtEnd {
                // Written by this process.
                guard let place = try? reader.varint(), let point = try? MetricPoint(from: &reader) else { break }
                let second = minute.number * 60 + Int64(place)
                if seconds.contains(second) { body(second, point) }
            }
        }
    }
}
