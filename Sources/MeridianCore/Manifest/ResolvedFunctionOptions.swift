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
    /// Functions with the same group share instances; without one, all of a service do.
    public var group: String?
    /// Environment variables of the instance.
    public var environment: [String: String]

    /// Fills the gaps of `options` with the platform's defaults.
    init(_ options: FunctionOptions) {
        // The platform defaults set every value but group and environment.
        let full = options.merged(over: .platformDefaults)
        memorySize = full.memorySize!
        timeout = full.timeout!
        initTimeout = full.initTimeout!
        concurrency = full.concurrency!
        standby = full.standby!
        maxInstances = full.maxInstances!
        idleTimeout = full.idleTimeout!
        group = full.group
        environment = full.environment ?? [:]
    }
}
