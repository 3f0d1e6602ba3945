public import MeridianCore

/// A function: a handler, what calls it, and what it asks of the platform.
///
/// ```swift
/// Function("item", .get("/items/{id}")) { request, context in
///     try catalog.item(request.parameter("id", as: Int.self))
/// }
/// ```
///
/// A closure without `await` runs on the event loop that received the request: it must not block and should be
/// done in microseconds. A closure with `await` runs in a task of its own, off the loop, and is cancelled when its
/// deadline passes or its caller goes away.
public struct Function: Sendable {
    /// Unique in its service; see `FunctionName` for what it may contain.
    public let name: String
    /// A sentence for listings.
    public var description: String?
    public var triggers: [Trigger]
    public var options: FunctionOptions
    /// How the handler takes the request's body.
    public var body: BodyReading
    let handler: Handler
    /// What surrounds the handler, outermost first.
    package var layers: [any FunctionLayer] = []
    /// The types that the function takes and answers, as far as they are known.
    public internal(set) var signature = FunctionSignature()
    /// What turns results into answers; plain JSON when `nil`.
    var resultEncoder: (any ResultEncoder)?
    /// Methods that the function takes on its paths where no other function does.
    private(set) var offeredMethods: Set<HTTPMethod> = []

    init(
        name: String, description: String?, triggers: [Trigger], options: FunctionOptions, body: BodyReading,
        handler: Handler
    ) {
        self.name = name
        self.description = description
        self.triggers = triggers
        self.options = options
        self.body = body
        self.handler = handler
    }
}

extension Function {
    /// Takes requests with a method on all paths of the function where no function declares the method itself. For
    /// middleware that answers such requests, like those that ask for permission before a request from another
    /// origin; those that it lets pass are answered 204 with the methods of the function.
    public mutating func offer(_ method: HTTPMethod) {
        offeredMethods.insert(method)
    }
}

extension Function: FunctionGroup {
    public var functions: [Function] { [self] }
}

/// What a function does, in one of the two ways of running it. Typed closures are wrapped into one of these when
/// the function is declared, so that an invocation takes a single indirect call.
enum Handler: Sendable {
    /// Runs on the event loop.
    case synchronous(@Sendable (Request, Context) throws -> Response)
    /// Runs in a task, off the event loop.
    case asynchronous(@Sendable (Request, Context) async throws -> Response)
}

/// How a function takes the body of its request.
public struct BodyReading: Sendable, Hashable {
    /// 6 MiB, which is also what other platforms accept for a whole body.
    public static let defaultLimit = 6 * 1024 * 1024

    /// The most bytes; `nil` for any number.
    let limit: Int?
    let isStream: Bool

    /// The handler is called once the whole body is there, up to 6 MiB.
    public static let whole = BodyReading(limit: defaultLimit, isStream: false)

    /// The handler is called once the whole body is there; a larger one is answered 413 (`MER-1103`).
    /// - Parameter limit: The most bytes.
    public static func whole(maxBodySize limit: Int) -> BodyReading {
        BodyReading(limit: limit, isStream: false)
    }

    /// The handler is called as soon as the head is there and reads ``Request/bodyStream``.
    public static let stream = BodyReading(limit: nil, isStream: true)

    /// As ``stream``; reading beyond the limit throws (`MER-1103`, 413).
    /// - Parameter limit: The most bytes.
    public static func stream(maxBodySize limit: Int) -> BodyReading {
        BodyReading(limit: limit, isStream: true)
    }
}
