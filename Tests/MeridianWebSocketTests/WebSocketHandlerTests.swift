import NIOCore
import NIOEmbedded
import Testing

@testable import MeridianWebSocket

/// Times and back-pressure, on a loop whose time the test moves.
@Suite struct WebSocketHandlerTests {
    private let channel = NIOAsyncTestingChannel()

    private func open(_ options: WebSocketOptions = WebSocketOptions()) async throws -> WebSocketHandler {
        let (silence, _) = AsyncStream<Void>.makeStream()
        let handler = WebSocketHandler(options, Handshake.Answer(), on: channel.eventLoop) { _ in
            for await _ in silence {}
            return .normal
        }
        try await channel.connect(to: SocketAddress(ipAddress: "127.0.0.1", port: 1)).get()
        try await channel.testingEventLoop.executeInContext { [channel] in try handler.begin(on: channel) }
        return handler
    }

    private func opcode() async throws -> UInt8? {
        guard var frame = try await channel.readOutbound(as: ByteBuffer.self) else { return nil }
        let first = frame.readInteger(as: UInt8.self).map { $0 & 15 }
        // The encoder may write head and body apart.
        while try await channel.readOutbound(as: ByteBuffer.self) != nil {}
        return first
    }

    @Test func aSilentClientIsAskedAndThenCutOff() async throws {
        _ = try await open()
        await channel.testingEventLoop.advanceTime(by: .seconds(20))
        #expect(try await opcode() == nil, "the handshake counts as a sign of life")
        await channel.testingEventLoop.advanceTime(by: .seconds(20))
        #expect(try await opcode() == 9)
        #expect(channel.isActive)
        await channel.testingEventLoop.advanceTime(by: .seconds(20))
        #expect(!channel.isActive)
    }

    @Test func aClientThatAnswersStays() async throws {
        _ = try await open()
        for _ in 0..<5 {
            await channel.testingEventLoop.advanceTime(by: .seconds(20))
            await channel.testingEventLoop.advanceTime(by: .seconds(20))
            #expect(try await opcode() == 9)
            try await channel.writeInbound(ByteBuffer(bytes: SocketClient.bytes(.init(opcode: 10, payload: []))))
        }
        #expect(channel.isActive)
        try await channel.close().get()
    }

    @Test func aClosingThatIsNotAnsweredEnds() async throws {
        let handler = try await open()
        handler.close(WebSocketClosing(.normal))
        await channel.testingEventLoop.run()
        #expect(try await opcode() == 8)
        #expect(channel.isActive)
        await channel.testingEventLoop.advanceTime(by: .seconds(5))
        #expect(!channel.isActive)
    }

    @Test func messagesThatWaitHoldTheSocket() async throws {
        var options = WebSocketOptions()
        options.window = 1_000
        let handler = WebSocketHandler(options, Handshake.Answer(), on: channel.eventLoop) { _ in .normal }
        let connection = WebSocketConnection(handler, subprotocol: nil, window: options.window)
        for _ in 0..<3 { connection.receive(.binary(ByteBuffer(repeating: 0, count: 300))) }
        #expect(connection.holdsReading())
        var messages = connection.makeAsyncIterator()
        _ = try await messages.next()
        #expect(!connection.holdsReading())
        connection.end(WebSocketClosing(.normal))
        // What was received is still read.
        #expect(try await messages.next() != nil)
        #expect(try await messages.next() != nil)
        #expect(try await messages.next() == nil)
    }
}
