import HTTPTransport
import MeridianCore
import NIOCore

/// Waits until a program listens, says that it is well, and has been initialised; then tells its adapter.
///
/// It asks in short steps, since nothing else says when a server listens. How long it may take is the instance's
/// matter, which ends a start that takes too long.
final class HTTPReadiness {
    private enum Step {
        case connecting, checkingHealth, initializing
    }

    private static let shortestPause = TimeAmount.milliseconds(1)
    private static let longestPause = TimeAmount.milliseconds(20)

    private unowned let adapter: HTTPAdapter
    private let program: ForeignProgram
    private var pause = HTTPReadiness.shortestPause
    private var step = Step.connecting
    private var connection: HTTPClientConnection?
    private var isHealthy = false
    private var isOver = false
    private var status = 0
    private var answer = ByteBuffer()

    init(adapter: HTTPAdapter) {
        self.adapter = adapter
        self.program = adapter.program
    }

    func begin() {
        connect()
    }

    func cancel() {
        isOver = true
        connection?.close()
        connection = nil
    }

    private func connect() {
        guard !isOver, let address = adapter.address else { return }
        step = .connecting
        HTTPClientConnection.connect(to: address, on: adapter.eventLoop).assumeIsolated().whenComplete { result in
            guard !self.isOver else {
                if case .success(let connection) = result { connection.close() }
                return
            }
            switch result {
            case .success(let connection):
                self.connection = connection
                self.checkHealth()
            case .failure: self.tryAgain()
            }
        }
    }

    private func tryAgain() {
        connection?.close()
        connection = nil
        let pause = self.pause
        self.pause = min(pause * 2, Self.longestPause)
        adapter.eventLoop.assumeIsolated().scheduleTask(in: pause) { self.connect() }
    }

    private func checkHealth() {
        guard let path = program.health, !isHealthy else { return initialize() }
        step = .checkingHealth
        ask(.get, path)
    }

    private func initialize() {
        guard let path = program.initialize else { return finish() }
        step = .initializing
        ask(.post, path)
    }

    private func finish() {
        isOver = true
        let connection = self.connection
        self.connection = nil
        adapter.becameReady(connection)
    }

    private func ask(_ method: HTTPMethod, _ path: String) {
        guard let connection, connection.isIdle else { return connect() }
        status = 0
        answer.clear()
        var fields: HTTPFields = ["host": "127.0.0.1", "user-agent": "meridian"]
        fields.append(RequestID.fieldName, RequestID.make())
        fields.append("x-fc-control-path", path)
        connection.send(
            RequestHead(method: method, target: path, fields: fields),
            framing: method == .post ? .length(0) : .none, to: self)
        connection.end()
    }
}

extension HTTPReadiness: ResponseReceiver {
    func responseStarted(_ head: ResponseHead) {
        status = head.status
    }

    func responseReceived(_ body: ByteBuffer, isLast: Bool) {
        connection?.consumed(body.readableBytes)
        if answer.readableBytes < 512 { answer.writeImmutableBuffer(body) }
        guard isLast, !isOver else { return }
        let isWell = status < 400
        switch step {
        case .connecting: break
        case .checkingHealth:
            guard isWell else { return tryAgain() }
            isHealthy = true
            initialize()
        case .initializing:
            if isWell { return finish() }
            isOver = true
            adapter.failedToStart(
                "POST \(program.initialize ?? "") was answered \(status): \(String(buffer: answer).prefix(300))")
        }
    }

    func requestBecameWritable() {}

    func responseFailed(_ error: MeridianError, isUnanswered: Bool) {
        guard !isOver else { return }
        guard step == .initializing else { return tryAgain() }
        // A connection that was kept from the check may have been closed meanwhile.
        if isUnanswered, connection?.requests ?? 0 > 1 {
            connection = nil
            return connect()
        }
        isOver = true
        adapter.failedToStart("POST \(program.initialize ?? "") was not answered: \(error.message)")
    }
}
