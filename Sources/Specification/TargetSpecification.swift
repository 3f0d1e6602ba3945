package import MeridianCore

/// What the file says for one platform.
public struct TargetSpecification: Hashable, Sendable {
    public var position: SourcePosition?
    public var budget = PackageBudget()
    public var region: Located<String>?
    /// The alias that callers and triggers are bound to.
    public var alias: Located<String>?
    /// The role under which the functions run.
    public var role: Located<String>?
    /// A reference of a container image.
    public var image: Located<String>?
    public var namespace: Located<String>?
    /// A host under which the service is reached.
    public var domain: Located<String>?
    /// The name of a CloudFormation stack.
    public var stack: Located<String>?
    /// A bucket for what is uploaded.
    public var bucket: Located<String>?
    /// The alias of the vendor command's credentials.
    public var access: Located<String>?
    /// The name of a Knative broker.
    public var broker: Located<String>?
    /// Addresses of Kafka's brokers.
    public var kafka: [String] = []
    /// Addresses of queues that are there already, by their names here.
    public var queues: [String: String] = [:]
    /// Triggers in the vendor's words, by function.
    package var triggers: [FunctionName: [SourceNode]] = [:]
    /// Keys in the vendor's words, laid over each function that is deployed.
    package var properties: SourceNode?
    /// The same for one of them, by group.
    package var groups: [String: SourceNode] = [:]
    /// Keys in the vendor's words, laid over the whole document.
    package var document: SourceNode?

    public init() {}
}

/// The most that a package may have, in MiB.
public struct PackageBudget: Hashable, Sendable {
    /// Of the zip.
    public var packed: Int?
    /// Of everything inside.
    public var unpacked: Int?

    public init(packed: Int? = nil, unpacked: Int? = nil) {
        self.packed = packed
        self.unpacked = unpacked
    }
}
