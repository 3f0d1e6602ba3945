import MeridianCore
import NIOCore
import NIOEmbedded

@testable import HTTPTransport

/// A connection over a channel in memory, whose clock moves when told.
final class EmbeddedConnection {
    let channel: EmbeddedChannel
    let probe: Probe
    let loop: ConnectionLoop

    init(_ probe: Probe, configure: (inout HTTPServerConfiguration) -> Void = { _ in }) throws {
        var configuration = HTTPServerConfiguration.local
        configure(&configuration)
        self.probe = probe
        let eventLoop = EmbeddedEventLoop()
        loop = ConnectionLoop(eventLoop: eventLoop, configuration: configuration)
        channel = EmbeddedChannel(handler: HTTPConnection(loop: loop, handler: probe), loop: eventLoop)
        try channel.connect(to: SocketAddress(ipAddress: "127.0.0.1", port: 1)).wait()
    }

    func send(_ text: String) throws {
        try channel.writeInbound(ByteBuffer(string: text))
    }

    /// Everything written since the last call, without `date` lines and ids that were made up.
    func sent(keepsIDs: Bool = false) throws -> String {
        var text = ""
        while let buffer = try channel.readOutbound(as: ByteBuffer.self) { text += String(buffer: buffer) }
        return text.split(separator: "\r\n", omittingEmptySubsequences: false).filter { line in
            !line.hasPrefix("date: ") && (keepsIDs || !(line.hasPrefix("x-request-id: ") && line.utf8.count == 46))
        }
        .joined(separator: "\r\n")
    }

    /// The number of writes since the last call.
    func writes() throws -> Int {
        var count = 0
        while try channel.readOutbound(as: ByteBuffer.self) != nil { count += 1 }
        return count
    }

    func advance(_ time: TimeAmount) {
        channel.embeddedEventLoop.advanceTime(by: time)
    }

    func finish() {
        _ = try? channel.finish(acceptAlreadyClosed: true)
    }
}
