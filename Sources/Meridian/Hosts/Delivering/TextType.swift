import MeridianCore

/// Whether a body of some `content-type` is text, for platforms that have a body as text and decide by its type whether
/// it is Base64.
enum TextType {
    private static let types: Set<String> = [
        "application/xml", "application/javascript", "application/ecmascript", "application/x-www-form-urlencoded",
        "application/graphql", "application/yaml", "image/svg+xml",
    ]

    static func isText(_ contentType: String) -> Bool {
        if MediaType.isJSON(contentType) { return true }
        let essence = contentType.lowercased().prefix { $0 != ";" && $0 != " " }
        return essence.hasPrefix("text/") || essence.hasSuffix("+xml") || types.contains(String(essence))
    }
}
