/// An argument of the call to a method, taken from the request.
struct MethodArgument {
    var label: String?
    var expression: String
    var canThrow = false
    var readsStream = false
    /// For events and queues, the closure's own parameter that this argument is.
    var payload: (name: String, type: String)?
}
