import Logging
import MeridianCore
import NIOConcurrencyHelpers
import NIOCore
import NIOEmbedded
import Testing

@testable import Meridian

@Suite struct LambdaPollTests {
    /// A poll, and the connections to the Runtime API that it opens.
    private final class Polled {
        let loop = EmbeddedEventLoop()
        let poll: LambdaPoll
        private let opened: Opened
        private let outcome = NIOLockedValueBox<Result<Void, any Error>?>(nil)

        /// Where the connections go while the poll is being made.
        private final class Opened {
            var connections: [EmbeddedChannel] = []
            var isRefusing = false
        }

        init() throws {
            let settings = try LambdaSettings(Environment(["AWS_LAMBDA_RUNTIME_API": "127.0.0.1:1"]))
            let app = try SketchedApp { Function("f", .get("/")) { _, _ in "" } }.assembled()
            let opened = Opened()
            self.opened = opened
            poll = LambdaPoll(
                try AppRoutes(app.table), settings, eventLoop: loop, logger: app.logger
            ) { [loop] line in
                if opened.isRefusing { return loop.makeFailedFuture(Unexpected("refused")) }
                let channel = EmbeddedChannel(handler: line, loop: loop)
                opened.connections.append(channel)
                return loop.makeSucceededFuture(channel)
            }
            poll.ended.whenComplete { [outcome] result in outcome.withLockedValue { $0 = result } }
            _ = poll.open()
            loop.run()
        }

        deinit { poll.end() }

        var count: Int { opened.connections.count }

        func refuseConnections() { opened.isRefusing = true }

        /// Lets the last connection open.
        func connect() throws {
            try opened.connections[count - 1].connect(to: SocketAddress(ipAddress: "127.0.0.1", port: 1)).wait()
        }

        /// The first lines of the requests that went out over a connection since it was asked last.
        func sent(_ connection: Int) throws -> [String] {
            var lines: [String] = []
            while let bytes = try opened.connections[connection].readOutbound(as: ByteBuffer.self) {
                lines.append(String(String(buffer: bytes).prefix { !$0.isNewline }))
            }
            return lines
        }

        func receive(_ connection: Int, _ text: String) throws {
            try opened.connections[connection].writeInbound(ByteBuffer(string: text))
        }

        /// The Runtime API closes a connection.
        func close(_ connection: Int) throws {
            try opened.connections[connection].close().wait()
        }

        func isOpen(_ connection: Int) -> Bool { opened.connections[connection].isActive }

        var hasEnded: Bool { outcome.withLockedValue { $0 != nil } }

        /// Why it ended, where that was not wanted.
        var reason: String? {
            guard case .failure(let error) = outcome.withLockedValue({ $0 }) else { return nil }
            return "\(error)"
        }
    }

    private static let asks = "GET /2018-06-01/runtime/invocation/next HTTP/1.1"
    private static let answers = "POST /2018-06-01/runtime/invocation/one/response HTTP/1.1"
    private static let event = #"{"version":"1.0","httpMethod":"GET","path":"/","requestContext":{}}"#

    private static func invocation(_ more: String = "", version: String = "1.1") -> String {
        "HTTP/\(version) 200 OK\r\nlambda-runtime-aws-request-id: one\r\n\(more)"
            + "content-length: \(event.utf8.count)\r\n\r\n\(event)"
    }

    private static func taken(_ more: String = "", version: String = "1.1") -> String {
        "HTTP/\(version) 202 Accepted\r\n\(more)content-length: 0\r\n\r\n"
    }

    @Test func asksWhenItsLineIsOpen() throws {
        let polled = try Polled()
        #expect(try polled.sent(0) == [])
        try polled.connect()
        #expect(try polled.sent(0) == [Self.asks])
    }

    @Test func closesALineThatOpensAfterItsEnd() throws {
        let polled = try Polled()
        polled.poll.drain()
        try polled.connect()
        #expect(!polled.isOpen(0))
        #expect(try polled.sent(0) == [])
    }

