/// An argument of the call to a method, taken from the request.
struct MethodArgument {
    var label: String?
    var expression: String
    var canThrow = false
    var readsStream = false
    /// The type that the value is wrapped in, and how the value alone is read.
    var wrapped: (type: String, expression: String)?
    /// What it is of the request; `nil` for the request itself and what comes with it.
    var origin: Origin?
    /// For events and queues, the closure's own parameter that this argument is.
    var payload: (name: String, type: String)?

    struct Origin {
        /// The parameter's name inside the method.
        var parameter: String
        /// As the caller knows it.
        var name: String
        /// `path`, `query`, `header`, `cookie` or `body`.
        var place: String
        var type: String
        var isRequired: Bool
    }
}
