import MeridianCore

/// A function made ready to be called: what is worked out once, so that an invocation need not.
final class BoundFunction: Sendable {
    let name: String
    /// For each trigger its path; `nil` for those that are not HTTP.
    let patterns: [PathPattern?]
    let body: BodyReading
    let handler: Handler

    init(_ function: Function, patterns: [PathPattern?]) {
        name = function.name
        self.patterns = patterns
        body = function.body
        handler = function.handler
    }

    /// The same function, reached by other paths.
    init(_ function: BoundFunction, patterns: [PathPattern?]) {
        name = function.name
        self.patterns = patterns
        body = function.body
        handler = function.handler
    }
}
