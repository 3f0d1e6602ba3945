import CSpawn
import Glibc
import HTTPTransport
import MeridianCore
import NIOCore

/// An instance that is an HTTP server on a port of 127.0.0.1 which the platform picked.
///
/// Requests are handed on as they came, over connections that are kept: one for each request under way, reused by
/// later ones.
final class HTTPAdapter: WorkerAdapter {
    /// How long a kept connection is reused for requests that must not be sent twice: servers close idle ones after
    /// a few seconds, and a request may meet that on its way.
    private static let freshness = TimeAmount.seconds(1)

    unowned let instance: Instance
    let pool: InstancePool
    let program: ForeignProgram
    /// How requests look, by function.
    let requests: [ForeignRequest]
    private(set) var address: SocketAddress?
    /// Where calls go; `nil` while the program can't serve. Calls are told when it can.
    var readyAddress: SocketAddress? { isReady ? address : nil }
    private var idle: [(connection: HTTPClientConnection, since: NIODeadline)] = []
    private var calls: [HTTPCall] = []
    private var readiness: HTTPReadiness?
    private var isReady = false
    private var isClosed = false
    /// Calls in a row that ran out of time, with none answered between them.
    private var lateCalls = 0

    init(instance: Instance, program: ForeignProgram, pool: InstancePool) {
        self.instance = instance
        self.program = program
        self.pool = pool
        self.requests = pool.release.manifest.functions.map { ForeignRequest($0, of: pool.release) }
    }

    var eventLoop: any EventLoop { pool.eventLoop }

    // MARK: Start

    func prepare() -> EventLoopFuture<[String: String]> {
        do {
            let port = Int(cspawn_unused_port())
            guard port > 0 else { throw IOError(errnoCode: errno, reason: "find an unused port") }
            address = try SocketAddress(ipAddress: "127.0.0.1", port: port)
            return eventLoop.makeSucceededFuture([
                "PORT": "\(port)", "HOST": "127.0.0.1", "FC_SERVER_PORT": "\(port)",
                "K_SERVICE": pool.release.service.rawValue,
                "K_REVISION": "\(pool.release.service)-\(pool.release.number)",
                "K_CONFIGURATION": pool.release.service.rawValue,
            ])
        } catch {
            return eventLoop.makeFailedFuture(error)
        }
    }

    func processStarted() {
        let readiness = HTTPReadiness(adapter: self)
        self.readiness = readiness
        readiness.begin()
    }

    /// The program can serve.
    /// - Parameter connection: Kept from the check.
    func becameReady(_ connection: HTTPClientConnection?) {
        readiness = nil
        guard !isClosed else { return }
        isReady = true
        if let connection { keep(connection) }
        instance.becameReady()
        for call in calls { call.resume() }
    }

    func failedToStart(_ reason: String) {
        readiness = nil
        guard !isClosed else { return }
        instance.end(
            MeridianError(.initFailed, "an instance of \(pool.title) could not start: \(reason)", status: 502))
    }

    // MARK: Calls

    func call(_ invocation: EngineInvocation) -> any WorkerCall {
        let call = HTTPCall(invocation, adapter: self)
        calls.append(call)
        return call
    }

    /// A connection that was kept.
    /// - Parameter mayRepeat: Whether the request can be sent again when the connection turns out to be dead.
    func keptConnection(mayRepeat: Bool) -> HTTPClientConnection? {
        let oldest = mayRepeat ? NIODeadline.uptimeNanoseconds(0) : pool.pulse.now - Self.freshness
        while let (connection, since) = idle.popLast() {
            connection.onIdleClose = nil
            if connection.isIdle, since >= oldest { return connection }
            connection.close()
        }
        return nil
    }

    func connect(to address: SocketAddress) -> EventLoopFuture<HTTPClientConnection>.Isolated {
        HTTPClientConnection.connect(to: address, on: eventLoop).assumeIsolated()
    }

    /// Keeps a connection whose answer is whole.
    func keep(_ connection: HTTPClientConnection) {
        guard !isClosed else { return connection.close() }
        guard connection.isIdle, idle.count < pool.group.options.concurrency else {
            return connection.close()
        }
        connection.onIdleClose = { [weak self, weak connection] in
            self?.idle.removeAll { $0.connection === connection }
        }
        idle.append((connection, pool.pulse.now))
    }

    /// - Parameter lateness: Set when the time was up.
    func ended(_ call: HTTPCall, lateness: MeridianError?) {
        calls.removeAll { $0 === call }
        lateCalls = lateness == nil ? 0 : lateCalls + 1
        instance.finished(call.invocation)
        // A program can't be asked what it still does; one that answers nothing any more is taken to be stuck.
        if let lateness, lateCalls > pool.configuration.lateCallsBeforeRestart { instance.end(lateness) }
    }

    func close() {
        isClosed = true
        readiness?.cancel()
        readiness = nil
        for (connection, _) in idle { connection.close() }
        idle = []
        for call in calls { call.abandon() }
        calls = []
    }
}
