import MeridianCore

/// The `chunk-ext` of RFC 9112 §7.1.1, without the white space that a sender must not generate.
enum ChunkExtensions {
    /// Whether `bytes` is a series of `;name`, `;name=token` or `;name="text"`.
    static func areValid(_ bytes: UnsafeRawBufferPointer) -> Bool {
        var index = 0
        func skipToken() -> Bool {
            let start = index
            while index < bytes.count, HTTPSyntax.isToken(bytes[index]) { index += 1 }
            return index > start
        }
        while index < bytes.count {
            guard bytes[index] == UInt8(ascii: ";") else { return false }
            index += 1
            guard skipToken() else { return false }
            guard index < bytes.count, bytes[index] == UInt8(ascii: "=") else { continue }
            index += 1
            if index < bytes.count, bytes[index] == quote {
                index += 1
                while index < bytes.count, bytes[index] != quote {
                    guard HTTPSyntax.isFieldValue(bytes[index]) else { return false }
                    index += bytes[index] == UInt8(ascii: "\\") ? 2 : 1
                }
                guard index < bytes.count else { return false }
                index += 1
            } else {
                guard skipToken() else { return false }
            }
        }
        return true
    }

    private static let quote = UInt8(ascii: "\"")
}
