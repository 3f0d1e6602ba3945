public import Engine
public import Gateway
public import HTTPTransport
public import MeridianCore
public import NIOCore
public import Persistence
public import Telemetry
public import Traces

/// How a platform runs on one machine.
public struct PlatformConfiguration: Sendable {
    /// The path of the data directory; it is made if need be.
    public var dataDirectory: String
    /// Where and how requests to functions are taken.
    public var gateway: GatewayConfiguration
    /// Where the control API listens.
    public var control: ListenAddress
    public var engine = EngineConfiguration()
    /// The service that answers hosts which name none.
    public var defaultService: ServiceName?
    /// How many releases of each service are kept, the live one among them.
    public var retainedReleases = 10
    /// How often a rollout is looked at: what came of the requests since, and what is due.
    public var rolloutInterval = Duration.seconds(1)
    /// How much is kept of what functions did.
    public var metrics = MinuteStore.Limits()
    /// How changes and logs are told as they come.
    public var eventStreams = EventStreamSettings()
    /// The largest package in bytes.
    public var maxPackageSize = 512 << 20
    /// What queues of events take.
    public var events = EventQueueLimits()
    /// How long an event waits for another try when the platform dies while a function works on it.
    public var eventLease = Duration.seconds(10)
    /// What is kept of requests.
    public var traces = TraceSettings()
    /// The room for log lines on disk, in bytes.
    public var logBytes = 128 << 20
    /// How long log lines are kept.
    public var logAge = Duration.seconds(14 * 86_400)
    /// Where traces, logs and metrics are sent by OTLP over HTTP, for example `http://127.0.0.1:4318`; nowhere otherwise.
    public var otlp: String?
    /// The time that requests have to finish when the platform shuts down.
    public var drainGrace: TimeAmount = .seconds(30)

    public init(dataDirectory: String, gateway: ListenAddress, control: ListenAddress) {
        self.dataDirectory = dataDirectory
        self.gateway = GatewayConfiguration(listen: gateway)
        self.control = control
    }
}
