import CUnicode

/// A decoder of the system's library.
final class LibraryDecoder: LegacyDecoder {
    private let converter: OpaquePointer

    /// - Parameter name: As the system's library knows it.
    init?(_ name: String) {
        guard let converter = cunicode_converter_open(name), cunicode_converter_stops(converter) else { return nil }
        self.converter = converter
    }

    deinit {
        cunicode_converter_close(converter)
    }

    func decode(_ bytes: [UInt8], isLast: Bool, fatal: Bool) -> [UInt16]? {
        var result: [UInt16] = []
        var chunk = [UInt16](repeating: 0, count: 4096)
        let isSound = bytes.withUnsafeBytes { bytes -> Bool in
            var source = bytes.bindMemory(to: CChar.self).baseAddress
            let end = source.map { $0 + bytes.count }
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
                guard outcome == 2 else { continue }
                if fatal { return false }
                result.append(0xFFFD)
                // The second byte of a pair that is none is read again when it is ASCII.
                if invalid > 1, let place = source, place > bytes.baseAddress!.assumingMemoryBound(to: CChar.self),
                    place[-1] >= 0
                {
                    source = place - 1
                }
            }
        }
        return isSound ? result : nil
    }
}
