/// A way of compressing that HTTP knows (RFC 9110 §8.4.1, RFC 7932).
enum ContentEncoding: String {
    case brotli = "br"
    case gzip

    /// The encoding with the greatest weight in `accept-encoding` (RFC 9110 §12.5.3).
    /// - Parameter known: Of equal weight the first wins.
    /// - Returns: `nil` when none is accepted, or unencoded content is preferred.
    static func accepted(by fields: [String], from known: [ContentEncoding]) -> ContentEncoding? {
        var weights: [String: Int] = [:]
        for item in fields.flatMap({ $0.split(separator: ",") }) {
            let parts = item.split(separator: ";").map { $0.filter { $0 != " " && $0 != "\t" }.lowercased() }
            guard let name = parts.first else { continue }
            guard let quality = parts.dropFirst().first(where: { $0.hasPrefix("q=") }) else {
                weights[name] = 1_000
                continue
            }
            guard let weight = Double(quality.dropFirst(2)), (0...1).contains(weight) else { continue }
            weights[name] = Int(weight * 1_000)
        }
        func weight(_ name: String) -> Int { weights[name] ?? weights["*"] ?? 0 }
        guard let best = known.max(by: { weight($0.rawValue) < weight($1.rawValue) }) else { return nil }
        let first = known.first { weight($0.rawValue) == weight(best.rawValue) } ?? best
        let chosen = weight(first.rawValue)
        return chosen > 0 && chosen >= weights["identity"] ?? 0 ? first : nil
    }

    /// Whether content of a type is text or like it, and not a stream of events, which must not wait.
    static func isWorthwhile(contentType: String) -> Bool {
        let type = contentType.prefix { $0 != ";" }.filter { $0 != " " }.lowercased()
        if type == "text/event-stream" { return false }
        if type.hasPrefix("text/") || type.hasSuffix("+json") || type.hasSuffix("+xml") { return true }
        return [
            "application/json", "application/javascript", "application/xml", "application/wasm",
            "application/x-ndjson", "font/ttf", "font/otf", "image/bmp",
        ].contains(type)
    }
}
