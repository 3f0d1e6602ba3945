public import MeridianCore

extension CompiledRules {
    /// What a request that was turned away is answered. Whoever answers many makes the bytes once for each rule and
    /// reason, and puts in only when to come again.
    /// - Parameter function: As in the request's facts.
    public func error(for rejection: Rejection, function: Int) -> MeridianError {
        let title = functions.indices.contains(function) ? functions[function].description : "the function"
        let rule = name(of: rejection) ?? ""
        let (code, message): (ErrorCode, String) =
            switch rejection.reason {
            case .flow, .parameter: (.rejectedByRule, "the rule '\(rule)' lets no more requests to \(title) pass now")
            case .system: (.rejectedByRule, "the rule '\(rule)' lets no more requests pass, since the unit is busy")
            case .breaker: (.breakerOpen, "the rule '\(rule)' leaves \(title) alone, because it fails or is slow")
            case .overload:
                (.unitOverloaded, "the unit has more to do than it can, and others matter more than this to \(title)")
            case .retries: (.tooManyRetries, "too many requests to \(title) are tried again")
            case .deadline: (.cameTooLate, "the deadline of the request to \(title) passed before it could run")
            }
        let seconds = rejection.retryAfterSeconds
        guard rejection.reason != .deadline else { return MeridianError(code, message, status: rejection.status) }
        return MeridianError(
            code, "\(message); try again in \(seconds) s", status: rejection.status, retryAfter: seconds)
    }
}
