import NIOCore

@testable import Wire

/// Both ends of a connection in memory, named by what they attach to streams.
final class Conversation {
    var caller = CallerConnection<String>()
    var worker = WorkerConnection<String>()
    private var toWorker = FrameOutput()
    private var toCaller = FrameOutput()
    private var callerDecoder = FrameDecoder()
    private var workerDecoder = FrameDecoder()

    /// With the handshake done.
    init() throws {
        caller.initialize(ByteBuffer(string: "init"), into: &toWorker)
        worker.hello(into: &toCaller)
        worker.ready(into: &toCaller)
        _ = try deliverToWorker()
        _ = try deliverToCaller()
    }

    /// - Parameter handle: Called with each event before the next frame is taken, as a channel handler would be.
    @discardableResult
    func deliverToWorker(
        _ handle: (WorkerConnection<String>.Event) -> Void = { _ in }
    ) throws -> [WorkerConnection<String>.Event] {
        workerDecoder.feed(toWorker.handOver())
        caller.didFlush()
        var events: [WorkerConnection<String>.Event] = []
        while let frame = try workerDecoder.next() {
            let event = try worker.receive(frame)
            handle(event)
            events.append(event)
        }
        return events
    }

    func deliverToCaller() throws -> [CallerConnection<String>.Event] {
        callerDecoder.feed(toCaller.handOver())
        var events: [CallerConnection<String>.Event] = []
        while let frame = try callerDecoder.next() { events.append(try caller.receive(frame)) }
        return events
    }

    func invoke(_ name: String, head: String = "head") -> StreamID? {
        caller.invoke(name, into: &toWorker) { $0.writeString(head) }
    }

    func sendBody(_ id: StreamID, _ body: inout ByteBuffer, isEnd: Bool) {
        body.send(isEnd: isEnd) { caller.send(id, &$0, into: &toWorker) }
    }

    func endBody(_ id: StreamID) {
        var empty = ByteBuffer()
        sendBody(id, &empty, isEnd: true)
    }

    func cancel(_ id: StreamID) {
        caller.cancel(id, into: &toWorker)
    }

    func respond(_ id: StreamID, head: String = "200", isEnd: Bool = false) -> Bool {
        worker.respond(id, isEnd: isEnd, into: &toCaller) { $0.writeString(head) }
    }

    func sendAnswer(_ id: StreamID, _ body: inout ByteBuffer, isEnd: Bool) {
        body.send(isEnd: isEnd) { worker.send(id, &$0, into: &toCaller) }
    }

    func fail(_ id: StreamID, _ message: String) {
        worker.fail(id, message, into: &toCaller)
    }

    func workerConsumed(_ id: StreamID, _ bytes: Int) {
        worker.consumed(id, bytes, into: &toCaller)
    }

    func callerConsumed(_ id: StreamID, _ bytes: Int) {
        caller.consumed(id, bytes, into: &toWorker)
    }

    /// What the worker must be told by hand, as a peer that breaks the rules would.
    func forgeToWorker(_ frame: Frame) {
        toWorker.write(frame)
    }

    func forgeToCaller(_ frame: Frame) {
        toCaller.write(frame)
    }

    var bytesOnTheWay: Int { toWorker.readableBytes + toCaller.readableBytes }
}

extension ByteBuffer {
    /// Keeps what was not sent.
    fileprivate mutating func send(isEnd: Bool, _ send: (inout OutgoingBody) -> Void) {
        var outgoing = OutgoingBody()
        outgoing.append(self)
        outgoing.isEnded = isEnd
        send(&outgoing)
        self = outgoing.parts.first ?? ByteBuffer()
    }
}

extension FrameOutput {
    /// Everything in one buffer.
    mutating func handOver() -> ByteBuffer {
        var bytes = ByteBuffer()
        forEachBuffer { bytes.writeImmutableBuffer($0) }
        clear()
        return bytes
    }
}
