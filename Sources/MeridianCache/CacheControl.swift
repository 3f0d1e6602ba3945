import Meridian

/// The directives of `cache-control` that matter here (RFC 9111 §5.2).
struct CacheControl {
    private var directives: [String: String] = [:]

    /// Of a directive that is there twice the first counts, as do those without a value over those with one.
    init(_ fields: HTTPFields) {
        for item in fields.values("cache-control").flatMap({ $0.split(separator: ",") }) {
            let parts = item.split(separator: "=", maxSplits: 1)
            guard let name = parts.first.map(Self.trimmed)?.lowercased(), directives[name] == nil else { continue }
            directives[name] = parts.count > 1 ? Self.trimmed(parts[1]).replacing("\"", with: "") : ""
        }
    }

    func has(_ name: String) -> Bool { directives[name] != nil }

    /// - Returns: `nil` when the directive is not there; 0 for a value that is no number (RFC 9111 §4.2.1).
    func seconds(_ name: String) -> Int? {
        directives[name].map { value in
            value.isEmpty || !value.allSatisfy(\.isASCII) ? 0 : min(max(Int(value) ?? 0, 0), 1 << 31)
        }
    }

    private static func trimmed(_ text: Substring) -> String {
        var text = text.drop { $0 == " " || $0 == "\t" }
        while let last = text.last, last == " " || last == "\t" { text.removeLast() }
        return String(text)
    }
}
