/// Reads an ELF file of 64 bits in little-endian order by the addresses that its segments have in memory. What lies
/// outside of the file reads as zero, so that a damaged file can't do more than look empty.
struct ELFReader: ~Copyable {
    private struct Segment {
        var kind: UInt64
        var offset: UInt64
        var address: UInt64
        var size: UInt64
    }

    private static let load: UInt64 = 1
    private static let dynamic: UInt64 = 2
    private static let longestString = 256

    private let file: FileDescriptor
    /// `nil` for a file of another kind, which looks empty.
    private let segments: [Segment]?

    var isELF: Bool { segments != nil }

    init(_ path: String) throws(SystemFailure) {
        let file = try FileDescriptor.reading(path)
        segments = try Self.segments(of: file)
        self.file = file
    }

    private static func segments(of file: borrowing FileDescriptor) throws(SystemFailure) -> [Segment]? {
        let header = try file.read(count: 64, at: 0)
        guard header.count == 64, header.starts(with: [0x7F, 0x45, 0x4C, 0x46, 2, 1]) else { return nil }
        let table = integer(header[32..<40])
        let size = integer(header[54..<56])
        guard (56...1024).contains(size) else { return nil }
        var segments: [Segment] = []
        for index in 0..<integer(header[56..<58]) {
            let entry = try bytes(file, Int(size), at: table &+ index &* size)
            guard entry.count >= 56 else { break }
            segments.append(
                Segment(
                    kind: integer(entry[0..<4]), offset: integer(entry[8..<16]), address: integer(entry[16..<24]),
                    size: integer(entry[32..<40])))
        }
        return segments
    }

    /// Tags and values up to the one that ends them.
    func dynamicEntries() throws(SystemFailure) -> [(tag: UInt64, value: UInt64)] {
        guard let segment = segments?.first(where: { $0.kind == Self.dynamic }) else { return [] }
        let bytes = try Self.bytes(file, Int(min(segment.size, 1 << 16)), at: segment.offset)
        var entries: [(tag: UInt64, value: UInt64)] = []
        for start in stride(from: 0, through: bytes.count - 16, by: 16) {
            let tag = Self.integer(bytes[start..<(start + 8)])
            guard tag != 0 else { break }
            entries.append((tag, Self.integer(bytes[(start + 8)..<(start + 16)])))
        }
        return entries
    }

    /// A number of so many bytes.
    func integer(_ count: Int, at address: UInt64) throws(SystemFailure) -> UInt64 {
        guard let offset = offset(of: address) else { return 0 }
        return Self.integer(try Self.bytes(file, count, at: offset)[...])
    }

    /// A text up to its NUL.
    func string(at address: UInt64) throws(SystemFailure) -> String {
        guard let offset = offset(of: address) else { return "" }
        let bytes = try Self.bytes(file, Self.longestString, at: offset)
        return String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
    }

    private func offset(of address: UInt64) -> UInt64? {
        let segment = segments?.first { segment in
            segment.kind == Self.load && address >= segment.address && address &- segment.address < segment.size
        }
        return segment.map { address &- $0.address &+ $0.offset }
    }

    private static func bytes(
        _ file: borrowing FileDescriptor, _ count: Int, at offset: UInt64
    ) throws(SystemFailure) -> [UInt8] {
        guard offset < UInt64(Int.max) - 4096 else { return [] }
        return try file.read(count: count, at: Int(offset))
    }

    private static func integer(_ bytes: ArraySlice<UInt8>) -> UInt64 {
        bytes.reversed().reduce(0) { $0 << 8 | UInt64($1) }
    }
}
