package import MeridianCore

/// The cookies of a request (RFC 6265 §4.2), in order. Names are case-sensitive; values are percent-decoded, as
/// ``SetCookie`` encodes them, where they can be.
public struct Cookies: Sendable {
    public let items: [(name: String, value: String)]

    package init(_ fields: HTTPFields) {
        items = fields.values("cookie").flatMap { line in
            line.split(separator: ";").compactMap { pair in
                guard let mark = pair.firstIndex(of: "=") else { return nil }
                var value = Cookies.trim(pair[pair.index(after: mark)...])
                if value.count >= 2, value.hasPrefix("\""), value.hasSuffix("\"") {
                    value = value.dropFirst().dropLast()
                }
                return (
                    String(Cookies.trim(pair[..<mark])), PercentEncoding.decode(value.utf8) ?? String(value)
                )
            }
        }
    }

    /// The first value under `name`.
    public subscript(name: String) -> String? {
        items.first { $0.name == name }?.value
    }

    private static func trim(_ text: Substring) -> Substring {
        var text = text.drop { $0 == " " || $0 == "\t" }
        while let last = text.last, last == " " || last == "\t" { text.removeLast() }
        return text
    }
}

extension Request {
    public var cookies: Cookies { Cookies(fields) }
}
