/// What a `content-type` says (RFC 9110 §8.3).
public enum MediaType {
    /// Whether a body of this type is JSON: `application/json`, `text/json` or any type that ends in `+json`
    /// (RFC 6839 §3.1), with or without parameters.
    public static func isJSON(_ contentType: String) -> Bool {
        var essence = contentType.utf8.prefix { $0 != UInt8(ascii: ";") }
        while let last = essence.last, last == UInt8(ascii: " ") || last == UInt8(ascii: "\t") { essence.removeLast() }
        let type = String(Substring(essence)).lowercased()
        return type == "application/json" || type == "text/json" || type.hasSuffix("+json")
    }
}
