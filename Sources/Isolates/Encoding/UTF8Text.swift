/// UTF-8 and the UTF-16 of the virtual machine.
enum UTF8Text {
    /// Writes text, lone surrogates as U+FFFD, as far as whole characters fit.
    /// - Returns: The units read and the bytes written.
    static func encode(
        _ units: UnsafeBufferPointer<UInt16>, into target: UnsafeMutableRawBufferPointer
    ) -> (read: Int, written: Int) {
        var read = 0
        var written = 0
        while read < units.count {
            let unit = units[read]
            if unit < 0x80 {
                let ascii = copyASCII(
                    UnsafeBufferPointer(rebasing: units[read...]),
                    to: UnsafeMutableRawBufferPointer(rebasing: target[written...]))
                read += ascii
                written += ascii
                guard ascii == 0 else { continue }
                guard written < target.count else { break }
                target[written] = UInt8(unit)
                written += 1
                read += 1
                continue
            }
            var point = UInt32(unit)
            var used = 1
            if unit & 0xF800 == 0xD800 {
                if unit < 0xDC00, read + 1 < units.count, units[read + 1] & 0xFC00 == 0xDC00 {
                    point = 0x10000 + (UInt32(unit & 0x3FF) << 10 | UInt32(units[read + 1] & 0x3FF))
                    used = 2
                } else {
                    point = 0xFFFD
                }
            }
            let bytes = UTF8.encode(Unicode.Scalar(point)!)!
            guard written + bytes.count <= target.count else { break }
            for byte in bytes {
                target[written] = byte
                written += 1
            }
            read += used
        }
        return (read, written)
    }

    /// Copies the ASCII that text begins with, eight characters at a time.
    /// - Returns: The characters copied.
    private static func copyASCII(
        _ units: UnsafeBufferPointer<UInt16>, to target: UnsafeMutableRawBufferPointer
    ) -> Int {
        let most = min(units.count, target.count) - 8
        guard most >= 0, let source = UnsafeRawPointer(units.baseAddress), let target = target.baseAddress else {
            return 0
        }
        var index = 0
        while index <= most {
            let eight = source.loadUnaligned(fromByteOffset: 2 * index, as: SIMD8<UInt16>.self)
            guard eight.max() < 0x80 else { break }
            target.storeBytes(of: SIMD8<UInt8>(truncatingIfNeeded: eight), toByteOffset: index, as: SIMD8<UInt8>.self)
            index += 8
        }
        return index
    }

    static func isASCII(_ bytes: UnsafeBufferPointer<UInt8>) -> Bool {
        var joined: UInt8 = 0
        for byte in bytes { joined |= byte }
        return joined < 0x80
    }

    static func isWellFormed(_ bytes: UnsafeBufferPointer<UInt8>) -> Bool {
        String(validating: bytes, as: UTF8.self) != nil
    }
}
