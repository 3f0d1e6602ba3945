import MeridianCore
import NIOCore
import NIOPosix
import Testing

@testable import HTTPTransport

@Suite(.timeLimit(.minutes(1))) struct HTTPClientConnectionTests {
    /// Gathers an answer.
    private final class Gathered: ResponseReceiver {
        let promise: EventLoopPromise<String>
        let connection: HTTPClientConnection
        var text = ""

        init(_ connection: HTTPClientConnection, _ promise: EventLoopPromise<String>) {
            self.connection = connection
            self.promise = promise
        }

        func responseStarted(_ head: ResponseHead) {
            text = "\(head.status) "
        }

        func responseReceived(_ body: ByteBuffer, isLast: Bool) {
            connection.consumed(body.readableBytes)
            text += String(buffer: body)
            if isLast { promise.succeed(text + (connection.isIdle ? " kept" : " closed")) }
        }

        func requestBecameWritable() {}

        func responseFailed(_ error: MeridianError, isUnanswered: Bool) {
            promise.succeed("failed: \(error.message)\(isUnanswered ? ", unanswered" : "")")
        }
    }

    /// Sends requests one after the other on a connection to a server that sends `answers` as they are, one a read.
    private func answers(_ answers: [String], to requests: [RequestHead], closes: Bool = false) async throws -> [String]
    {
        let group = NIOSingletons.posixEventLoopGroup
        let eventLoop = group.any()
        let server = try await ServerBootstrap(group: eventLoop)
            .childChannelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    try channel.pipeline.syncOperations.addHandler(Canned(answers, closes: closes))
                }
            }
            .bind(host: "127.0.0.1", port: 0).get()
        let address = try #require(server.localAddress)
        let heads = requests
        let result = try await eventLoop.flatSubmit { () -> EventLoopFuture<[String]> in
            HTTPClientConnection.connect(to: address, on: eventLoop).assumeIsolated().flatMap { connection in
                func next(_ index: Int, _ seen: [String]) -> EventLoopFuture<[String]> {
                    guard index < heads.count, connection.isIdle else { return eventLoop.makeSucceededFuture(seen) }
                    let promise = eventLoop.makePromise(of: String.self)
                    connection.send(heads[index], framing: .none, to: Gathered(connection, promise))
                    connection.end()
                    return promise.futureResult.assumeIsolated().flatMap { next(index + 1, seen + [$0]) }.nonisolated()
                }
                return next(0, []).assumeIsolated().map { seen in
                    connection.close()
                    return seen
                }.nonisolated()
            }.nonisolated()
        }.get()
        try await server.close()
        return result
    }

    /// Answers each read with the next text.
    private final class Canned: ChannelInboundHandler {
        typealias InboundIn = ByteBuffer
        typealias OutboundOut = ByteBuffer

        private var answers: ArraySlice<String>
        private let closes: Bool

        init(_ answers: [String], closes: Bool) {
            self.answers = answers[...]
            self.closes = closes
        }

        func channelRead(context: ChannelHandlerContext, data: NIOAny) {
            guard let answer = answers.popFirst() else { return }
            context.writeAndFlush(wrapOutboundOut(ByteBuffer(string: answer)), promise: nil)
            if closes { context.close(promise: nil) }
        }
    }

    private let get = RequestHead(method: .get, target: "/", fields: ["host": "a"])

    @Test func aConnectionCarriesSeveralRequests() async throws {
        let texts = try await answers(
            [
                "HTTP/1.1 200 OK\r\nContent-Length: 1\r\n\r\na",
                "HTTP/1.1 404 No\r\nTransfer-Encoding: chunked\r\n\r\n1\r\nb\r\n0\r\n\r\n",
            ],
            to: [get, get])
        #expect(texts == ["200 a kept", "404 b kept"])
    }

    @Test func aConnectionThatTheServerClosesIsNotKept() async throws {
        let closing = try await answers(
            ["HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 1\r\n\r\na"], to: [get])
        #expect(closing == ["200 a closed"])
        let untilClose = try await answers(["HTTP/1.1 200 OK\r\n\r\nall"], to: [get], closes: true)
        #expect(untilClose == ["200 all closed"])
    }

    @Test func whatIsNotWholeFails() async throws {
        let nothing = try await answers([""], to: [get], closes: true)
        #expect(nothing == ["failed: the connection was closed without a response, unanswered"])
        let part = try await answers(["HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nabc"], to: [get], closes: true)
        #expect(part == ["failed: the response can't be read: the connection was closed within it"])
        let noise = try await answers(["SSH-2.0-OpenSSH\r\n\r\n"], to: [get])
        #expect(noise[0].hasPrefix("failed: the response can't be read"))
    }
}
