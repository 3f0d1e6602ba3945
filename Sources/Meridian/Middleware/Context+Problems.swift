extension Context {
    /// The answer that an error becomes outside of all layers: `application/problem+json`. An error that is not the
    /// caller's fault is logged.
    public func response(for error: any Error) -> Response {
        execution.problem(for: error).response(requestID: requestID)
    }
}
