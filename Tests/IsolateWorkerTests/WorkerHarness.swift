import HTTPTransport
import MeridianCore
import NIOCore
import NIOPosix
import Wire

@testable import IsolateWorker

/// A worker's program with one script, on an event loop of its own.
final class WorkerHarness: @unchecked Sendable {
    struct Answer: Sendable {
        var status: Int
        var fields: HTTPFields
        var body: String
    }

    let loop = MultiThreadedEventLoopGroup.singleton.next()
    private var program: ServiceProgram!

    /// - Parameter functions: Names by the text of their modules, which assign to `exports`.
    init(
        _ functions: KeyValuePairs<String, String>, environment: [String: String] = [:], sourceMap: String = "",
        outbound: [String] = [], memory: UInt64 = 0, group: [Int]? = nil, isAwaited: Bool = false,
        resident: @escaping @Sendable () -> UInt64 = { 0 }
    ) async throws {
        let script = functions.map { name, text in
            "exports[\"\(name)\"] = () => { const exports = {};\n\(text)\nreturn exports; };"
        }.joined(separator: "\n")
        let initialization = WorkerInitialization(
            service: "shop", release: 1,
            functions: functions.map { .init(name: $0.key, triggerPaths: ["/\($0.key)", ""]) },
            code: .init(
                script: ByteBuffer(string: script), sourceMap: ByteBuffer(string: sourceMap),
                environment: environment.map { .init(name: $0.key, value: $0.value) }, memory: memory,
                outbound: outbound, group: group ?? Array(0..<functions.count), isAwaited: isAwaited))
        try await loop.submit { [self] in
            program = try ServiceProgram(on: loop, resident: resident, onLeave: {})
            try program.initialize(initialization)
        }.get()
    }

    /// The positions of the functions that have an isolate.
    var loaded: [Int] {
        get async throws {
            try await loop.submit { [self] in program.isolates.indices.filter { program.isolates[$0] != nil } }.get()
        }
    }

    /// Makes a spare isolate if one is of use; whether there is one then.
    func makeSpare() async throws -> Bool {
        try await loop.submit { [self] in
            program.makeSpare()
            return program.spare != nil
        }.get()
    }

    var isBusy: Bool {
        get async throws { try await loop.submit { [self] in program.isBusy }.get() }
    }

    /// - Parameters:
    ///   - trigger: 0 for HTTP, 1 for calls that no caller makes by path.
    ///   - timeout: Also of processor time.
    func call(
        _ function: Int = 0, trigger: Int = 0, _ method: HTTPMethod = .get, _ target: String = "/",
        fields: HTTPFields = [:], body: [String] = [], timeout: TimeAmount? = nil
    ) async throws -> Answer {
        let answer = loop.makePromise(of: Answer.self)
        loop.execute { [self] in
            var fields = fields
            fields.append("host", "shop.example")
            if !body.isEmpty { fields.append("content-length", String(body.joined().utf8.count)) }
            let responder = Collector(answer)
            let receiver = program.invoke(
                function: function, trigger: trigger,
                request: RequestHead(method: method, target: target, fields: fields),
                timeout: timeout, responder: responder)
            responder.receiver = receiver
            for part in body { receiver?.exchangeReceived(ByteBuffer(string: part), isLast: false) }
            receiver?.exchangeReceived(ByteBuffer(), isLast: true)
        }
        return try await answer.futureResult.get()
    }

    /// Calls and cancels once the function has begun to answer.
    func callAndCancel(_ function: Int = 0) async throws {
        try await loop.submit { [self] in
            let responder = Collector(loop.makePromise())
            let receiver = program.invoke(
                function: function, trigger: 0, request: RequestHead(method: .get, target: "/"), timeout: nil,
                responder: responder)
            receiver?.exchangeCancelled(MeridianError(.cancelled, "the caller gave up", status: 499))
            responder.answer.fail(CancellationError())
        }.get()
    }

    /// Gathers an answer. Lives on the loop.
    private final class Collector: ExchangeResponder {
        let answer: EventLoopPromise<Answer>
        var receiver: (any ExchangeReceiver)?
        private var head = ResponseHead()
        private var body = ByteBuffer()

        init(_ answer: EventLoopPromise<Answer>) {
            self.answer = answer
        }

        var eventLoop: any EventLoop { answer.futureResult.eventLoop }

        func respond(_ head: ResponseHead, body: ByteBuffer) {
            answer.succeed(Answer(status: head.status, fields: head.fields, body: String(buffer: body)))
        }

        func start(_ head: ResponseHead) { self.head = head }

        /// Says that it is full every time, and takes more a turn later.
        func write(_ body: ByteBuffer) -> Bool {
            self.body.writeImmutableBuffer(body)
            eventLoop.assumeIsolated().execute { self.receiver?.exchangeBecameWritable() }
            return false
        }

        func end() { respond(head, body: body) }
        func fail(_ error: MeridianError) { answer.fail(error) }
        func consumed(_ bytes: Int) {}
    }
}
