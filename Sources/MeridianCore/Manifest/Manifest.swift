/// What a package says of itself: `manifest.json` at its root.
public struct Manifest: Hashable, Sendable, Codable {
    /// The version of this document; 1.
    public var version: Int
    public var service: ServiceName
    public var runtime: Runtime
    /// The file inside the package that is run; `manifest.json` where a foreign program's command names none.
    public var entry: String
    /// How a program is run that does not speak the wire; set for the runtimes that are foreign and for no others.
    public var program: ForeignProgram?
    /// Defaults of the service's functions.
    public var defaults: FunctionOptions
    /// In the order in which the worker numbers them.
    public var functions: [FunctionManifest]
    /// The services that it calls, by the names that its code has for them.
    public var bindings: [String: BindingTarget]?
    /// The hosts that its functions in JavaScript may reach, such as `*.example.com`; `*` for any.
    public var outbound: [String]?

    public init(
        service: ServiceName, runtime: Runtime = .swift, entry: String = "bootstrap", program: ForeignProgram? = nil,
        defaults: FunctionOptions = FunctionOptions(), functions: [FunctionManifest]
    ) {
        self.version = 1
        self.service = service
        self.runtime = runtime
        self.entry = entry
        self.program = program
        self.defaults = defaults
        self.functions = functions
    }
}

/// A function as the manifest tells it.
public struct FunctionManifest: Hashable, Sendable, Codable {
    public var name: FunctionName
    public var description: String?
    /// What a foreign program calls the function, such as `index.handler`.
    public var handler: String?
    public var triggers: [Trigger]
    public var options: FunctionOptions

    public init(
        name: FunctionName, description: String? = nil, handler: String? = nil, triggers: [Trigger],
        options: FunctionOptions = FunctionOptions()
    ) {
        self.name = name
        self.description = description
        self.handler = handler
        self.triggers = triggers
        self.options = options
    }
}
