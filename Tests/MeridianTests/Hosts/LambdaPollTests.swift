import Logging
import MeridianCore
import NIOCore
import NIOEmbedded
import Testing

@testable import Meridian

@Suite struct LambdaPollTests {
    private func poll(on loop: any EventLoop) throws -> LambdaPoll {
        let settings = try LambdaSettings(Environment(["AWS_LAMBDA_RUNTIME_API": "127.0.0.1:1"]))
        let app = try SketchedApp { Function("f", .get("/")) { _, _ in "" } }.assembled()
        return LambdaPoll(try AppRoutes(app.table), settings, eventLoop: loop, logger: app.logger) { _ in }
    }

    @Test func asksWhenItsLineIsOpen() throws {
        let channel = EmbeddedChannel()
        try channel.pipeline.syncOperations.addHandler(poll(on: channel.eventLoop))
        #expect(try channel.readOutbound(as: ByteBuffer.self) == nil)
        channel.connect(to: try SocketAddress(ipAddress: "127.0.0.1", port: 1), promise: nil)
        let asked = try #require(try channel.readOutbound(as: ByteBuffer.self))
        #expect(String(buffer: asked).hasPrefix("GET /2018-06-01/runtime/invocation/next HTTP/1.1\r\n"))
        _ = try channel.finish(acceptAlreadyClosed: true)
    }

    @Test func closesALineThatOpensAfterItsEnd() throws {
        let channel = EmbeddedChannel()
        let poll = try poll(on: channel.eventLoop)
        poll.drain()
        try channel.pipeline.syncOperations.addHandler(poll)
        channel.connect(to: try SocketAddress(ipAddress: "127.0.0.1", port: 1), promise: nil)
        #expect(!channel.isActive)
        #expect(try channel.readOutbound(as: ByteBuffer.self) == nil)
    }
}
