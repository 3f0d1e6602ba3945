import MeridianCore

/// A function made ready to be called: what is worked out once, so that an invocation need not.
final class BoundFunction: Sendable {
    let name: String
    /// In the order of their declaration.
    let triggers: [BoundTrigger]
    let body: BodyReading
    let resultEncoder: (any ResultEncoder)?
    /// The handler with what surrounds it when a request calls it, and when anything else does.
    private let http, background: Handler

    /// - Parameter patterns: For each trigger its path; `nil` for those that are not HTTP.
    convenience init(_ function: Function, patterns: [PathPattern?]) {
        self.init(
            name: function.name, body: function.body, resultEncoder: function.resultEncoder,
            http: function.handler.surrounded(by: function.layers.filter { $0.triggers.contains(.http) }),
            background: function.handler.surrounded(by: function.layers.filter { $0.triggers.contains(.background) }),
            patterns: patterns)
    }

    /// What answers requests that no function takes.
    convenience init(refusing problem: Problem, through layers: [any FunctionLayer]) {
        let handler = Handler.synchronous { _, _ in throw problem }.surrounded(by: layers)
        self.init(
            name: "unmatched", body: .stream, resultEncoder: nil, http: handler, background: handler,
            patterns: [PathPattern.root])
    }

    /// The same function, reached by other paths.
    convenience init(_ function: BoundFunction, patterns: [PathPattern?]) {
        self.init(
            name: function.name, body: function.body, resultEncoder: function.resultEncoder, http: function.http,
            background: function.background, patterns: patterns)
    }

    private init(
        name: String, body: BodyReading, resultEncoder: (any ResultEncoder)?, http: Handler, background: Handler,
        patterns: [PathPattern?]
    ) {
        self.name = name
        self.body = body
        self.resultEncoder = resultEncoder
        self.http = http
        self.background = background
        triggers = patterns.map { BoundTrigger(pattern: $0, handler: $0 == nil ? background : http) }
    }
}

/// One of the ways in which a function is called.
final class BoundTrigger: Sendable {
    /// The path the function is bound to; `nil` when this is not HTTP.
    let pattern: PathPattern?
    let handler: Handler

    init(pattern: PathPattern?, handler: Handler) {
        self.pattern = pattern
        self.handler = handler
    }
}
