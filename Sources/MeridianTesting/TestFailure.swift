/// Why an event, a timer or a batch of messages did not do what a test wanted.
public struct TestFailure: Error, Sendable, CustomStringConvertible {
    public let description: String
    /// The status that the function answered with; `nil` when none was called.
    public let status: Int?

    init(_ description: String, status: Int? = nil) {
        self.description = description
        self.status = status
    }
}
