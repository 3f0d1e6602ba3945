import HTTPTransport
import MeridianCore
import NIOCore
import Wire

/// One request on its way to a program that is an HTTP server.
final class HTTPCall: WorkerCall {
    private enum State {
        /// Nothing was sent; it waits for the program, a connection or the begin of the body.
        case waiting
        case connecting
        case sending(HTTPClientConnection)
        /// The connection was lost, which may be the end of the process: a moment tells.
        case broken(MeridianError)
        case over
    }

    let invocation: EngineInvocation
    private unowned let adapter: HTTPAdapter
    private var state = State.waiting
    private var request: RequestHead
    private var framing: RequestBodyFraming?
    private var wasRepeated = false
    /// The head of the answer is with the invocation, in case the whole body follows at once.
    private var isHeadHeld = false

    init(_ invocation: EngineInvocation, adapter: HTTPAdapter) {
        self.invocation = invocation
        self.adapter = adapter
        self.request = adapter.requests[invocation.function].head(of: invocation)
    }

    // MARK: The request

    func begin() {
        // A body usually comes with its head; only without does the length have to be left open.
        adapter.eventLoop.assumeIsolated().execute { self.startIfWaiting() }
    }

    private func startIfWaiting() {
        guard case .waiting = state, framing == nil else { return }
        framing = declaredLength.map(RequestBodyFraming.length) ?? .chunked
        resume()
    }

    private var declaredLength: Int? {
        request.fields["content-length"].flatMap { Int($0) }
    }

    func send(_ body: inout OutgoingBody) {
        if case .waiting = state {
            framing = framing ?? self.framing(of: body)
            proceed()
        }
        guard case .sending(let connection) = state else { return }
        while connection.isWritable, let part = body.popFirst() { connection.write(part) }
        if body.isEnded, body.readableBytes == 0 { connection.end() }
    }

    private func framing(of body: OutgoingBody) -> RequestBodyFraming {
        if let length = declaredLength { return .length(length) }
        guard body.isEnded else { return .chunked }
        let isBodiless = body.readableBytes == 0 && (request.method == .get || request.method == .head)
        return isBodiless ? .none : .length(body.readableBytes)
    }

    /// Goes on, now that the program can serve.
    func resume() {
        proceed()
        if case .sending = state { invocation.sendBody() }
    }

    /// Sends the head once there is a connection.
    private func proceed() {
        guard case .waiting = state, let framing, let address = adapter.readyAddress else { return }
        if let connection = adapter.keptConnection(mayRepeat: mayRepeat) { return send(framing, on: connection) }
        state = .connecting
        adapter.connect(to: address).whenComplete { result in
            guard case .connecting = self.state else {
                if case .success(let connection) = result { self.adapter.keep(connection) }
                return
            }
            switch result {
            case .success(let connection):
                self.send(framing, on: connection)
                self.invocation.sendBody()
            case .failure(let error):
                self.isBroken(
                    MeridianError(
                        .malformedResponse, "\(self.adapter.pool.title) takes no connection: \(error)", status: 502)
                )
            }
        }
    }

    private func send(_ framing: RequestBodyFraming, on connection: HTTPClientConnection) {
        state = .sending(connection)
        connection.send(request, framing: framing, to: self)
    }

    /// Whether it could be sent a second time without harm (RFC 9110 §9.2.2): its method says so, and it has no body
    /// that would be gone.
    private var mayRepeat: Bool {
        framing == RequestBodyFraming.none
            && ["GET", "HEAD", "OPTIONS", "TRACE"].contains(request.method.rawValue) && !wasRepeated
    }

    func consumed(_ bytes: Int) {
        if case .sending(let connection) = state { connection.consumed(bytes) }
    }

    // MARK: The end

    func cancel(because lateness: MeridianError?) {
        if case .over = state { return }
        abandon()
        adapter.ended(self, lateness: lateness)
    }

    /// Nothing more is done or reported.
    func abandon() {
        if case .sending(let connection) = state { connection.close() }
        isHeadHeld = false
        state = .over
    }

    /// A process that crashed loses its connections a little before its end is seen, and that is the better reason.
    private func isBroken(_ error: MeridianError) {
        state = .broken(error)
        adapter.eventLoop.assumeIsolated().scheduleTask(in: EnginePulse.beat * 3) {
            guard case .broken(let error) = self.state else { return }
            self.state = .over
            self.invocation.fail(error)
            self.adapter.ended(self, lateness: nil)
        }
    }
}

extension HTTPCall: ResponseReceiver {
    func responseStarted(_ head: ResponseHead) {
        invocation.heldHead = head
        // Many servers send head and body apart. With a length something is sure to follow at once.
        guard !head.fields.has("content-length") else { return }
        isHeadHeld = true
        adapter.eventLoop.assumeIsolated().execute {
            if self.isHeadHeld { self.releaseHead() }
        }
    }

    private func releaseHead() {
        isHeadHeld = false
        invocation.releaseHead()
    }

    func responseReceived(_ body: ByteBuffer, isLast: Bool) {
        isHeadHeld = false
        if isLast, case .sending(let connection) = state {
            // Kept first: the answer may lead to the next request at once.
            state = .over
            adapter.keep(connection)
            invocation.answer(body, isEnd: true)
            adapter.ended(self, lateness: nil)
        } else {
            invocation.answer(body, isEnd: isLast)
        }
    }

    func requestBecameWritable() {
        invocation.sendBody()
    }

    func responseFailed(_ error: MeridianError, isUnanswered: Bool) {
        guard case .sending(let connection) = state else { return }
        if isUnanswered, connection.requests > 1, mayRepeat {
            wasRepeated = true
            state = .waiting
            return resume()
        }
        isHeadHeld = false
        isBroken(
            MeridianError(
                .malformedResponse,
                isUnanswered
                    ? "\(adapter.pool.title) closed the connection without an answer"
                    : "\(adapter.pool.title) broke its answer off: \(error.message)", status: 502))
    }
}
