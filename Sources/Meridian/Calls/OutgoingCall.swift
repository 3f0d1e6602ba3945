import HTTPTransport
import MeridianCore
import NIOCore

/// One call of a service under way: connects, sends, gathers the answer. Lives on one event loop.
final class OutgoingCall: ResponseReceiver {
    /// Bytes of an answer.
    private static let largestAnswer = 64 << 20

    private let call: ServiceCall
    private let target: CallTarget
    private let name: String
    private let connections: CallConnections
    private let promise: EventLoopPromise<ServiceAnswer>
    private var connection: HTTPClientConnection?
    private var head = ResponseHead()
    private var body = ByteBuffer()
    private var timer: Scheduled<Void>?
    private var wasKept = false
    private var isOver = false

    init(
        _ call: ServiceCall, to target: CallTarget, named name: String, over connections: CallConnections,
        _ promise: EventLoopPromise<ServiceAnswer>
    ) {
        self.call = call
        self.target = target
        self.name = name
        self.connections = connections
        self.promise = promise
    }

    func start(limit: TimeAmount?) {
        guard !isOver else { return }
        timer = limit.map { limit in
            promise.futureResult.eventLoop.assumeIsolated().scheduleTask(in: limit) {
                self.fail(
                    MeridianError(
                        .deadlineExceeded,
                        "the service behind \(self.name) did not answer '\(self.call.target)' in the time that is left",
                        status: 504))
            }
        }
        if let kept = connections.kept(for: target, mayRepeat: call.isIdempotent) {
            wasKept = true
            send(over: kept)
        } else {
            connect()
        }
    }

    private func connect() {
        wasKept = false
        connections.connect(to: target).whenComplete { result in
            switch result {
            case .success(let connection):
                guard !self.isOver else { return self.connections.keep(connection, for: self.target) }
                self.send(over: connection)
            case .failure(let error):
                self.fail(self.unreachable("\(error)", error))
            }
        }
    }

    private func send(over connection: HTTPClientConnection) {
        self.connection = connection
        var fields = call.fields
        fields.set("host", target.authority)
        fields.remove("content-length")
        let length = call.body.readableBytes
        let isBodiless = length == 0 && (call.method == .get || call.method == .head)
        connection.send(
            RequestHead(method: call.method, target: call.target, fields: fields),
            framing: isBodiless ? .none : .length(length), to: self)
        connection.write(call.body)
        connection.end()
    }

    func cancel() {
        fail(CancellationError())
    }

    // MARK: The answer

    func responseStarted(_ head: ResponseHead) {
        self.head = head
    }

    func responseReceived(_ part: ByteBuffer, isLast: Bool) {
        body.writeImmutableBuffer(part)
        connection?.consumed(part.readableBytes)
        guard body.readableBytes <= Self.largestAnswer else {
            return fail(unreachable("its answer is larger than \(Self.largestAnswer >> 20) MiB", nil))
        }
        guard isLast, !isOver else { return }
        over()
        if let connection { connections.keep(connection, for: target) }
        connection = nil
        promise.succeed(ServiceAnswer(status: head.status, fields: head.fields, body: body))
    }

    func requestBecameWritable() {}

    func responseFailed(_ error: MeridianError, isUnanswered: Bool) {
        connection = nil
        // A kept connection may have been closed while the call was on its way.
        if isUnanswered, wasKept, call.isIdempotent, !isOver { return connect() }
        fail(unreachable(error.message, error))
    }

    private func unreachable(_ reason: String, _ cause: (any Error)?) -> MeridianError {
        MeridianError(
            .bindingUnreachable, "the service behind \(name) at \(target.authority) did not answer: \(reason)",
            status: 502, cause: cause)
    }

    private func fail(_ error: any Error) {
        guard !isOver else { return }
        over()
        connection?.close()
        connection = nil
        promise.fail(error)
    }

    private func over() {
        isOver = true
        timer?.cancel()
        timer = nil
    }
}
