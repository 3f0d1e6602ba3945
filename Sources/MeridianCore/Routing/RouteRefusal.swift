/// What a request is told that no function takes, in the same words wherever it is asked.
extension MeridianError {
    package static func noFunction(answering head: RequestHead) -> MeridianError {
        MeridianError(.functionNotFound, "no function answers \(head.method) \(head.path)", status: 404)
    }

    package static func methodNotAllowed(_ head: RequestHead, taking methods: [HTTPMethod]) -> MeridianError {
        MeridianError(
            .methodNotAllowed, "\(head.path) does not take \(head.method); it takes \(methods.listed)", status: 405)
    }
}
