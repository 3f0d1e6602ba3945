#if Macros
    public import MeridianCore

    /// Makes a type a ``FunctionGroup`` whose marked methods are functions.
    ///
    /// ```swift
    /// @Functions("/items")
    /// struct ItemFunctions {
    ///     let catalog: Catalog
    ///
    ///     @HTTP(.get, "/{id}")
    ///     func item(id: Int, full: Bool = false) async throws -> Item { try await catalog.item(id, full: full) }
    /// }
    /// ```
    /// Everything it writes can be written by hand: `Function("item", .get("/items/{id}")) { request, context in … }`.
    /// - Parameter prefix: What the paths of the methods are put behind; a string literal.
    @attached(extension, conformances: FunctionGroup, Sendable, names: named(functions))
    public macro Functions(_ prefix: String = "") = #externalMacro(module: "MeridianMacros", type: "FunctionsMacro")

    /// Calls a method for HTTP requests; the function is named after the method.
    ///
    /// Parameters are found by these rules, in this order:
    /// 1. `Request` and `Context` are passed on; `BodyStream` reads the body as it comes.
    /// 2. ``Path``, ``Query``, ``Header``, ``Cookie`` and ``Body`` say themselves where they come from.
    /// 3. A name in braces in the path is that part of the path.
    /// 4. For GET, HEAD, DELETE and OPTIONS all others are query items.
    /// 5. Otherwise a parameter named `body`, or of any type but a number, `String`, `Bool` or `UUID`, is the JSON body;
    ///    there can be one. The rest are query items.
    ///
    /// A parameter that is optional or has a default value may be missing. What is missing or malformed is answered 400
    /// (`MER-1101`, `MER-1102`). The result becomes the answer as ``Function`` says. A method without `async` runs on the
    /// event loop and must not block.
    /// - Parameters:
    ///   - method: The request method.
    ///   - path: Below the prefix of `@Functions`; a string literal.
    ///   - name: The function's name, when it is not the method's.
    ///   - description: A sentence for listings.
    ///   - memorySize: Memory of an instance in MiB.
    ///   - timeout: The longest a request may take, in seconds.
    ///   - initTimeout: The longest an instance may take to become ready, in seconds.
    ///   - concurrency: Requests that one instance serves at the same time.
    ///   - standby: Instances kept ready when there is no load.
    ///   - maxInstances: The most instances at a time.
    ///   - idleTimeout: Seconds without a request after which an instance retires.
    ///   - group: Functions with the same group share instances.
    ///   - body: Whether the body comes whole, up to which size, or as a stream.
    @attached(peer)
    public macro HTTP(
        _ method: HTTPMethod, _ path: String = "/", name: String? = nil, description: String? = nil,
        memorySize: Int? = nil, timeout: Double? = nil, initTimeout: Double? = nil, concurrency: Int? = nil,
        standby: Int? = nil, maxInstances: Int? = nil, idleTimeout: Double? = nil, group: String? = nil,
        body: BodyReading = .whole
    ) = #externalMacro(module: "MeridianMacros", type: "HTTPMacro")

    /// Rules for a parameter of a method under `@HTTP`, beside its type. Everything that is wrong with a request is answered
    /// at once, 400 or 422 (`MER-1610`).
    ///
    /// ```swift
    /// @HTTP(.get)
    /// @Check("size", as: Int.self, .range(1...100))
    /// @Check("tag", as: String.self, .length(1...40), .pattern("[a-z-]+"))
    /// func items(size: Int = 20, tag: String?) -> [Item] { … }
    /// ```
    /// - Parameters:
    ///   - parameter: The parameter's name inside the method; a string literal.
    ///   - type: Its type; for an optional, what is in it.
    ///   - rules: All are checked. What is not there breaks no rule.
    @attached(peer)
    public macro Check<Value>(_ parameter: String, as type: Value.Type, _ rules: Rule<Value>...) =
        #externalMacro(module: "MeridianMacros", type: "CheckMacro")

    /// Calls a method on a schedule. It may take a ``TimerEvent`` and a ``Context``.
    /// - Parameters:
    ///   - cron: Five fields in UTC, or `@hourly` and its like; checked at start-up.
    ///   - payload: Handed to the method in its ``TimerEvent``.
    ///   - name: The function's name, when it is not the method's.
    ///   - description: A sentence for listings.
    ///   - timeout: The longest a run may take, in seconds.
    ///   - memorySize: Memory of an instance in MiB.
    ///   - group: Functions with the same group share instances.
    @attached(peer)
    public macro Timer(
        cron: String, payload: String? = nil, name: String? = nil, description: String? = nil, memorySize: Int? = nil,
        timeout: Double? = nil, group: String? = nil
    ) = #externalMacro(module: "MeridianMacros", type: "TimerMacro")

    /// Calls a method again and again.
    /// - Parameters:
    ///   - period: The time from one run to the next, counted from start-up.
    ///   - payload: Handed to the method in its ``TimerEvent``.
    ///   - name: The function's name, when it is not the method's.
    ///   - description: A sentence for listings.
    ///   - timeout: The longest a run may take, in seconds.
    ///   - memorySize: Memory of an instance in MiB.
    ///   - group: Functions with the same group share instances.
    @attached(peer)
    public macro Timer(
        every period: Duration, payload: String? = nil, name: String? = nil, description: String? = nil,
        memorySize: Int? = nil, timeout: Double? = nil, group: String? = nil
    ) = #externalMacro(module: "MeridianMacros", type: "TimerMacro")

    /// Calls a method once, at a moment.
    /// - Parameters:
    ///   - moment: A date-time of RFC 3339 with an offset, such as `2026-11-11T20:00:00+08:00`; checked at start-up.
    ///   - payload: Handed to the method in its ``TimerEvent``.
    ///   - name: The function's name, when it is not the method's.
    ///   - description: A sentence for listings.
    ///   - timeout: The longest a run may take, in seconds.
    ///   - memorySize: Memory of an instance in MiB.
    ///   - group: Functions with the same group share instances.
    @attached(peer)
    public macro Timer(
        at moment: String, payload: String? = nil, name: String? = nil, description: String? = nil,
        memorySize: Int? = nil, timeout: Double? = nil, group: String? = nil
    ) = #externalMacro(module: "MeridianMacros", type: "TimerMacro")

    /// Calls a method for CloudEvents. It takes a `CloudEvent<T>` and, if it likes, a ``Context``.
    /// - Parameters:
    ///   - type: The exact type of the events, or a prefix ending in `*`.
    ///   - source: The exact source, when only one is wanted.
    ///   - name: The function's name, when it is not the method's.
    ///   - description: A sentence for listings.
    ///   - timeout: The longest an invocation may take, in seconds.
    ///   - memorySize: Memory of an instance in MiB.
    ///   - group: Functions with the same group share instances.
    @attached(peer)
    public macro Event(
        type: String, source: String? = nil, name: String? = nil, description: String? = nil, memorySize: Int? = nil,
        timeout: Double? = nil, group: String? = nil
    ) = #externalMacro(module: "MeridianMacros", type: "EventMacro")

    /// Calls a method with messages of a queue. It takes a `[QueueMessage<T>]` and, if it likes, a ``Context``.
    /// - Parameters:
    ///   - queue: The queue.
    ///   - batchSize: The most messages of one call, 1–1000.
    ///   - name: The function's name, when it is not the method's.
    ///   - description: A sentence for listings.
    ///   - timeout: The longest an invocation may take, in seconds.
    ///   - memorySize: Memory of an instance in MiB.
    ///   - group: Functions with the same group share instances.
    @attached(peer)
    public macro Queue(
        _ queue: String, batchSize: Int = 10, name: String? = nil, description: String? = nil, memorySize: Int? = nil,
        timeout: Double? = nil, group: String? = nil
    ) = #externalMacro(module: "MeridianMacros", type: "QueueMacro")

    /// Makes a struct read and write itself as JSON member by member, without the detour of `Codable`, which it also
    /// becomes. An enumeration with a raw value is read and written as that.
    ///
    /// ```swift
    /// @JSONCodable
    /// struct Item {
    ///     var id: Int
    ///     var name: String?
    ///     var count = 1
    /// }
    /// ```
    /// Names are those of `CodingKeys` when the struct declares them, in it. A member that is missing is `nil`, or the
    /// property's default value, or else an error that names it; a property that is `nil` is not written. Values of
    /// types that are only `Codable` are read and written by their conformances.
    @attached(
        extension, conformances: JSONDecodable, JSONEncodable, Decodable, Encodable,
        names: named(init(json:)), named(write(json:)), named(jsonKeys))
    public macro JSONCodable() = #externalMacro(module: "MeridianMacros", type: "JSONCodableMacro")
#endif
