/// The path of a trigger as OpenAPI writes it.
struct TemplatePath {
    /// `/assets/{path}` for `/assets/{path*}`, `/{rest}` for `/*`.
    let text: String
    let parameters: [String]
    /// The first segment that is no parameter: what a group of functions shares.
    let tag: String?

    init(_ path: String) {
        var parameters: [String] = []
        var tag: String?
        let segments = path.split(separator: "/", omittingEmptySubsequences: false).map { segment -> String in
            if segment == "*" {
                parameters.append("rest")
                return "{rest}"
            }
            guard segment.hasPrefix("{"), segment.hasSuffix("}") else {
                if tag == nil, !segment.isEmpty, parameters.isEmpty { tag = String(segment) }
                return String(segment)
            }
            let name = segment.dropFirst().dropLast()
            parameters.append(String(name.hasSuffix("*") ? name.dropLast() : name))
            return "{\(parameters.last!)}"
        }
        text = segments.joined(separator: "/")
        self.parameters = parameters
        self.tag = tag
    }
}
