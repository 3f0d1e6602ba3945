/// What a package says of itself: `manifest.json` at its root.
public struct Manifest: Hashable, Sendable, Codable {
    /// The version of this document; 1.
    public var version: Int
    public var service: ServiceName
    /// What runs the package; `swift` is an executable that speaks the wire.
    public var runtime: String
    /// The path of the executable inside the package.
    public var entry: String
    /// Defaults of the service's functions.
    public var defaults: FunctionOptions
    /// In the order in which the worker numbers them.
    public var functions: [FunctionManifest]

    public init(
        service: ServiceName, runtime: String = "swift", entry: String = "bootstrap",
        defaults: FunctionOptions = FunctionOptions(), functions: [FunctionManifest]
    ) {
        self.version = 1
        self.service = service
        self.runtime = runtime
        self.entry = entry
        self.defaults = defaults
        self.functions = functions
    }
}

/// A function as the manifest tells it.
public struct FunctionManifest: Hashable, Sendable, Codable {
    public var name: FunctionName
    public var description: String?
    public var triggers: [Trigger]
    public var options: FunctionOptions

    public init(
        name: FunctionName, description: String? = nil, triggers: [Trigger],
        options: FunctionOptions = FunctionOptions()
    ) {
        self.name = name
        self.description = description
        self.triggers = triggers
        self.options = options
    }
}
