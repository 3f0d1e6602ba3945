public import MeridianCore

/// What `meridian.yml` says: the service, defaults of its functions, overrides by function, groups and files.
public struct ServiceSpecification: Hashable, Sendable {
    /// The path of the file, as messages show it.
    public var file: String
    public var service: ServiceName
    public var description: String?
    public var runtime = Runtime.swift
    /// How the program is run, when the runtime is a foreign one.
    public var program: ForeignProgram?
    /// Defaults of all functions.
    public var provider: FunctionOptions
    /// Where each option of ``provider`` stands, by its key.
    public var providerPositions: [String: SourcePosition] = [:]
    /// In the order of the file.
    public var functions: [FunctionSpecification]
    /// In the order of the file.
    public var aggregations: [AggregationSpecification] = []
    public var package = PackageSpecification()
    /// Services that this one calls, by the names that its code has for them.
    public var bindings: [String: BindingTarget] = [:]
    /// Hosts that functions in JavaScript may reach; `nil` leaves that to the variable `MERIDIAN_OUTBOUND`.
    public var outbound: [String]?
    /// What is other on a platform.
    public var targets: [PlatformTarget: TargetSpecification] = [:]
    /// The stages that the file has overrides for.
    public var stages: [String] = []
    /// The stage it was read for.
    public var stage = SpecificationContext.standardStage
    /// What could not be carried over from another format; none is an error.
    public var warnings: [Diagnostic] = []

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
    /// What the code calls the function, when it is not ``name``.
    public var handler: FunctionName?
    /// The same as it stands in the file, such as `index.handler`.
    public var handlerPath: String?
    /// Whether the function is part of the package.
    public var isDeployed = true
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

/// Functions that share instances.
public struct AggregationSpecification: Hashable, Sendable {
    /// The name of the group.
    public var name: String
    public var position: SourcePosition?
    public var functions: [Located<String>] = []
    public var patterns: [Located<NamePattern>] = []
}

/// Files that go into the package beside the executable.
public struct PackageSpecification: Hashable, Sendable {
    public var include: [Located<Glob>] = []
    public var exclude: [Located<Glob>] = []
}
