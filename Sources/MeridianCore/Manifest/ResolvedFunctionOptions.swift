/// Options without gaps: what the engine works with.
public struct ResolvedFunctionOptions: Hashable, Sendable {
    /// Memory of an instance in MiB.
    public var memorySize: Int
    /// The longest a request may take, in seconds.
    public var timeout: Double
    /// The longest an instance may take to become ready, in seconds.
    public var initTimeout: Double
    /// Requests that one instance serves at the same time.
    public var concurrency: Int
    /// Instances kept ready when there is no load.
    public var standby: Int
    /// The most instances at a time.
    public var maxInstances: Int
    /// Seconds without a request after which an instance retires.
    public var idleTimeout: Double
    /// How the number of instances follows the load.
    public var scaling: ResolvedScaling
    /// What its instances together get of the processors beside those of others, when there is not enough for all.
    public var cpuShares: Int
    /// The most that its instances together get, in processors; `nil` for no limit.
    public var cpuLimit: Double?
    /// How much requests matter when not all can be served, unless a rule or a trusted caller says otherwise.
    public var criticality: Criticality
    /// Functions with the same group share instances; without one, all of a service do.
    public var group: String?
    /// Environment variables of the instance.
    public var environment: [String: String]

    /// Fills the gaps of `options` with the platform's defaults.
    init(_ options: FunctionOptions) {
        // The platform defaults set every value but those that have a meaning without one.
        let full = options.merged(over: .platformDefaults)
        memorySize = full.memorySize!
        timeout = full.timeout!
        initTimeout = full.initTimeout!
        concurrency = full.concurrency!
        standby = full.standby!
        maxInstances = full.maxInstances!
        idleTimeout = full.idleTimeout!
        scaling = ResolvedScaling(
            full.scaling ?? ScalingOptions(), concurrency: concurrency, idleTimeout: idleTimeout)
        cpuShares = full.cpuShares!
        cpuLimit = full.cpuLimit
        criticality = full.criticality ?? .critical
        group = full.group
        environment = full.environment ?? [:]
    }
}
