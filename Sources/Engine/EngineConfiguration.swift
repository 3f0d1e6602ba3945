public import NIOCore

/// How the engine treats the instances of all services.
public struct EngineConfiguration: Sendable {
    /// Handed to workers as `MERIDIAN_STAGE`; `dev` lets answers tell the cause of an error.
    public var stage = "production"

    /// Requests of one group that may wait for an instance; the next one is answered 429.
    public var maxWaiting = 1000

    /// The time between CANCEL and SIGKILL for an invocation that does not end.
    public var cancellationGrace: TimeAmount = .seconds(1)

    /// Requests in a row that may run out of time, with none answered between them, before a program with the contract
    /// http is taken to be stuck and started anew.
    public var lateCallsBeforeRestart = 3

    /// The time that a retiring instance has for what it still serves.
    public var drainGrace: TimeAmount = .seconds(30)

    /// Memory beyond `memorySize` that an instance may reserve, in MiB: stacks, allocator arenas, the executable's data.
    public var memoryHeadroom = 192

    /// Files that an instance may have open.
    public var openFiles = 1024

    /// Processes and threads that the worker's user may have, over all that the user runs; 0 leaves the system's limit.
    /// It stops a worker that forks without end, not one that starts a few helpers. It binds no process of root.
    public var processes = 32_768

    /// The program that runs functions in JavaScript; `nil` where there is none.
    public var isolateExecutable: String?

    /// How long an instance of a service in JavaScript serves before another takes its place.
    public var isolateAge: TimeAmount = .hours(12)

    /// Processes and threads that one instance may have, where the system tells or limits them.
    public var processesPerInstance = 512

    /// Sets workers apart from the machine; `nil` runs them as ordinary processes.
    public var sandbox: Sandbox?

    /// Variables of the platform's own environment that workers inherit.
    public var inheritedEnvironment = ["PATH", "LANG", "LC_ALL", "TZ", "SSL_CERT_FILE", "SSL_CERT_DIR"]

    /// What `${secret.NAME}` in variables stands for; without it instances that need a secret don't start.
    public var secrets: (any SecretSource)?

    /// Where services call each other; without it the services that one calls are to be named by its own variables.
    public var calls: CallAddress?

    public init() {}
}
