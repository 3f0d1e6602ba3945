import MeridianCore

extension Problem {
    /// What the caller is told of an error that a handler threw.
    ///
    /// A problem is meant for the caller, and so is a ``MeridianError`` or what a ``ProblemConvertible`` becomes. Anything else is `MER-1201`, and its text
    /// stays inside unless the stage is `dev`.
    init(thrown error: any Error, by function: String, isDevelopment: Bool) {
        switch error {
        case let problem as Problem:
            self = problem
        case let error as MeridianError:
            self.init(error)
            if isDevelopment, let cause = error.cause { extensions["cause"] = .string("\(cause)") }
        case let error as any ProblemConvertible:
            self = error.asProblem()
            if isDevelopment { extensions["cause"] = .string("\(error)") }
        default:
            self.init(
                .handlerFailed,
                isDevelopment
                    ? "the function '\(function)' threw \(Swift.type(of: error)): \(error)"
                    : "the function '\(function)' failed; the log has the reason under this request id",
                status: 500)
        }
    }
}
