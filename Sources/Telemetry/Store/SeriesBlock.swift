import MeridianCore

/// The minutes of one series, as a block of a day's file: the key, then each minute as its distance from the one before
/// and its point; all of it compressed, behind its length before that.
struct SeriesBlock: Equatable {
    var key: SeriesKey
    /// By rising minute, counted since 1970. The same minute may be there twice, when the platform was started anew in it.
    var points: [(minute: Int64, point: MetricPoint)]

    init(key: SeriesKey, points: [(minute: Int64, point: MetricPoint)] = []) {
        self.key = key
        self.points = points
    }

    static func == (left: SeriesBlock, right: SeriesBlock) -> Bool {
        left.key == right.key
            && left.points.elementsEqual(right.points) { $0.minute == $1.minute && $0.point == $1.point }
    }

    /// - Parameter origin: A minute that is not later than the first.
    func encoded(since origin: Int64) -> [UInt8] {
        var writer = ByteWriter()
        key.write(to: &writer)
        writer.varint(UInt64(points.count))
        var last = origin
        for (minute, point) in points {
            writer.varint(UInt64(max(0, minute - last)))
            point.write(to: &writer)
            last = max(last, minute)
        }
        var block = ByteWriter()
        block.varint(UInt64(writer.bytes.count))
        block.bytes += Compression.compressed(writer.bytes)
        return block.bytes
    }

    init(_ bytes: [UInt8], since origin: Int64) throws(UnreadableBytes) {
        var outer = ByteReader(bytes)
        let size = try outer.varint()
        guard size <= UInt64(Compression.largest) else {
            throw UnreadableBytes("a block of \(size) bytes is too large")
        }
        let content = try Compression.expanded(bytes[outer.position...], count: Int(size))
        var reader = ByteReader(content)
        key = try SeriesKey(from: &reader)
        points = []
        let count = try reader.count()
        points.reserveCapacity(count)
        var last = origin
        for _ in 0..<count {
            let distance = try reader.varint()
            guard distance < 1 << 32 else { throw UnreadableBytes("a minute is beyond all sense") }
            last += Int64(distance)
            points.append((last, try MetricPoint(from: &reader)))
        }
        guard reader.isAtEnd else { throw UnreadableBytes("there is more than is announced") }
    }
}

extension SeriesKey {
    func write(to writer: inout ByteWriter) {
        writer.text(service.rawValue)
        writer.text(function?.rawValue ?? "")
        writer.text(group)
        writer.varint(UInt64(max(0, release)))
        writer.text(unit)
    }

    init(from reader: inout ByteReader) throws(UnreadableBytes) {
        let service = try reader.text()
        let function = try reader.text()
        let group = try reader.text()
        let release = try reader.varint()
        let unit = try reader.text()
        guard let service = ServiceName(service), function.isEmpty || FunctionName(function) != nil,
            release <= UInt64(Int32.max)
        else { throw UnreadableBytes("a series has no name that can be") }
        self.init(
            service: service, function: FunctionName(function), group: group, release: Int(release), unit: unit)
    }
}
