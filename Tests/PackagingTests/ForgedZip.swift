/// A zip written byte by byte, so that it can say what no honest tool would (APPNOTE 6.3.10, §4.3).
struct ForgedZip {
    struct Entry {
        var name: [UInt8]
        /// The bytes that stand in the archive.
        var stored: [UInt8]
        var method: UInt16 = 0
        var flags: UInt16 = 0
        var mode: UInt32 = 0o100644
        var size: Int
        var checksum: UInt32

        init(_ name: String, _ contents: [UInt8] = [1, 2, 3]) {
            self.name = Array(name.utf8)
            stored = contents
            size = contents.count
            checksum = ForgedZip.checksum(contents)
        }

        func with(_ change: (inout Entry) -> Void) -> Entry {
            var entry = self
            change(&entry)
            return entry
        }
    }

    var entries: [Entry]
    var declaredCount: Int?
    var comment: [UInt8] = []

    var bytes: [UInt8] {
        var file: [UInt8] = []
        var directory: [UInt8] = []
        for entry in entries {
            let common =
                Self.little(20, 2) + Self.little(Int(entry.flags), 2) + Self.little(Int(entry.method), 2)
                + Self.little(0, 2) + Self.little(33, 2) + Self.little(Int(entry.checksum), 4)
                + Self.little(entry.stored.count, 4) + Self.little(entry.size, 4)
                + Self.little(entry.name.count, 2) + Self.little(0, 2)
            directory +=
                Self.little(0x0201_4B50, 4) + Self.little(3 << 8 | 20, 2) + common + Self.little(0, 2)
                + Self.little(0, 2) + Self.little(0, 2) + Self.little(Int(entry.mode) << 16, 4)
                + Self.little(file.count, 4) + entry.name
            file += Self.little(0x0403_4B50, 4) + common + entry.name + entry.stored
        }
        let count = declaredCount ?? entries.count
        let end =
            Self.little(0x0605_4B50, 4) + Self.little(0, 4) + Self.little(count, 2) + Self.little(count, 2)
            + Self.little(directory.count, 4) + Self.little(file.count, 4) + Self.little(comment.count, 2) + comment
        return file + directory + end
    }

    private static func little(_ value: Int, _ count: Int) -> [UInt8] {
        (0..<count).map { UInt8(truncatingIfNeeded: value >> ($0 * 8)) }
    }

    /// CRC-32 as zip has it (ISO 3309, reflected polynomial 0xEDB88320).
    static func checksum(_ bytes: [UInt8]) -> UInt32 {
        ~bytes.reduce(0xFFFF_FFFF as UInt32) { sum, byte in
            (0..<8).reduce(sum ^ UInt32(byte)) { value, _ in value >> 1 ^ (value & 1 == 1 ? 0xEDB8_8320 : 0) }
        }
    }
}
