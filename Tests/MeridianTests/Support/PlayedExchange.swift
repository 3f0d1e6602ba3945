import HTTPTransport
import MeridianCore
import NIOCore
import Synchronization

/// An exchange whose caller is played by a test: it says when it is slow, sends body parts, or goes away.
final class PlayedExchange: ExchangeResponder, @unchecked Sendable {
    enum Happening: Equatable {
        case respond(Int, String)
        case start(Int)
        case write(String)
        case end
        case fail(String)
        case consumed(Int)
    }

    let eventLoop: any EventLoop
    // Belongs to the event loop.
    var receiver: (any ExchangeReceiver)?
    private var isSlow = false

    private let stream: AsyncStream<Happening>
    private let continuation: AsyncStream<Happening>.Continuation
    private let recorded = Mutex<[Happening]>([])

    init(eventLoop: any EventLoop) {
        self.eventLoop = eventLoop
        (stream, continuation) = AsyncStream.makeStream()
    }

    /// All that happened until now.
    var happenings: [Happening] { recorded.withLock { $0 } }

    /// Waits for something to happen.
    func wait(for wanted: Happening) async {
        for await happening in stream where happening == wanted { return }
    }

    func waitForFailure() async -> String {
        for await case .fail(let code) in stream { return code }
        return ""
    }

    func waitForAnswer() async -> (status: Int, text: String) {
        for await case .respond(let status, let text) in stream { return (status, text) }
        return (0, "")
    }

    /// What the transport would do, on the event loop.
    func play(_ body: @escaping @Sendable (PlayedExchange) -> Void) async throws {
        try await eventLoop.submit { body(self) }.get()
    }

    func send(_ text: String, isLast: Bool = false) async throws {
        try await play { $0.receiver?.exchangeReceived(ByteBuffer(string: text), isLast: isLast) }
    }

    func becomeSlow() async throws { try await play { $0.isSlow = true } }

    func becomeFast() async throws {
        try await play {
            $0.isSlow = false
            $0.receiver?.exchangeBecameWritable()
        }
    }

    func goAway() async throws {
        try await play { $0.receiver?.exchangeCancelled(MeridianError(.cancelled, "gone", status: 499)) }
    }

    private func note(_ happening: Happening) {
        recorded.withLock { $0.append(happening) }
        continuation.yield(happening)
    }

    func respond(_ head: ResponseHead, body: ByteBuffer) { note(.respond(head.status, String(buffer: body))) }

    func start(_ head: ResponseHead) { note(.start(head.status)) }

    func write(_ body: ByteBuffer) -> Bool {
        note(.write(String(buffer: body)))
        return !isSlow
    }

    func end() { note(.end) }

    func fail(_ error: MeridianError) { note(.fail(error.code.description)) }

    func consumed(_ bytes: Int) { note(.consumed(bytes)) }
}
