/// Functions under a common path.
///
/// ```swift
/// Group("/api") {
///     Function("health", .get("/health")) { _, _ in "ok" }
///     Group("/items") { ItemFunctions() }
/// }
/// ```
public struct Group: FunctionGroup, Sendable {
    public let functions: [Function]

    /// - Parameters:
    ///   - prefix: What the paths of all HTTP triggers inside are put behind, such as `/items`.
    ///   - content: The functions and groups inside.
    public init(_ prefix: String, @FunctionGroupBuilder content: () -> FunctionList) {
        functions = content().functions.map { function in
            var function = function
            function.triggers = function.triggers.map { trigger in
                guard case .http(var http) = trigger else { return trigger }
                http.path = Group.join(prefix, http.path)
                return .http(http)
            }
            return function
        }
    }

    /// `/items` and `/{id}` make `/items/{id}`; `/items` and `/` make `/items`. Mistakes in either stay visible, so
    /// that checking the joined path reports them.
    static func join(_ prefix: String, _ path: String) -> String {
        let prefix = prefix.hasSuffix("/") ? String(prefix.dropLast()) : prefix
        if path == "/" || path.isEmpty { return prefix.isEmpty ? "/" : prefix }
        return prefix + path
    }
}
