import Mustache

/// How values are written into a template.
enum TemplateEscaping: String, Sendable, CaseIterable {
    case html = "HTML"
    case none = "TEXT"

    /// What begins a template, so that it and its parts escape so.
    var pragma: String { "{{% CONTENT_TYPE: \(rawValue)}}\n" }

    /// Puts the escaping by code points in the place of the library's, once.
    static let register: Void = MustacheContentTypes.register(HTMLText(), named: html.rawValue)
}

/// Escapes each code point that means something to HTML. The library compares characters, and to it `<` before a
/// combining mark is another character than `<`; to a browser it is not.
private struct HTMLText: MustacheContentType {
    func escapeText(_ text: String) -> String {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(text.utf8.count)
        for byte in text.utf8 {
            switch byte {
            case UInt8(ascii: "<"): bytes += "&lt;".utf8
            case UInt8(ascii: ">"): bytes += "&gt;".utf8
            case UInt8(ascii: "&"): bytes += "&amp;".utf8
            case UInt8(ascii: "\""): bytes += "&quot;".utf8
            case UInt8(ascii: "'"): bytes += "&#39;".utf8
            default: bytes.append(byte)
            }
        }
        return String(decoding: bytes, as: UTF8.self)
    }
}
