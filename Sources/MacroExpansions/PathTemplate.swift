/// The path of an HTTP trigger, read at compile time by the rules of `PathPattern`.
struct PathTemplate {
    var parameters: [String] = []

    struct Malformed: Error {
        var reason: String
    }

    init(_ path: String) throws(Malformed) {
        guard path.hasPrefix("/") else { throw Malformed(reason: "must begin with '/'") }
        let parts = path.dropFirst().split(separator: "/", omittingEmptySubsequences: false)
        for (index, part) in parts.enumerated() {
            let isLast = index == parts.count - 1
            if part.isEmpty {
                guard isLast else { throw Malformed(reason: "has an empty segment") }
            } else if part == "*" {
                guard isLast else { throw Malformed(reason: "has '*' before its end") }
            } else if part.hasPrefix("{") && part.hasSuffix("}") {
                var name = part.dropFirst().dropLast()
                if name.hasSuffix("*") {
                    guard isLast else { throw Malformed(reason: "has '\(part)' before its end") }
                    name = name.dropLast()
                }
                guard !name.isEmpty, !name.contains(where: { "{}*".contains($0) || $0.isWhitespace }) else {
                    throw Malformed(reason: "has '\(part)', which is no name in braces")
                }
                guard !parameters.contains(String(name)) else { throw Malformed(reason: "names '\(name)' twice") }
                parameters.append(String(name))
            } else if part.contains(where: { "{}*".contains($0) }) {
                throw Malformed(reason: "has '\(part)', where a parameter must fill its segment")
            }
        }
    }
}
