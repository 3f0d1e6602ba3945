import MeridianCore

/// A function made ready to be called: what is worked out once, so that an invocation need not.
final class BoundFunction: Sendable {
    let name: String
    /// For each trigger its path; `nil` for those that are not HTTP.
    let patterns: [PathPattern?]
    let body: BodyReading
    /// The handler with what surrounds it when a request calls it, and when anything else does.
    private let http, background: Handler
    let resultEncoder: (any ResultEncoder)?

    init(_ function: Function, patterns: [PathPattern?]) {
        name = function.name
        self.patterns = patterns
        body = function.body
        http = function.handler.surrounded(by: function.layers.filter { $0.triggers.contains(.http) })
        background = function.handler.surrounded(by: function.layers.filter { $0.triggers.contains(.background) })
        resultEncoder = function.resultEncoder
    }

    /// What answers requests that no function takes.
    init(refusing problem: Problem, through layers: [any FunctionLayer]) {
        name = "unmatched"
        patterns = [PathPattern.root]
        body = .stream
        http = Handler.synchronous { _, _ in throw problem }.surrounded(by: layers)
        background = http
        resultEncoder = nil
    }

    /// The same function, reached by other paths.
    init(_ function: BoundFunction, patterns: [PathPattern?]) {
        name = function.name
        self.patterns = patterns
        body = function.body
        http = function.http
        background = function.background
        resultEncoder = function.resultEncoder
    }

    func handler(for trigger: Int) -> Handler {
        patterns[trigger] == nil ? background : http
    }
}
