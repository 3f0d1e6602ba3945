import MeridianCore
import NIOCore
import NIOPosix
import Synchronization
import Testing

@testable import HTTPTransport

@Suite(.timeLimit(.minutes(1))) struct HTTPServerTests {
    private static let get = "GET /a HTTP/1.1\r\nHost: a\r\n\r\n"

    @Test func keepsConnectionsAliveAndPipelines() async throws {
        try await withServer { server, address, group in
            let client = try await RawClient(to: address, on: group)
            try await client.send(Self.get)
            #expect(try await client.received(endingWith: "/a").hasPrefix("HTTP/1.1 200 OK\r\n"))
            #expect(server.activeConnections == 1)
            try await client.send(
                "GET /b HTTP/1.1\r\nHost: a\r\n\r\nGET /c HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n")
            let all = try await client.receivedUntilClosed()
            #expect(all.components(of: "HTTP/1.1 200 OK") == 3)
            #expect(all.hasSuffix("/c"))
            await client.close()
        }
    }

    @Test func refusesHostileRequestsAndCloses() async throws {
        try await withServer { _, address, group in
            try await withThrowingTaskGroup(of: Void.self) { tasks in
                for hostile in HostileRequests.all {
                    tasks.addTask {
                        let client = try await RawClient(to: address, on: group)
                        try await client.send(hostile.bytes)
                        let answer = try await client.receivedUntilClosed()
                        if hostile.faultIsInBody {
                            // The handler answered before it saw the body; what matters is that nothing follows.
                            #expect(answer.components(of: "HTTP/1.1 ") == 1, "\(hostile.name)")
                        } else {
                            #expect(answer.hasPrefix("HTTP/1.1 \(hostile.status) "), "\(hostile.name): \(answer)")
                            #expect(answer.contains("application/problem+json"))
                            #expect(answer.contains("connection: close\r\n"))
                        }
                        await client.close()
                    }
                }
                try await tasks.waitForAll()
            }
        }
    }

    @Test func carriesLargeBodiesBothWays() async throws {
        try await withServer(handler: { _ in Probe.echoingBody() }) { _, address, group in
            let client = try await RawClient(to: address, on: group)
            let piece = String(repeating: "0123456789abcdef", count: 4096)
            try await client.send("POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n")
            for _ in 0..<16 { try await client.send("10000\r\n" + piece + "\r\n") }
            try await client.send("0\r\n\r\n")
            let expected = piece.utf8.count * 16
            let answer = try await client.received { bytes in bytes.count > expected }
            #expect(answer.contains("content-length: \(expected)\r\n"))
            await client.close()
        }
    }

    @Test func aSlowReaderBoundsWhatTheServerHolds() async throws {
        let largest = Atomic(0)
        let total = 50 * 1024 * 1024
        let piece = ByteBuffer(repeating: 0x78, count: 64 * 1024)
        let stalled = AsyncStream<Void>.makeStream()
        try await withServer(handler: { _ in
            Flood(piece: piece, count: total / piece.readableBytes) { written in
                largest.store(written, ordering: .relaxed)
                stalled.continuation.yield()
            }
        }) { _, address, group in
            let client = try await RawClient(to: address, on: group, reads: false)
            try await client.send(Self.get)
            var stalls = stalled.stream.makeAsyncIterator()
            await stalls.next()
            // What the server gave away is in the socket buffers of both ends or in its own bounded one.
            #expect(largest.load(ordering: .relaxed) < 20 * 1024 * 1024)
            try await client.startReading()
            let isComplete = try await client.received { bytes in
                bytes.count > total && bytes.suffix(5) == Array("0\r\n\r\n".utf8)[...]
            }
            #expect(isComplete.utf8.count > total)
            await client.close()
        }
    }

    @Test func answersAClientThatClosedItsSendingSide() async throws {
        try await withServer(handler: { _ in
            Probe { _, head, responder in
                let answer = NIOLoopBound(responder, eventLoop: responder.eventLoop)
                responder.eventLoop.scheduleTask(in: .milliseconds(20)) {
                    answer.value.respond(ResponseHead(), body: ByteBuffer(string: "late"))
                }
                return true
            }
        }) { _, address, group in
            let client = try await RawClient(to: address, on: group)
            try await client.send(Self.get)
            try await client.closeOutput()
            #expect(try await client.receivedUntilClosed().hasSuffix("late"))
            await client.close()
        }
    }

    @Test(arguments: [true, false])
    func aClientThatGoesCancelsItsRequest(_ resets: Bool) async throws {
        let started = AsyncStream<Void>.makeStream()
        let cancelled = AsyncStream<ErrorCode>.makeStream()
        try await withServer(handler: { _ in
            let probe = Probe { _, _, _ in
                started.continuation.yield()
                return true
            }
            probe.onCancelled = { cancelled.continuation.yield($1.code) }
            return probe
        }) { _, address, group in
            let client = try await RawClient(to: address, on: group)
            try await client.send(Self.get)
            var starts = started.stream.makeAsyncIterator()
            await starts.next()
            if resets { try await client.reset() } else { await client.close() }
            var cancellations = cancelled.stream.makeAsyncIterator()
            #expect(await cancellations.next() == .cancelled)
        }
    }

    @Test func tooManyConnectionsGet503() async throws {
        var configuration = HTTPServerConfiguration.local
        configuration.maxConnections = 1
        try await withServer(configuration) { _, address, group in
            let first = try await RawClient(to: address, on: group)
            try await first.send(Self.get)
            _ = try await first.received(endingWith: "/a")
            let second = try await RawClient(to: address, on: group)
            let answer = try await second.receivedUntilClosed()
            #expect(answer.hasPrefix("HTTP/1.1 503 Service Unavailable\r\n"))
            #expect(answer.contains("MER-3013"))
            await second.close()
            await first.close()
        }
    }

    @Test func aSlowHeadGets408() async throws {
        var configuration = HTTPServerConfiguration.local
        configuration.headTimeout = .milliseconds(1)
        try await withServer(configuration) { _, address, group in
            let client = try await RawClient(to: address, on: group)
            try await client.send("GET / HTTP/1.1\r\n")
            #expect(try await client.receivedUntilClosed().hasPrefix("HTTP/1.1 408 Request Timeout\r\n"))
            await client.close()
        }
    }

    @Test func aLargeBodyGets413WhileItIsStillBeingSent() async throws {
        var configuration = HTTPServerConfiguration.local
        configuration.maxBodySize = 1000
        try await withServer(configuration) { _, address, group in
            let client = try await RawClient(to: address, on: group)
            try await client.send("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 200000\r\n\r\n")
            try await client.send(Array(repeating: 0x78, count: 200_000))
            #expect(try await client.receivedUntilClosed().hasPrefix("HTTP/1.1 413 Content Too Large\r\n"))
            await client.close()
        }
    }

    @Test func aClientThatStopsReadingIsCut() async throws {
        var configuration = HTTPServerConfiguration.local
        configuration.writeTimeout = .milliseconds(1)
        let cancelled = AsyncStream<ErrorCode>.makeStream()
        try await withServer(
            configuration,
            handler: { _ in
                let probe = Probe { _, _, responder in
                    responder.start(ResponseHead())
                    _ = responder.write(ByteBuffer(repeating: 0x78, count: 64 * 1024 * 1024))
                    return true
                }
                probe.onCancelled = { cancelled.continuation.yield($1.code) }
                return probe
            }
        ) { _, address, group in
            let client = try await RawClient(to: address, on: group, reads: false)
            try await client.send(Self.get)
            var cancellations = cancelled.stream.makeAsyncIterator()
            #expect(await cancellations.next() == .responseStalled)
            await client.close()
        }
    }

    @Test func drainAnswersWhatIsUnderWay() async throws {
        let responders = AsyncStream<NIOLoopBound<any ExchangeResponder>>.makeStream()
        let configuration = HTTPServerConfiguration.local
        // On one loop all connections learn of the end in one turn.
        let group = MultiThreadedEventLoopGroup(numberOfThreads: 1)
        let server = HTTPServer(configuration: configuration, group: group) { _ in
            Probe { _, _, responder in
                responders.continuation.yield(NIOLoopBound(responder, eventLoop: responder.eventLoop))
                return true
            }
        }
        let address = try await server.start()
        let idle = try await RawClient(to: address, on: group)
        let busy = try await RawClient(to: address, on: group)
        try await busy.send(Self.get)
        var iterator = responders.stream.makeAsyncIterator()
        let responder = try #require(await iterator.next())
        async let draining: Void = server.drain(grace: .seconds(30))
        _ = try await idle.receivedUntilClosed()
        await idle.close()
        responder.eventLoop.execute { responder.value.respond(ResponseHead(), body: ByteBuffer(string: "done")) }
        let answer = try await busy.receivedUntilClosed()
        #expect(answer.contains("connection: close\r\n"))
        #expect(answer.hasSuffix("done"))
        await busy.close()
        await draining
        #expect(server.activeConnections == 0)
        await #expect(throws: (any Error).self) { _ = try await RawClient(to: address, on: group) }
        try await group.shutdownGracefully()
    }

    @Test func drainCutsWhatOutlivesTheGrace() async throws {
        let started = AsyncStream<Void>.makeStream()
        let group = MultiThreadedEventLoopGroup.singleton
        let server = HTTPServer(configuration: .local, group: group) { _ in
            Probe { _, _, _ in
                started.continuation.yield()
                return true
            }
        }
        let client = try await RawClient(to: try await server.start(), on: group)
        try await client.send(Self.get)
        var starts = started.stream.makeAsyncIterator()
        await starts.next()
        await server.drain(grace: .milliseconds(10))
        #expect(try await client.receivedUntilClosed() == "")
        await client.close()
    }

    @Test func saysThatAnAddressIsInUse() async throws {
        try await withServer { _, address, group in
            let port = try #require(address.port)
            let other = HTTPServer(
                configuration: .init(address: ListenAddress(.host("127.0.0.1", port: port))), group: group
            ) { _ in Probe.echoingTarget() }
            let error = await #expect(throws: MeridianError.self) { _ = try await other.start() }
            #expect(error?.code == .addressInUse)
        }
    }

    @Test func listensOnAUnixSocketAndReplacesAnAbandonedOne() async throws {
        let path = "/tmp/meridian-http-\(UInt64.random(in: 0 ... .max)).sock"
        let group = MultiThreadedEventLoopGroup.singleton
        let abandoned = try await ServerBootstrap(group: group).bind(unixDomainSocketPath: path).get()
        let configuration = HTTPServerConfiguration(address: ListenAddress(.unix(path: path)))
        let early = HTTPServer(configuration: configuration, group: group) { _ in Probe.echoingTarget() }
        let error = await #expect(throws: MeridianError.self) { _ = try await early.start() }
        #expect(error?.code == .addressInUse)
        try await abandoned.close().get()
        try await withServer(configuration) { _, address, group in
            let client = try await RawClient(to: address, on: group)
            try await client.send(Self.get)
            #expect(try await client.received(endingWith: "/a").hasPrefix("HTTP/1.1 200 OK\r\n"))
            await client.close()
        }
    }

    /// Streams as fast as it may, and tells how much it had written whenever it had to wait.
    private final class Flood: ExchangeHandler, ExchangeReceiver {
        private let piece: ByteBuffer
        private var left: Int
        private var written = 0
        private let onWait: (Int) -> Void
        private var responder: (any ExchangeResponder)?

        init(piece: ByteBuffer, count: Int, onWait: @escaping (Int) -> Void) {
            self.piece = piece
            self.left = count
            self.onWait = onWait
        }

        func handle(_ head: RequestHead, responder: any ExchangeResponder) -> (any ExchangeReceiver)? {
            self.responder = responder
            responder.start(ResponseHead())
            pump()
            return self
        }

        func exchangeReceived(_ body: ByteBuffer, isLast: Bool) {}
        func exchangeBecameWritable() { pump() }
        func exchangeCancelled(_ error: MeridianError) {}

        private func pump() {
            while left > 0 {
                left -= 1
                written += piece.readableBytes
                guard responder?.write(piece) == true else {
                    onWait(written)
                    return
                }
            }
            responder?.end()
        }
    }
}

extension String {
    fileprivate func components(of text: String) -> Int {
        var count = 0
        var rest = self[...]
        while let range = rest.firstRange(of: text) {
            count += 1
            rest = rest[range.upperBound...]
        }
        return count
    }
}
