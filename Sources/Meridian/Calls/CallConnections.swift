import HTTPTransport
import MeridianCore
import NIOCore
import NIOPosix
import Synchronization

/// The connections of one event loop to services that are called. What is not immutable is used on the loop only.
final class CallConnections: @unchecked Sendable {
    private static let all = Mutex<[ObjectIdentifier: CallConnections]>([:])
    /// How long a kept connection is used for calls that must not be made twice.
    private static let freshness = TimeAmount.seconds(1)
    private static let mostIdle = 32

    private let eventLoop: any EventLoop
    private var idle: [CallTarget: [(connection: HTTPClientConnection, since: NIODeadline)]] = [:]

    private init(on eventLoop: any EventLoop) {
        self.eventLoop = eventLoop
    }

    static func of(_ eventLoop: any EventLoop) -> CallConnections {
        all.withLock { all in
            let key = ObjectIdentifier(eventLoop)
            if let known = all[key] { return known }
            let made = CallConnections(on: eventLoop)
            all[key] = made
            return made
        }
    }

    /// - Parameters:
    ///   - name: Of the binding, for messages.
    ///   - limit: The longest to wait.
    /// - Throws: ``ErrorCode/bindingUnreachable``, ``ErrorCode/deadlineExceeded``, `CancellationError`.
    func send(
        _ call: ServiceCall, to target: CallTarget, named name: String, limit: Duration?
    ) async throws -> ServiceAnswer {
        let cancellation = CallCancellation(eventLoop)
        return try await withTaskCancellationHandler {
            try await eventLoop.flatSubmit { [self] in
                let promise = eventLoop.makePromise(of: ServiceAnswer.self)
                let exchange = OutgoingCall(call, to: target, named: name, over: self, promise)
                cancellation.exchange = exchange
                exchange.start(limit: limit.map { .nanoseconds(Int64($0 / .nanoseconds(1))) })
                return promise.futureResult
            }.get()
        } onCancel: {
            cancellation.cancel()
        }
    }

    // MARK: On the loop

    func kept(for target: CallTarget, mayRepeat: Bool) -> HTTPClientConnection? {
        let oldest = mayRepeat ? NIODeadline.uptimeNanoseconds(0) : .now() - Self.freshness
        while let (connection, since) = idle[target]?.popLast() {
            connection.onIdleClose = nil
            if connection.isIdle, since >= oldest { return connection }
            connection.close()
        }
        return nil
    }

    func keep(_ connection: HTTPClientConnection, for target: CallTarget) {
        guard connection.isIdle, idle[target, default: []].count < Self.mostIdle else { return connection.close() }
        connection.onIdleClose = { [weak self, weak connection] in
            self?.idle[target]?.removeAll { $0.connection === connection }
        }
        idle[target, default: []].append((connection, .now()))
    }

    func connect(to target: CallTarget) -> EventLoopFuture<HTTPClientConnection>.Isolated {
        if let address = try? SocketAddress(ipAddress: target.lookedUp, port: target.port) {
            return HTTPClientConnection.connect(to: address, on: eventLoop).assumeIsolated()
        }
        let resolved = NIOThreadPool.singleton.runIfActive(eventLoop: eventLoop) {
            try SocketAddress.makeAddressResolvingHost(target.lookedUp, port: target.port)
        }
        return resolved.flatMap { [eventLoop] in
            HTTPClientConnection.connect(to: $0, on: eventLoop).assumeIsolated().map {
                NIOLoopBound($0, eventLoop: eventLoop)
            }.nonisolated()
        }.assumeIsolated().map(\.value)
    }
}

/// Takes a call back when the task that waits for it is cancelled. What it holds is used on the loop only.
private final class CallCancellation: @unchecked Sendable {
    private let eventLoop: any EventLoop
    private var isCancelled = false
    var exchange: OutgoingCall? {
        didSet { if isCancelled { exchange?.cancel() } }
    }

    init(_ eventLoop: any EventLoop) {
        self.eventLoop = eventLoop
    }

    func cancel() {
        eventLoop.execute {
            self.isCancelled = true
            self.exchange?.cancel()
        }
    }
}
