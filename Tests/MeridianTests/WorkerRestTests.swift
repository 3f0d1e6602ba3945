import MeridianCore
import NIOCore
import NIOEmbedded
import Testing

@testable import HTTPTransport
@testable import Wire

@Suite struct WorkerRestTests {
    private final class Program: WorkerProgram {
        var rests = 0
        var isBusy = false
        var responder: (any ExchangeResponder)?

        func initialize(_ initialization: WorkerInitialization) {}
        func becomeReady() {}
        func invoke(
            function: Int, trigger: Int, request: consuming RequestHead, timeout: TimeAmount?,
            responder: any ExchangeResponder
        ) -> (any ExchangeReceiver)? {
            self.responder = responder
            return nil
        }
        func rest() { rests += 1 }
        func leave() {}
    }

    @Test func whoIsAskedGivesMemoryBackWhenThereIsNothingToDo() throws {
        let channel = EmbeddedChannel()
        let program = Program()
        try channel.pipeline.syncOperations.addHandler(
            WorkerHandler(program, eventLoop: channel.embeddedEventLoop))
        try channel.connect(to: SocketAddress(ipAddress: "127.0.0.1", port: 1)).wait()
        var caller = CallerConnection<Int>()
        var frames = FrameOutput()
        func deliver() throws {
            var bytes: [ByteBuffer] = []
            frames.forEachBuffer { bytes.append($0) }
            frames.clear()
            for part in bytes { try channel.writeInbound(part) }
        }
        func ping() throws {
            caller.ping(7, into: &frames)
            try deliver()
        }
        var initialization = ByteBuffer()
        WorkerInitialization(service: "s", release: 1, functions: [.init(name: "f", triggerPaths: ["/f"])])
            .write(into: &initialization)
        caller.initialize(initialization, into: &frames)
        try deliver()
        try ping()
        #expect(program.rests == 1)
        program.isBusy = true
        try ping()
        #expect(program.rests == 1)
        program.isBusy = false
        let id = try #require(
            caller.invoke(0, into: &frames) { out in
                InvocationHead(
                    function: 0, trigger: 0, timeoutMilliseconds: 0, request: RequestHead(method: .get, target: "/f")
                ).write(into: &out)
            })
        var body = OutgoingBody()
        body.isEnded = true
        caller.send(id, &body, into: &frames)
        try deliver()
        try ping()
        #expect(program.rests == 1)
        program.responder?.respond(ResponseHead(), body: ByteBuffer())
        try ping()
        #expect(program.rests == 2)
        _ = try channel.finish(acceptAlreadyClosed: true)
    }
}
