/// What a request is told that no function takes, in the same words wherever it is asked.
extension MeridianError {
    package static func noFunction(answering head: RequestHead) -> MeridianError {
        MeridianError(.functionNotFound, "no function answers \(head.method) \(head.path)", status: 404)
    }

    /// - Parameter methods: The field `allow` of the answer, from ``allowed(_:)``.
    package static func methodNotAllowed(_ head: RequestHead, allowed methods: String) -> MeridianError {
        MeridianError(
            .methodNotAllowed, "\(head.path) does not take \(head.method); it takes \(methods)", status: 405)
    }

    /// The field `allow` (RFC 9110, 10.2.1) of an address that takes these methods.
    package static func allowed(_ methods: [HTTPMethod]) -> String {
        methods.map(\.rawValue).joined(separator: ", ")
    }
}
