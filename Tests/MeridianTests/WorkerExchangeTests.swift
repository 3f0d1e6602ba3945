import MeridianCore
import NIOCore
import NIOEmbedded
import Testing

@testable import HTTPTransport
@testable import Meridian
@testable import Wire

@Suite struct WorkerExchangeTests {
    private final class Writers: ExchangeReceiver {
        var wakes = 0
        func exchangeReceived(_ body: ByteBuffer, isLast: Bool) {}
        func exchangeBecameWritable() { wakes += 1 }
        func exchangeCancelled(_ error: MeridianError) {}
    }

    /// A function may have several tasks that write. One that waits must not be forgotten because another adds little.
    @Test func aWriterThatWaitsIsOwedItsTurnWhateverOthersAdd() throws {
        let channel = EmbeddedChannel()
        let table = try FunctionTable(functions: [Function("f", .post("/f")) { _, _ in "" }])
        let handler = WorkerHandler(AppProgram(table, WorkerProgress()), eventLoop: channel.embeddedEventLoop)
        try channel.pipeline.syncOperations.addHandler(handler)
        try channel.connect(to: SocketAddress(ipAddress: "127.0.0.1", port: 1)).wait()
        var caller = CallerConnection<Int>()
        var initialization = ByteBuffer()
        WorkerInitialization(service: "s", release: 1, functions: [.init(name: "f", triggerPaths: ["/f"])])
            .write(into: &initialization)
        var frames = FrameOutput()
        caller.initialize(initialization, into: &frames)
        // Its body does not come, so that the function does not answer itself.
        let id = try #require(
            caller.invoke(0, into: &frames) { out in
                InvocationHead(
                    function: 0, trigger: 0, timeoutMilliseconds: 0, request: RequestHead(method: .post, target: "/f")
                ).write(into: &out)
            })
        let writers = Writers()
        let exchange = WorkerExchange(id, handler: handler)
        exchange.isReceived(by: writers)
        func deliver() throws {
            var bytes: [ByteBuffer] = []
            frames.forEachBuffer { bytes.append($0) }
            frames.clear()
            for part in bytes { try channel.writeInbound(part) }
        }
        func grant(_ bytes: Int) throws {
            frames.write(Frame(.credit, stream: id, payload: ByteBuffer(integer: UInt32(bytes))))
            try deliver()
            exchange.becameWritable()
        }
        try deliver()

        exchange.start(ResponseHead())
        #expect(!exchange.write(ByteBuffer(repeating: 1, count: WireLimits.initialCredit + 135_000)))
        try grant(65_536)
        #expect(writers.wakes == 0)
        #expect(!exchange.write(ByteBuffer(repeating: 2, count: 1)))
        try grant(65_536)
        #expect(writers.wakes == 1)
        #expect(exchange.write(ByteBuffer(repeating: 3, count: 1)))
        _ = try channel.finish(acceptAlreadyClosed: true)
    }
}
