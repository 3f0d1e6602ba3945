import HTTPTransport
import MeridianCore
import NIOCore
import NIOPosix

/// A client that sends one request over a connection of its own and reads the answer, bytes as they are.
struct EdgeClient: Sendable {
    let port: Int

    func send(
        _ method: HTTPMethod, _ target: String, _ fields: [(String, String)] = [], body: ByteBuffer = ByteBuffer()
    ) async throws -> EdgeAnswer {
        let channel = try await ClientBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .connect(host: "127.0.0.1", port: port) { channel in
                channel.eventLoop.makeCompletedFuture {
                    try NIOAsyncChannel<ByteBuffer, ByteBuffer>(wrappingChannelSynchronously: channel)
                }
            }
        var head = "\(method) \(target) HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\n"
        for (name, value) in fields { head += "\(name): \(value)\r\n" }
        if body.readableBytes > 0 || method == .post { head += "content-length: \(body.readableBytes)\r\n" }
        var request = ByteBuffer(string: head + "\r\n")
        request.writeImmutableBuffer(body)
        let bytes = request
        return try await channel.executeThenClose { inbound, outbound in
            try await outbound.write(bytes)
            var parser = ResponseParser()
            var answer = EdgeAnswer()
            do {
                for try await part in inbound {
                    // A HEAD is answered with the length of a body that does not come.
                    if method == .head, answer.status != 0 { break }
                    parser.feed(part)
                    while let event = try parser.next() {
                        if answer.take(event) { return answer }
                        if method == .head { return answer }
                    }
                }
                if let event = try parser.finish(), answer.take(event) { return answer }
            } catch is MeridianError {
                answer.isCut = true
            }
            answer.isCut = true
            return answer
        }
    }
}

/// What the outside world gets.
struct EdgeAnswer: Sendable {
    var status = 0
    var fields = HTTPFields()
    var body = ByteBuffer()
    /// Whether it ended before its end.
    var isCut = false

    var text: String { String(buffer: body) }

    /// - Returns: Whether that was all.
    fileprivate mutating func take(_ event: ResponseParser.Event) -> Bool {
        switch event {
        case .head(let head):
            status = head.status
            fields = head.fields
        case .body(let part): body.writeImmutableBuffer(part)
        case .end: return true
        }
        return false
    }
}
