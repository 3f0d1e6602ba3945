import MeridianCore

/// Paths and methods in the forms of other platforms.
enum RouteText {
    /// As API Gateway has them; a rest without a name may be empty, which is a path of its own there.
    static func apiGateway(_ path: String) -> [String] {
        guard let pattern = try? PathPattern(path) else { return [path] }
        var parts: [String] = []
        for segment in pattern.segments {
            switch segment {
            case .literal(let text): parts.append(text)
            case .parameter(let name): parts.append("{\(name)}")
            case .rest(let name?): parts.append("{\(name)+}")
            case .rest(nil):
                let before = "/" + parts.joined(separator: "/")
                return [before, (parts.isEmpty ? "" : before) + "/{proxy+}"]
            }
        }
        return ["/" + parts.joined(separator: "/")]
    }

    /// A route of ASP.NET, without the first slash, as Azure Functions has it.
    static func azure(_ path: String) -> String {
        guard let pattern = try? PathPattern(path) else { return path }
        return pattern.segments.map { segment in
            switch segment {
            case .literal(let text): text
            case .parameter(let name): "{\(name)}"
            case .rest(let name): "{*\(name ?? "rest")}"
            }
        }
        .joined(separator: "/")
    }

    /// The path before what varies, for rules that go by prefixes.
    static func prefix(_ path: String) -> (text: String, isExact: Bool) {
        guard let pattern = try? PathPattern(path) else { return (path, true) }
        var parts: [String] = []
        for segment in pattern.segments {
            guard case .literal(let text) = segment else { return ("/" + parts.joined(separator: "/"), false) }
            parts.append(text)
        }
        return ("/" + parts.joined(separator: "/"), true)
    }

    /// The methods that a trigger answers, in order; `nil` for all. What answers GET answers HEAD.
    static func methods(_ trigger: HTTPTrigger) -> [String]? {
        guard !trigger.methods.isEmpty else { return nil }
        var names = trigger.methods.map(\.rawValue)
        if names.contains("GET"), !names.contains("HEAD") { names.append("HEAD") }
        return names
    }
}

/// Names that are not given twice.
struct UniqueNames {
    private var taken: Set<String> = []

    /// The name, or the name with the first number from 2 on that is free.
    mutating func take(_ name: String) -> String {
        var candidate = name
        var number = 2
        while !taken.insert(candidate).inserted {
            candidate = "\(name)\(number)"
            number += 1
        }
        return candidate
    }

    /// Letters and digits, each word beginning with a capital: `shop-front` becomes `ShopFront`.
    static func capitalized(_ name: String) -> String {
        name.split { !$0.isLetter && !$0.isNumber }.map { $0.prefix(1).uppercased() + $0.dropFirst() }.joined()
    }
}
