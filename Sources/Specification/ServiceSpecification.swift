public import MeridianCore

/// What `meridian.yml` says: the service, defaults of its functions, and overrides by function.
public struct ServiceSpecification: Hashable, Sendable {
    /// The path of the file, as messages show it.
    public var file: String
    public var service: ServiceName
    public var description: String?
    /// Defaults of all functions.
    public var provider: FunctionOptions
    /// In the order of the file.
    public var functions: [FunctionSpecification]

    public init(
        service: ServiceName, description: String? = nil, provider: FunctionOptions = FunctionOptions(),
        functions: [FunctionSpecification] = [], file: String = "meridian.yml"
    ) {
        self.file = file
        self.service = service
        self.description = description
        self.provider = provider
        self.functions = functions
    }
}

/// What the file says of one function.
public struct FunctionSpecification: Hashable, Sendable {
    public var name: FunctionName
    /// Where the function's name stands.
    public var position: SourcePosition?
    public var description: String?
    public var options: FunctionOptions
    /// Where each option that is set stands, by its key.
    public var optionPositions: [String: SourcePosition]
    /// Added to the triggers of the code.
    public var triggers: [SpecifiedTrigger]

    public init(
        name: FunctionName, position: SourcePosition? = nil, description: String? = nil,
        options: FunctionOptions = FunctionOptions(), optionPositions: [String: SourcePosition] = [:],
        triggers: [SpecifiedTrigger] = []
    ) {
        self.name = name
        self.position = position
        self.description = description
        self.options = options
        self.optionPositions = optionPositions
        self.triggers = triggers
    }
}

/// A trigger with its place in the file.
public struct SpecifiedTrigger: Hashable, Sendable {
    public var trigger: Trigger
    public var position: SourcePosition?

    public init(_ trigger: Trigger, position: SourcePosition? = nil) {
        self.trigger = trigger
        self.position = position
    }
}
