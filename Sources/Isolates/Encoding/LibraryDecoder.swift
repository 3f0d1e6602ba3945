import CUnicode

/// A decoder of the system's library.
final class LibraryDecoder: LegacyDecoder {
    private let converter: OpaquePointer
    /// What the standard reads a byte as that the library does not know (Encoding §10.2.1).
    private let addition: (byte: UInt8, unit: UInt16)?

    /// - Parameter name: As the system's library knows it.
    init?(_ name: String) {
        guard let converter = cunicode_converter_open(name), cunicode_converter_stops(converter) else { return nil }
        self.converter = converter
        addition = name == "gb18030" ? (0x80, 0x20AC) : nil
    }

    deinit {
        cunicode_converter_close(converter)
    }

    func decode(_ bytes: [UInt8], isLast: Bool, fatal: Bool) -> [UInt16]? {
        var result: [UInt16] = []
        var chunk = [UInt16](repeating: 0, count: min(4096, bytes.count + 1))
        let isSound = bytes.withUnsafeBytes { bytes -> Bool in
            let start = bytes.bindMemory(to: CChar.self).baseAddress
            var source = start
            let end = start.map { $0 + bytes.count }
            while true {
                var invalid: Int8 = 0
                var written = 0
                let outcome = chunk.withUnsafeMutableBufferPointer { chunk -> Int32 in
                    var target: UnsafeMutablePointer<UInt16>? = chunk.baseAddress
                    defer { written = target! - chunk.baseAddress! }
                    return cunicode_convert(
                        converter, &source, end, &target, chunk.baseAddress! + chunk.count, isLast, &invalid)
                }
                result += chunk[..<written]
                if outcome == 0 { return true }
                guard outcome >= 2 else { continue }
                // The last byte that was read, unless it was one of the bytes before these.
                let last = source == start ? nil : source.map { UInt8(bitPattern: $0[-1]) }
                if outcome == 2, invalid == 1, let addition, last == addition.byte {
                    result.append(addition.unit)
                    continue
                }
                if fatal { return false }
                result.append(0xFFFD)
                if outcome == 3 { return true }
                // The last byte of two or three that are no character is read again when it is ASCII; four are one error.
                if (2...3).contains(invalid), let last, last < 0x80 { source = source.map { $0 - 1 } }
            }
        }
        return isSound ? result : nil
    }
}
