/// A point as bytes: a mask of the figures that are not zero, then those in the order of their bits. Numbers are
/// varints. A histogram is the number of its buckets, then each of them as one varint that holds the distance from the one
/// before and, in the two lowest bits, the count less one; three means that the rest of the count follows.
extension MetricPoint {
    private static let outcomes = RequestOutcome.allCases
    private static let histogramsBit = UInt64(outcomes.count)
    private static let levelsBit = histogramsBit + 3
    private static let bits = levelsBit + 8

    func write(to writer: inout ByteWriter) {
        let histograms = [durations, queueTimes, initDurations]
        let levels = [coldStarts, cpuMicroseconds, inFlight, waiting, starting, ready, draining, memoryKiB]
        var mask: UInt64 = 0
        for outcome in Self.outcomes where requests[outcome] > 0 { mask |= 1 << UInt64(outcome.rawValue) }
        for (bit, histogram) in histograms.enumerated() where !histogram.isEmpty {
            mask |= 1 << (Self.histogramsBit + UInt64(bit))
        }
        for (bit, level) in levels.enumerated() where level > 0 { mask |= 1 << (Self.levelsBit + UInt64(bit)) }
        writer.varint(mask)
        for outcome in Self.outcomes where requests[outcome] > 0 { writer.varint(requests[outcome]) }
        for histogram in histograms where !histogram.isEmpty { histogram.write(to: &writer) }
        for level in levels where level > 0 { writer.varint(level) }
    }

    init(from reader: inout ByteReader) throws(UnreadableBytes) {
        self.init()
        var mask = try reader.varint()
        guard mask >> Self.bits == 0 else {
            throw UnreadableBytes("a point has figures that this version does not know")
        }
        func isNext() -> Bool {
            defer { mask >>= 1 }
            return mask & 1 != 0
        }
        for outcome in Self.outcomes where isNext() { requests[outcome] = try Self.figure(&reader) }
        if isNext() { durations = try SparseHistogram(from: &reader) }
        if isNext() { queueTimes = try SparseHistogram(from: &reader) }
        if isNext() { initDurations = try SparseHistogram(from: &reader) }
        if isNext() { coldStarts = try Self.figure(&reader) }
        if isNext() { cpuMicroseconds = try Self.figure(&reader) }
        if isNext() { inFlight = try Self.figure(&reader) }
        if isNext() { waiting = try Self.figure(&reader) }
        if isNext() { starting = try Self.figure(&reader) }
        if isNext() { ready = try Self.figure(&reader) }
        if isNext() { draining = try Self.figure(&reader) }
        if isNext() { memoryKiB = try Self.figure(&reader) }
    }

    /// Sums over all that is kept stay far below 64 bits, so that no bytes make an addition overflow.
    private static func figure(_ reader: inout ByteReader) throws(UnreadableBytes) -> UInt64 {
        let figure = try reader.varint()
        guard figure < 1 << 48 else { throw UnreadableBytes("a figure of \(figure) is beyond all sense") }
        return figure
    }
}

extension SparseHistogram {
    func write(to writer: inout ByteWriter) {
        writer.varint(UInt64(buckets.count))
        var next = 0
        for bucket in buckets {
            let low = min(bucket.count - 1, 3)
            writer.varint(UInt64(Int(bucket.index) - next) << 2 | UInt64(low))
            if low == 3 { writer.varint(UInt64(bucket.count - 4)) }
            next = Int(bucket.index) + 1
        }
    }

    init(from reader: inout ByteReader) throws(UnreadableBytes) {
        self.init()
        var next: UInt64 = 0
        let size = try reader.count()
        reserve(min(size, LatencyHistogram.buckets))
        for _ in 0..<size {
            let word = try reader.varint()
            var count = word & 3
            if count == 3 {
                let more = try reader.varint()
                guard more < UInt64(UInt32.max) - 4 else { throw UnreadableBytes("a bucket has too many values") }
                count += more
            }
            let distance = word >> 2
            guard distance < LatencyHistogram.buckets, next + distance < LatencyHistogram.buckets else {
                throw UnreadableBytes("there is no such bucket")
            }
            append(Bucket(index: UInt16(next + distance), count: UInt32(count + 1)))
            next += distance + 1
        }
    }
}
