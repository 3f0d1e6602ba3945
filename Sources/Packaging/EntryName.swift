/// The rules for a path inside a package.
enum EntryName {
    static let longestPath = 1024
    static let longestPart = 255

    /// - Parameter bytes: The path of a file, or of a directory without its final slash.
    /// - Returns: Why the name may not be, as the rest of a sentence; `nil` when it may.
    static func problem(_ bytes: some Collection<UInt8>) -> String? {
        if bytes.isEmpty { return "is empty" }
        if bytes.count > longestPath { return "is longer than \(longestPath) bytes" }
        if bytes.first == UInt8(ascii: "/") { return "is an absolute path" }
        if bytes.contains(0) { return "has a NUL character" }
        if bytes.contains(UInt8(ascii: "\\")) { return "has a backslash" }
        if bytes.contains(where: { $0 < 0x20 || $0 == 0x7F }) { return "has a control character" }
        guard String(validating: bytes, as: UTF8.self) != nil else { return "is not UTF-8" }
        for part in bytes.split(separator: UInt8(ascii: "/"), omittingEmptySubsequences: false) {
            if part.isEmpty { return "has an empty part" }
            if part.elementsEqual(".".utf8) { return "has the part '.'" }
            if part.elementsEqual("..".utf8) { return "has the part '..', which leads out of the package" }
            if part.count > longestPart { return "has a part longer than \(longestPart) bytes" }
        }
        return nil
    }

    /// The name for a message: cut, and with everything but visible ASCII and letters replaced.
    static func shown(_ bytes: some Collection<UInt8>) -> String {
        let text = String(decoding: bytes.prefix(120), as: UTF8.self)
        let safe = text.unicodeScalars.map { $0.value < 0x20 || $0.value == 0x7F ? "\u{FFFD}" : Character($0) }
        return String(safe) + (bytes.count > 120 ? "…" : "")
    }
}
