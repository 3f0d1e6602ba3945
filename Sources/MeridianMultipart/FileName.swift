import MeridianCore

/// Names of files as callers send them, and what is left of them that can be used as a name.
enum FileName {
    /// Bytes of UTF-8 that file systems allow for a name.
    private static let limit = 255

    /// The last part of a path of any system, without what means something to a file system, a shell or a terminal.
    /// - Returns: `file` when nothing is left.
    static func sanitized(_ name: String) -> String {
        let last = name.split(omittingEmptySubsequences: false) { $0 == "/" || $0 == "\\" }.last ?? ""
        var scalars = String.UnicodeScalarView()
        for scalar in last.unicodeScalars {
            switch scalar.properties.generalCategory {
            case .control, .format, .lineSeparator, .paragraphSeparator, .surrogate, .privateUse, .unassigned: continue
            default: scalars.append(":*?\"<>|".unicodeScalars.contains(scalar) ? "_" : scalar)
            }
        }
        var text = Substring(String(scalars)).drop { $0 == "." || $0.isWhitespace }
        while let last = text.last, last == "." || last.isWhitespace { text.removeLast() }
        guard !text.isEmpty else { return "file" }
        return shortened(String(text))
    }

    /// Cuts what stands before the extension.
    private static func shortened(_ name: String) -> String {
        guard name.utf8.count > limit else { return name }
        let dot = name.lastIndex(of: ".")
        var ending = dot.map { name[$0...] } ?? ""
        if ending.utf8.count > 32 { ending = "" }
        var stem = name.prefix(upTo: ending.isEmpty ? name.endIndex : dot!)
        while stem.utf8.count + ending.utf8.count > limit { stem.removeLast() }
        return String(stem + ending)
    }

    /// What browsers escape in the names of fields and files (HTML, "multipart/form-data encoding algorithm").
    static func unescaped(_ text: String) -> String {
        guard text.utf8.contains(UInt8(ascii: "%")) else { return text }
        var result: [UInt8] = []
        var rest = Array(text.utf8)[...]
        while let byte = rest.popFirst() {
            guard byte == UInt8(ascii: "%"), rest.count >= 2 else {
                result.append(byte)
                continue
            }
            let escaped: UInt8? =
                switch String(decoding: rest.prefix(2), as: UTF8.self).uppercased() {
                case "22": 0x22
                case "0D": 0x0D
                case "0A": 0x0A
                default: nil
                }
            if escaped != nil { rest = rest.dropFirst(2) }
            result.append(escaped ?? byte)
        }
        return String(decoding: result, as: UTF8.self)
    }

    /// `UTF-8'en'na%C3%AFve.txt` (RFC 8187 §3.2).
    /// - Returns: `nil` when it is malformed or in a character set other than UTF-8.
    static func extended(_ text: String) -> String? {
        let parts = text.split(separator: "'", maxSplits: 2, omittingEmptySubsequences: false)
        guard parts.count == 3, parts[0].lowercased() == "utf-8" else { return nil }
        return PercentEncoding.decode(parts[2].utf8)
    }
}
