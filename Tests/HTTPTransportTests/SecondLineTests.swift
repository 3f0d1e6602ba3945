import Glibc
import MeridianCore
import NIOCore
import NIOPosix
import Synchronization
import Testing

@testable import HTTPTransport

@Suite(.timeLimit(.minutes(1))) struct SecondLineTests {
    private func at(_ milliseconds: Int64) -> NIODeadline {
        .uptimeNanoseconds(0) + .milliseconds(1_000 + milliseconds)
    }

    @Test func whoIsInTimeReadsOn() {
        var line = SecondLine(limit: .milliseconds(100))
        for late in [0, 50, 100] as [Int64] {
            #expect(line.look(due: at(0), now: at(late)) == nil)
            #expect(!line.isPaused)
        }
    }

    @Test func whoIsLateStopsForAsLong() {
        var line = SecondLine(limit: .milliseconds(100))
        #expect(line.look(due: at(0), now: at(150)) == .pause)
        // However late it is meanwhile.
        #expect(line.look(due: at(170), now: at(299)) == nil)
        #expect(line.isPaused)
        #expect(line.look(due: at(299), now: at(300)) == .resume)
        #expect(!line.isPaused)
        #expect(line.look(due: at(320), now: at(421)) == .pause)
    }

    @Test func noPauseIsLong() {
        var line = SecondLine(limit: .milliseconds(10))
        #expect(line.look(due: at(0), now: at(60_000)) == .pause)
        #expect(line.look(due: at(60_000), now: at(60_249)) == nil)
        #expect(line.look(due: at(60_000), now: at(60_250)) == .resume)
    }

    private static let request = "GET /a HTTP/1.1\r\nHost: a\r\n\r\n"

    private func withServer(
        _ line: TimeAmount?, handler: @escaping @Sendable () -> Probe,
        _ body: (HTTPServer, SocketAddress, MultiThreadedEventLoopGroup) async throws -> Void
    ) async throws {
        let group = MultiThreadedEventLoopGroup(numberOfThreads: 1)
        var configuration = HTTPServerConfiguration.local
        configuration.secondLine = line
        let server = HTTPServer(configuration: configuration, group: group) { _ in handler() }
        let address = try await server.start()
        try await body(server, address, group)
        await server.drain(grace: .seconds(10))
        try await group.shutdownGracefully()
    }

    /// Whoever calls this has let everything pass that was ready before.
    private func settle(_ eventLoop: any EventLoop) async throws {
        for _ in 0..<20 { try await eventLoop.submit {}.get() }
    }

    @Test func nothingIsReadOrAcceptedPastTheLineAndEverythingAfterIt() async throws {
        let handled = Atomic(0)
        let clients = MultiThreadedEventLoopGroup.singleton
        try await withServer(
            .seconds(60),
            handler: {
                Probe { _, head, responder in
                    handled.wrappingAdd(1, ordering: .relaxed)
                    responder.respond(ResponseHead(), body: head.target)
                    return false
                }
            }
        ) { server, address, group in
            let client = try await RawClient(to: address, on: clients)
            try await client.send(Self.request)
            _ = try await client.received(endingWith: "/a")
            let loop = try #require(server.loops.values.first)
            try await loop.eventLoop.submit { loop.pauseReading() }.get()
            try await client.send(Self.request)
            // The system takes the connection; nobody here does.
            let second = try await RawClient(to: address, on: clients)
            try await second.send(Self.request)
            try await settle(loop.eventLoop)
            #expect(handled.load(ordering: .relaxed) == 1)
            #expect(server.activeConnections == 1)
            #expect(server.readingPauses == 1)
            try await loop.eventLoop.submit { loop.resumeReading() }.get()
            #expect(try await second.received(endingWith: "/a").hasSuffix("/a"))
            // Two answers, with two slashes each.
            let both = try await client.received { bytes in bytes.count { $0 == UInt8(ascii: "/") } >= 4 }
            #expect(both.hasSuffix("/a"))
            #expect(handled.load(ordering: .relaxed) == 3)
            await client.close()
            await second.close()
        }
    }

    @Test func anEventLoopThatIsLateStopsAndTakesUpAgain() async throws {
        let clients = MultiThreadedEventLoopGroup.singleton
        try await withServer(
            .milliseconds(20),
            handler: {
                Probe { _, head, responder in
                    // Nothing else is done meanwhile, and what was due after 20 ms is late by as much at least.
                    if head.path == "/late" { usleep(100_000) }
                    responder.respond(ResponseHead(), body: head.target)
                    return false
                }
            }
        ) { server, address, _ in
            let client = try await RawClient(to: address, on: clients)
            try await client.send("GET /late HTTP/1.1\r\nHost: a\r\n\r\n")
            #expect(try await client.received(endingWith: "/late").hasSuffix("/late"))
            // It goes on, whether it is answered before the pause or after it.
            try await client.send(Self.request)
            #expect(try await client.received(endingWith: "/a").hasSuffix("/a"))
            let loop = try #require(server.loops.values.first)
            while try await loop.eventLoop.submit({ loop.isReadingPaused || loop.isWatching }).get() {}
            #expect(server.readingPauses >= 1)
            let other = try await RawClient(to: address, on: clients)
            try await other.send(Self.request)
            #expect(try await other.received(endingWith: "/a").hasSuffix("/a"))
            await client.close()
            await other.close()
        }
    }

    @Test func withoutALineNothingStops() async throws {
        let clients = MultiThreadedEventLoopGroup.singleton
        try await withServer(nil, handler: { .echoingTarget() }) { server, address, _ in
            let client = try await RawClient(to: address, on: clients)
            try await client.send(Self.request)
            _ = try await client.received(endingWith: "/a")
            let loop = try #require(server.loops.values.first)
            #expect(try await loop.eventLoop.submit { loop.isWatching }.get() == false)
            #expect(server.readingPauses == 0)
            await client.close()
        }
    }
}