    @Test func asksForTheNextWithTheAnswer() throws {
        let polled = try Polled()
        try polled.connect()
        try polled.receive(0, Self.invocation())
        #expect(try polled.sent(0) == [Self.asks, Self.answers, Self.asks])
        try polled.receive(0, Self.taken() + Self.invocation())
        #expect(try polled.sent(0) == [Self.answers, Self.asks])
        #expect(polled.count == 1)
    }

    @Test(arguments: [("Connection: close\r\n", "1.1"), ("", "1.0")])
    func opensAConnectionForEachRequestWhereOneAnswersNoMore(field: String, version: String) throws {
        let polled = try Polled()
        try polled.connect()
        try polled.receive(0, Self.invocation(field, version: version))
        #expect(!polled.isOpen(0))
        try polled.connect()
        // Nothing follows an answer over a connection that has not shown that it takes more.
        #expect(try polled.sent(1) == [Self.answers])
        try polled.receive(1, Self.taken(field, version: version))
        try polled.connect()
        #expect(try polled.sent(2) == [Self.asks])
        try polled.receive(2, Self.invocation(field, version: version))
        try polled.connect()
        #expect(try polled.sent(3) == [Self.answers])
        #expect(polled.reason == nil)
    }

    @Test func readsAnInvocationThatEndsWithItsConnection() throws {
        let polled = try Polled()
        try polled.connect()
        try polled.receive(0, "HTTP/1.0 200 OK\r\nlambda-runtime-aws-request-id: one\r\n\r\n" + Self.event)
        #expect(try polled.sent(0) == [Self.asks])
        try polled.close(0)
        try polled.connect()
        #expect(try polled.sent(1) == [Self.answers])
    }

    @Test func sendsAgainWhatAClosedConnectionLeftUnanswered() throws {
        let polled = try Polled()
        try polled.connect()
        try polled.receive(0, Self.invocation())
        #expect(try polled.sent(0) == [Self.asks, Self.answers, Self.asks])
        try polled.close(0)
        try polled.connect()
        #expect(try polled.sent(1) == [Self.answers])
        try polled.receive(1, Self.taken())
        #expect(try polled.sent(1) == [Self.asks])
        #expect(polled.reason == nil)
    }

    @Test func aConnectionThatEndsWithoutAnAnswerIsTheEnd() throws {
        let polled = try Polled()
        try polled.connect()
        try polled.close(0)
        #expect(polled.count == 1)
        #expect(polled.reason?.contains("it has closed the connection") == true)
    }

    @Test func aRuntimeAPIThatTakesNoMoreConnectionsIsTheEnd() throws {
        let polled = try Polled()
        try polled.connect()
        try polled.receive(0, Self.invocation())
        polled.refuseConnections()
        try polled.close(0)
        #expect(polled.reason?.contains("takes no other") == true)
    }

    @Test func anAnswerThatIsCutIsTheEnd() throws {
        let polled = try Polled()
        try polled.connect()
        try polled.receive(0, String(Self.invocation().dropLast(5)))
        try polled.close(0)
        #expect(polled.reason?.contains("closed within it") == true)
    }

    @Test func anAnswerToNothingIsTheEnd() throws {
        let polled = try Polled()
        try polled.connect()
        try polled.receive(0, Self.invocation() + Self.taken() + Self.taken() + Self.taken())
        #expect(polled.reason?.contains("it answered 202") == true)
    }

    /// Closing an idle connection in the end is no failure.
    @Test func aClosedConnectionAfterTheDrainIsTheEnd() throws {
        let polled = try Polled()
        try polled.connect()
        try polled.receive(0, Self.invocation())
        polled.poll.drain()
        try polled.receive(0, Self.taken())
        #expect(polled.hasEnded)
        #expect(polled.reason == nil)
        #expect(!polled.isOpen(0))
    }
}
