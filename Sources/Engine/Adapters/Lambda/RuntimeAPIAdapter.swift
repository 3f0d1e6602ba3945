import HTTPTransport
import MeridianCore
import NIOCore
import Telemetry

/// An instance that asks for its invocations: a server of the Lambda Runtime API of its own, on a port of 127.0.0.1
/// (https://docs.aws.amazon.com/lambda/latest/dg/runtimes-api.html, version 2018-06-01).
///
/// What is called waits here until the program asks for the next invocation.
final class RuntimeAPIAdapter: WorkerAdapter {
    unowned let instance: Instance
    let pool: InstancePool
    let identity: LambdaIdentity
    private let began = NIODeadline.now()
    private var server: HTTPServer?
    /// Requests for the next invocation that wait for one.
    private var pollers = CircularBuffer<RuntimeAPIPoll>()
    /// Calls that wait for the program to ask.
    private var queued = CircularBuffer<LambdaCall>()
    /// Calls that the program has been given, by the ids under which it knows them.
    private var running: [String: LambdaCall] = [:]
    private var isClosed = false
    /// How long the program took until it asked for the first time; told with the first invocation.
    private var initDuration: TimeAmount?
    private var toldInitDuration = false

    init(instance: Instance, pool: InstancePool) {
        self.instance = instance
        self.pool = pool
        self.identity = LambdaIdentity(pool.release, pool.group)
    }

    var eventLoop: any EventLoop { pool.eventLoop }

    // MARK: Start and end

    func prepare() -> EventLoopFuture<[String: String]> {
        let api = NIOLoopBound(self, eventLoop: eventLoop)
        var configuration = HTTPServerConfiguration(address: ListenAddress(.host("127.0.0.1", port: 0)))
        // Between two polls a program may work for as long as it likes.
        configuration.idleTimeout = .hours(24)
        configuration.bodyTimeout = .hours(24)
        configuration.maxConnections = 1_024
        let server = HTTPServer(configuration: configuration, group: eventLoop) { _ in RuntimeAPIHandler(api.value) }
        self.server = server
        return eventLoop.makeFutureWithTask { try await server.start() }
            .hop(to: eventLoop)
            .assumeIsolated()
            .map { address in
                self.identity.environment(
                    address: "127.0.0.1:\(address.port ?? 0)", instance: self.instance.id,
                    directory: self.pool.packageDirectory)
            }
            .nonisolated()
    }

    func processStarted() {}

    func close() {
        isClosed = true
        for call in running.values { call.abandon() }
        pollers.removeAll()
        queued.removeAll()
        running.removeAll()
        if let server { eventLoop.makeFutureWithTask { await server.drain(grace: .zero) }.whenComplete { _ in } }
        server = nil
    }

    /// The program says that it can't start.
    func failedToStart(_ report: LambdaErrorReport) {
        guard !isClosed else { return }
        let error = MeridianError(
            instance.state == .starting ? .initFailed : .workerGaveUp,
            "an instance of \(pool.title) could not start: \(report)", status: 502)
        tell(error.message, requestID: nil, level: .error)
        instance.end(error)
    }

    // MARK: Invocations

    func call(_ invocation: EngineInvocation) -> any WorkerCall {
        LambdaCall(invocation, adapter: self)
    }

    /// A call whose event is complete.
    func submit(_ call: LambdaCall) {
        queued.append(call)
        serve()
    }

    /// The program asks for the next invocation.
    func poll(_ poll: RuntimeAPIPoll) {
        guard !isClosed else { return }
        if initDuration == nil {
            initDuration = .now() - began
            instance.becameReady()
        }
        pollers.append(poll)
        serve()
    }

    func pollEnded(_ poll: RuntimeAPIPoll) {
        pollers.removeAll { $0 === poll }
    }

    private func serve() {
        while let call = queued.first, let poll = pollers.first {
            queued.removeFirst()
            pollers.removeFirst()
            var id = LambdaIdentity.requestID(call.requestID)
            if running[id] != nil { id = LambdaIdentity.requestID(RequestID.make()) }
            running[id] = call
            poll.answer(call.hand(over: id))
        }
    }

    /// The call that the program speaks of; `nil` when it has none of that id.
    func call(_ id: String) -> LambdaCall? { running[id] }

    func ended(_ call: LambdaCall) {
        if let id = call.id { running[id] = nil }
        queued.removeAll { $0 === call }
        if !running.values.contains(where: \.isAbandoned), instance.state == .ready { instance.killDeadline = nil }
        instance.finished(call.invocation)
    }

    /// - Returns: The duration of the start, the first time that it is asked for.
    func takeInitDuration() -> TimeAmount? {
        defer { toldInitDuration = true }
        return toldInitDuration ? nil : initDuration
    }

    func tell(_ message: String, requestID: String?, level: LogLevel = .info) {
        pool.logs.append(
            LogEntry(
                service: pool.release.service, release: pool.release.number, instance: instance.id,
                requestID: requestID, level: level, stream: .platform, message: message))
    }
}
