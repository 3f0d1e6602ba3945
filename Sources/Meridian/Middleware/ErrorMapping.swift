/// Turns errors into problems. As one of the last in ``FunctionApp/middleware`` it does so for the whole app, and what
/// surrounds it sees the problems.
public struct ErrorMapping: Interceptor {
    private let map: @Sendable (any Error, Context) -> Problem?

    /// - Parameter map: `nil` leaves an error as it is.
    public init(_ map: @escaping @Sendable (any Error, Context) -> Problem?) {
        self.map = map
    }

    public var triggers: TriggerKinds { .all }

    public func failed(_ error: any Error, _ request: Request, _ context: Context) throws -> Response {
        throw map(error, context) ?? error
    }
}
