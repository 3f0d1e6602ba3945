import NIOCore
import NIOPosix

/// A client that can also do what it must not. Frames are written and read by hand, apart from the server's coder.
final class SocketClient {
    struct Frame: Equatable {
        var opcode: UInt8
        var isFinal = true
        var reserved: UInt8 = 0
        var payload: [UInt8]

        static func text(_ text: String) -> Frame { Frame(opcode: 1, payload: Array(text.utf8)) }

        /// The code of a close frame.
        var code: UInt16? {
            opcode == 8 && payload.count >= 2 ? UInt16(payload[0]) << 8 | UInt16(payload[1]) : nil
        }
    }

    private var inbound: NIOAsyncChannelInboundStream<ByteBuffer>.AsyncIterator
    private let outbound: NIOAsyncChannelOutboundWriter<ByteBuffer>
    private var buffer = ByteBuffer()

    private init(
        _ inbound: NIOAsyncChannelInboundStream<ByteBuffer>, _ outbound: NIOAsyncChannelOutboundWriter<ByteBuffer>
    ) {
        self.inbound = inbound.makeAsyncIterator()
        self.outbound = outbound
    }

    static let handshake = [
        "connection: keep-alive, Upgrade", "upgrade: WebSocket", "sec-websocket-version: 13",
        "sec-websocket-key: dGhlIHNhbXBsZSBub25jZQ==",
    ]

    /// Sends an opening handshake and hands over the answer's head.
    static func connect<Result: Sendable>(
        _ address: String, _ path: String, lines: [String] = handshake, more: [String] = [], early: [UInt8] = [],
        _ body: (SocketClient, _ head: String) async throws -> Result
    ) async throws -> Result {
        let port = Int(address.split(separator: ":").last!)!
        let channel = try await ClientBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .connect(host: "127.0.0.1", port: port) { channel in
                channel.eventLoop.makeCompletedFuture {
                    try NIOAsyncChannel<ByteBuffer, ByteBuffer>(wrappingChannelSynchronously: channel)
                }
            }
        return try await channel.executeThenClose { inbound, outbound in
            let client = SocketClient(inbound, outbound)
            let head = ["GET \(path) HTTP/1.1", "host: chat.example"] + lines + more + ["", ""]
            var bytes = ByteBuffer(string: head.joined(separator: "\r\n"))
            bytes.writeBytes(early)
            try await outbound.write(bytes)
            return try await body(client, client.readHead())
        }
    }

    private func fill() async throws -> Bool {
        guard var part = try await inbound.next() else { return false }
        buffer.writeBuffer(&part)
        return true
    }

    private func readHead() async throws -> String {
        while true {
            let text = String(buffer: buffer)
            if let end = text.firstRange(of: "\r\n\r\n") {
                buffer.moveReaderIndex(forwardBy: text[..<end.upperBound].utf8.count)
                return String(text[..<end.lowerBound])
            }
            guard try await fill() else { return text }
        }
    }

    /// The next frame; `nil` once the server has closed.
    func receive() async throws -> Frame? {
        while true {
            if let frame = parse() { return frame }
            do {
                guard try await fill() else { return nil }
            } catch {
                return nil
            }
        }
    }

    private func parse() -> Frame? {
        var bytes = buffer
        guard let first = bytes.readInteger(as: UInt8.self), let second = bytes.readInteger(as: UInt8.self) else {
            return nil
        }
        var length = Int(second & 0x7F)
        if length == 126 {
            guard let long = bytes.readInteger(as: UInt16.self) else { return nil }
            length = Int(long)
        } else if length == 127 {
            guard let long = bytes.readInteger(as: UInt64.self) else { return nil }
            length = Int(long)
        }
        guard let payload = bytes.readBytes(length: length) else { return nil }
        buffer = bytes
        return Frame(
            opcode: first & 15, isFinal: first & 0x80 != 0, reserved: first >> 4 & 7, payload: payload)
    }

    func send(_ frame: Frame, reserved: UInt8 = 0, isMasked: Bool = true) async throws {
        try await outbound.write(ByteBuffer(bytes: Self.bytes(frame, reserved: reserved, isMasked: isMasked)))
    }

    static func bytes(_ frame: Frame, reserved: UInt8 = 0, isMasked: Bool = true) -> [UInt8] {
        var bytes = [frame.opcode | reserved << 4 | (frame.isFinal ? 0x80 : 0)]
        let mask: UInt8 = isMasked ? 0x80 : 0
        switch frame.payload.count {
        case ..<126: bytes.append(mask | UInt8(frame.payload.count))
        case ..<65_536: bytes += [mask | 126, UInt8(frame.payload.count >> 8), UInt8(frame.payload.count & 255)]
        default:
            bytes.append(mask | 127)
            for shift in stride(from: 56, through: 0, by: -8) {
                bytes.append(UInt8(frame.payload.count >> shift & 255))
            }
        }
        guard isMasked else { return bytes + frame.payload }
        let key: [UInt8] = [0x1F, 0x2E, 0x3D, 0x4C]
        return bytes + key + frame.payload.enumerated().map { $1 ^ key[$0 % 4] }
    }

    /// Sends a close frame with a code.
    func sendClose(_ code: UInt16) async throws {
        try await send(Frame(opcode: 8, payload: [UInt8(code >> 8), UInt8(code & 255)]))
    }
}
