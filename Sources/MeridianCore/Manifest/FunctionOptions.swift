/// What a function asks of the platform. `nil` leaves a value to the service's defaults, and those to the platform's.
public struct FunctionOptions: Hashable, Sendable, Codable {
    /// Memory of an instance in MiB.
    public var memorySize: Int?
    /// The longest a request may take, in seconds.
    public var timeout: Double?
    /// The longest an instance may take to become ready, in seconds.
    public var initTimeout: Double?
    /// Requests that one instance serves at the same time.
    public var concurrency: Int?
    /// Instances kept ready when there is no load.
    public var standby: Int?
    /// The most instances at a time.
    public var maxInstances: Int?
    /// Seconds without a request after which an instance retires.
    public var idleTimeout: Double?
    /// How the number of instances follows the load.
    public var scaling: ScalingOptions?
    /// What its instances together get of the processors beside those of others, when there is not enough for all.
    public var cpuShares: Int?
    /// The most that its instances together get, in processors.
    public var cpuLimit: Double?
    /// How much requests matter when not all can be served, unless a rule or a trusted caller says otherwise.
    public var criticality: Criticality?
    /// Functions with the same group share instances; without one, all of a service do.
    public var group: String?
    /// Environment variables, added to the service's.
    public var environment: [String: String]?

    public init(
        memorySize: Int? = nil, timeout: Double? = nil, initTimeout: Double? = nil, concurrency: Int? = nil,
        standby: Int? = nil, maxInstances: Int? = nil, idleTimeout: Double? = nil, scaling: ScalingOptions? = nil,
        cpuShares: Int? = nil, cpuLimit: Double? = nil, criticality: Criticality? = nil, group: String? = nil,
        environment: [String: String]? = nil
    ) {
        self.memorySize = memorySize
        self.timeout = timeout
        self.initTimeout = initTimeout
        self.concurrency = concurrency
        self.standby = standby
        self.maxInstances = maxInstances
        self.idleTimeout = idleTimeout
        self.scaling = scaling
        self.cpuShares = cpuShares
        self.cpuLimit = cpuLimit
        self.criticality = criticality
        self.group = group
        self.environment = environment
    }

    /// These options where they are set, `other`'s where they are not; environments are joined, with these winning.
    public func merged(over other: FunctionOptions) -> FunctionOptions {
        FunctionOptions(
            memorySize: memorySize ?? other.memorySize,
            timeout: timeout ?? other.timeout,
            initTimeout: initTimeout ?? other.initTimeout,
            concurrency: concurrency ?? other.concurrency,
            standby: standby ?? other.standby,
            maxInstances: maxInstances ?? other.maxInstances,
            idleTimeout: idleTimeout ?? other.idleTimeout,
            scaling: scaling.map { $0.merged(over: other.scaling ?? ScalingOptions()) } ?? other.scaling,
            cpuShares: cpuShares ?? other.cpuShares,
            cpuLimit: cpuLimit ?? other.cpuLimit,
            criticality: criticality ?? other.criticality,
            group: group ?? other.group,
            environment: environment.map { ($0).merging(other.environment ?? [:]) { own, _ in own } }
                ?? other.environment)
    }
}
