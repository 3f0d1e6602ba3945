import MeridianCore
import NIOCore
import NIOPosix

/// Sends one request a connection and reads until the server closes it.
struct RawClient: Sendable {
    struct Answer: Sendable {
        var status: Int
        var fields: HTTPFields
        var body: String
    }

    let port: Int

    func send(
        _ method: String, _ target: String, _ fields: KeyValuePairs<String, String> = [:], body: String = ""
    ) async throws -> Answer {
        let channel = try await ClientBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .connect(host: "127.0.0.1", port: port) { channel in
                channel.eventLoop.makeCompletedFuture {
                    try NIOAsyncChannel<ByteBuffer, ByteBuffer>(wrappingChannelSynchronously: channel)
                }
            }
        var text = "\(method) \(target) HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\n"
        for (name, value) in fields { text += "\(name): \(value)\r\n" }
        if !body.isEmpty || method == "POST" { text += "content-length: \(body.utf8.count)\r\n" }
        text += "\r\n" + body
        let request = text
        return try await channel.executeThenClose { inbound, outbound in
            try await outbound.write(ByteBuffer(string: request))
            var received = ByteBuffer()
            for try await part in inbound { received.writeImmutableBuffer(part) }
            return try parse(String(buffer: received))
        }
    }

    private struct Unreadable: Error { var text: String }

    private func parse(_ text: String) throws -> Answer {
        guard let end = text.firstRange(of: "\r\n\r\n") else { throw Unreadable(text: text) }
        let lines = text[..<end.lowerBound].split(separator: "\r\n")
        guard let status = lines.first?.split(separator: " ").dropFirst().first.flatMap({ Int($0) }) else {
            throw Unreadable(text: text)
        }
        var fields = HTTPFields()
        for line in lines.dropFirst() {
            let parts = line.split(separator: ":", maxSplits: 1)
            fields.append(String(parts[0]), String(parts[1].drop { $0 == " " }))
        }
        return Answer(status: status, fields: fields, body: String(text[end.upperBound...]))
    }
}
