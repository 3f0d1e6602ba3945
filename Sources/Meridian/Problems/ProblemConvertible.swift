/// An error that says itself what the caller is told of it. Other errors are answered 500 (`MER-1201`), with their text
/// in the log only.
public protocol ProblemConvertible: Error {
    func asProblem() -> Problem
}
