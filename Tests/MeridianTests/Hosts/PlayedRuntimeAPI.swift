import HTTPTransport
import MeridianCore
import NIOCore
import NIOPosix
import Synchronization

@testable import Meridian

/// Lambda's Runtime API, played by a test.
final class PlayedRuntimeAPI: Sendable {
    struct Told: Sendable {
        var path: String
        var fields: HTTPFields
        var body: ByteBuffer

        var isFailure: Bool { path.hasSuffix("/error") }
    }

    private struct State {
        var events: [(id: String, event: ByteBuffer, fields: HTTPFields)] = []
        var pollers: [Poller] = []
        var invokers: [String: CheckedContinuation<Told, Never>] = [:]
        var count = 0
        /// What answers are answered with, before all others are taken.
        var refusals: [Int] = []
    }

    fileprivate struct Poller: @unchecked Sendable {
        let responder: any ExchangeResponder
    }

    private let state = Mutex(State())
    private let initFailures = AsyncStream<Told>.makeStream()
    private let polled = AsyncStream<Int>.makeStream()
    private let refused = AsyncStream<Int>.makeStream()
    private let server = Mutex<HTTPServer?>(nil)

    /// - Returns: `HOST:PORT`.
    func start() async throws -> String {
        let server = HTTPServer(
            configuration: HTTPServerConfiguration(address: try ListenAddress("127.0.0.1:0")),
            group: MultiThreadedEventLoopGroup.singleton
        ) { [unowned self] _ in Handler(self) }
        self.server.withLock { $0 = server }
        return "127.0.0.1:\(try await server.start().port ?? 0)"
    }

    func stop() async { await server.withLock { $0 }?.drain(grace: .zero) }

    /// Lets the next answers be refused.
    func refuse(_ statuses: Int...) { state.withLock { $0.refusals = statuses } }

    /// - Parameter seconds: Until the deadline.
    func invoke(_ event: ByteBuffer, seconds: Double = 30, fields: HTTPFields = HTTPFields()) async -> Told {
        await withCheckedContinuation { continuation in
            let deliver = state.withLock { state -> (Poller, String, HTTPFields)? in
                state.count += 1
                let id = "request-\(state.count)"
                state.invokers[id] = continuation
                var head: HTTPFields = [
                    "lambda-runtime-aws-request-id": id,
                    "lambda-runtime-deadline-ms": String(Timestamp.now.milliseconds + Int64(seconds * 1_000)),
                    "lambda-runtime-invoked-function-arn": "arn:aws:lambda:us-east-1:123456789012:function:shop",
                    "lambda-runtime-trace-id":
                        "Root=1-5759e988-bd862e3fe1be46a994272793;Parent=53995c3f42cd8ad8;Sampled=1",
                ]
                for (name, value) in fields.pairs { head.set(name, value) }
                guard let poller = state.pollers.popLast() else {
                    state.events.insert((id, event, head), at: 0)
                    return nil
                }
                return (poller, id, head)
            }
            if let (poller, _, head) = deliver { poller.give(event, head) }
        }
    }

    /// Waits until an answer has been refused.
    func waitForRefusal() async {
        _ = await refused.stream.first { _ in true }
    }

    /// Ends the invocations that are under way, with nothing told.
    func giveUp() {
        let invokers = state.withLock { state in
            defer { state.invokers = [:] }
            return state.invokers.values
        }
        for invoker in invokers { invoker.resume(returning: Told(path: "", fields: HTTPFields(), body: ByteBuffer())) }
    }

    /// Waits until as many polls wait at once.
    func waitForPolls(_ count: Int) async {
        for await now in polled.stream where now == count { return }
    }

    var initFailure: Told? {
        get async { await initFailures.stream.first { _ in true } }
    }

    fileprivate func poll(_ poller: Poller) {
        let (next, waiting) = state.withLock { state in
            let next = state.events.popLast()
            if next == nil { state.pollers.append(poller) }
            return (next, state.pollers.count)
        }
        if let next { poller.give(next.event, next.fields) } else { polled.continuation.yield(waiting) }
    }

    /// - Returns: The status for the runtime.
    fileprivate func tell(_ told: Told) -> Int {
        let parts = told.path.split(separator: "/").map(String.init)
        if parts.suffix(2) == ["init", "error"] {
            initFailures.continuation.yield(told)
            return 202
        }
        let (refusal, invoker) = state.withLock { state -> (Int?, CheckedContinuation<Told, Never>?) in
            if !state.refusals.isEmpty, parts.count == 5 {
                let refusal = state.refusals.removeFirst()
                return (refusal, refusal < 500 ? nil : state.invokers.removeValue(forKey: parts[3]))
            }
            return (nil, parts.count == 5 ? state.invokers.removeValue(forKey: parts[3]) : nil)
        }
        if let refusal { refused.continuation.yield(refusal) }
        invoker?.resume(returning: told)
        return refusal ?? (invoker == nil ? 404 : 202)
    }

    private final class Handler: ExchangeHandler {
        private let api: PlayedRuntimeAPI

        init(_ api: PlayedRuntimeAPI) {
            self.api = api
        }

        func handle(_ head: consuming RequestHead, responder: any ExchangeResponder) -> (any ExchangeReceiver)? {
            if head.method == .get {
                api.poll(Poller(responder: responder))
                return nil
            }
            return BodyGathering(for: responder, limit: 64 << 20) { [api, head] body, responder in
                let status = api.tell(Told(path: head.path, fields: head.fields, body: body))
                responder.respond(ResponseHead(status: status), body: ByteBuffer(string: #"{"status":"OK"}"#))
            }
        }
    }
}

extension PlayedRuntimeAPI.Poller {
    func give(_ event: ByteBuffer, _ fields: HTTPFields) {
        responder.eventLoop.execute {
            self.responder.respond(ResponseHead(status: 200, fields: fields), body: event)
        }
    }
}
