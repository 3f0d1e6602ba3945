import MeridianCore

/// Remembers which requests are taken, to find the trigger that asks for them again.
struct RouteTable {
    private var methods: [[String]: [HTTPMethod?: FunctionName]] = [:]

    /// - Returns: What is taken already, with `nil` for all methods; `nil` when nothing is.
    mutating func bind(
        _ trigger: HTTPTrigger, pattern: PathPattern, to function: FunctionName
    ) -> (method: HTTPMethod?, function: FunctionName)? {
        // The name of a parameter does not tell one request from another; the kind of its segment does.
        let shape = pattern.segments.map { segment in
            switch segment {
            case .literal(let text): "/\(text)"
            case .parameter: "{}"
            case .rest: "*"
            }
        }
        let wanted: [HTTPMethod?] = trigger.methods.isEmpty ? [nil] : trigger.methods
        var conflict: (method: HTTPMethod?, function: FunctionName)?
        for method in wanted {
            if let taken = methods[shape, default: [:]][method] {
                conflict = conflict ?? (method, taken)
            } else {
                methods[shape, default: [:]][method] = function
            }
        }
        return conflict
    }
}
