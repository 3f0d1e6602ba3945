import MeridianCore

/// The minutes since the last full hour, one record each, until they go into the files of their days.
///
///     head    "MMH1", a number u64 that no other head has
///     record  bytes u32, CRC-32 u32, the minute, then the points with their keys
///
/// A record that is not whole was being written when the platform died: it is cut off, with what follows it.
struct HeadLog {
    static let name = "head.log"
    private static let magic: [UInt8] = Array("MMH1".utf8)
    private static let headSize = 12
    private static let recordHeadSize = 8

    private let file: StoredFile
    private(set) var origin: UInt64
    private var end: Int

    /// Opens the log, or begins one.
    /// - Parameters:
    ///   - record: Takes every minute that is in it.
    ///   - report: Takes what was cut off.
    init(
        _ path: String, record: (Int64, [(SeriesKey, MetricPoint)]) -> Void, report: (MeridianError) -> Void
    ) throws(MeridianError) {
        file = try StoredFile(path, writable: true)
        let content = try file.read(at: 0, count: file.size)
        guard content.count >= Self.headSize, Array(content.prefix(Self.magic.count)) == Self.magic else {
            origin = 0
            end = 0
            if !content.isEmpty { report(Self.cut(path, content.count)) }
            try begin()
            return
        }
        var head = ByteReader(content[Self.magic.count...])
        origin = (try? head.fixed(UInt64.self)) ?? 0
        end = Self.headSize
        while let size = Self.record(in: content, at: end, record) { end += size }
        if end < content.count {
            report(Self.cut(path, content.count - end))
            try file.cut(to: end)
        }
    }

    mutating func append(minute: Int64, _ points: [SeriesKey: MetricPoint]) throws(MeridianError) {
        var content = ByteWriter()
        content.varint(UInt64(max(0, minute)))
        content.varint(UInt64(points.count))
        for (key, point) in points {
            key.write(to: &content)
            point.write(to: &content)
        }
        var record = ByteWriter()
        record.fixed(UInt32(content.bytes.count))
        record.fixed(Compression.checksum(content.bytes))
        record.bytes += content.bytes
        try file.write(record.bytes, at: end)
        end += record.bytes.count
    }

    /// Forgets everything and goes on under another number.
    mutating func begin() throws(MeridianError) {
        origin = .random(in: 1 ... .max)
        var head = ByteWriter(bytes: Self.magic)
        head.fixed(origin)
        try file.cut(to: 0)
        try file.write(head.bytes, at: 0)
        end = Self.headSize
    }

    var isEmpty: Bool { end == Self.headSize }

    /// - Returns: The bytes of a record; `nil` where there is none that is whole.
    private static func record(
        in content: [UInt8], at offset: Int, _ body: (Int64, [(SeriesKey, MetricPoint)]) -> Void
    ) -> Int? {
        var head = ByteReader(content[offset...])
        guard let size = try? head.fixed(UInt32.self), let checksum = try? head.fixed(UInt32.self),
            Int(size) <= head.remaining
        else { return nil }
        let bytes = content[head.position..<head.position + Int(size)]
        guard Compression.checksum(bytes) == checksum, let record = try? Self.points(bytes) else { return nil }
        body(record.minute, record.points)
        return recordHeadSize + Int(size)
    }

    private static func points(
        _ bytes: ArraySlice<UInt8>
    ) throws(UnreadableBytes) -> (minute: Int64, points: [(SeriesKey, MetricPoint)]) {
        var reader = ByteReader(bytes)
        let minute = try reader.varint()
        guard minute < 1 << 32 else { throw UnreadableBytes("a minute is beyond all sense") }
        var points: [(SeriesKey, MetricPoint)] = []
        for _ in 0..<(try reader.count()) {
            points.append((try SeriesKey(from: &reader), try MetricPoint(from: &reader)))
        }
        return (Int64(minute), points)
    }

    private static func cut(_ path: String, _ bytes: Int) -> MeridianError {
        MeridianError(
            .metricsTailCut, "'\(path)' ended within a record; its last \(bytes) bytes were removed")
    }
}
