import Meridian
import MeridianTesting
import NIOCore
import NIOWebSocket
import TestSupport
import Testing

@testable import MeridianWebSocket

private struct Compressing: FunctionApp {
    static func options(_ compression: WebSocketCompression) -> WebSocketOptions {
        var options = WebSocketOptions()
        options.compression = compression
        options.maxMessageSize = 100_000
        return options
    }

    var functions: some FunctionGroup {
        WebSocket("each", "/each", options: Self.options(.eachMessage)) { socket, _ in
            for try await message in socket { try await socket.send(message) }
        }
        WebSocket("whole", "/whole", options: Self.options(.wholeConnection)) { socket, _ in
            for try await message in socket { try await socket.send(message) }
        }
        WebSocket("off", "/off") { socket, _ in
            for try await message in socket { try await socket.send(message) }
        }
    }
}

@Suite(.timeLimit(.minutes(1))) struct CompressionTests {
    private typealias Frame = SocketClient.Frame

    private static let offer = "permessage-deflate"

    // MARK: What is agreed on

    @Test(arguments: [
        ("permessage-deflate", "permessage-deflate"),
        ("permessage-deflate; client_max_window_bits", "permessage-deflate"),
        ("permessage-deflate;client_max_window_bits = 10", "permessage-deflate"),
        ("permessage-deflate; server_no_context_takeover", "permessage-deflate; server_no_context_takeover"),
        ("permessage-deflate; client_no_context_takeover", "permessage-deflate; client_no_context_takeover"),
        ("permessage-deflate; server_max_window_bits=\"9\"", "permessage-deflate; server_max_window_bits=9"),
        ("x-other, permessage-deflate; y, permessage-deflate", "permessage-deflate"),
        ("permessage-deflate; server_max_window_bits=8, permessage-deflate", "permessage-deflate"),
    ])
    func offersThatAreTaken(offer: String, answer: String) {
        #expect(DeflateAgreement([offer], .wholeConnection)?.field == answer)
        #expect(DeflateAgreement([offer], .off) == nil)
        #expect(DeflateAgreement(["x-other", offer], .wholeConnection)?.field == answer)
        let alone = DeflateAgreement([offer], .eachMessage)
        #expect(alone?.serverForgets == true)
        #expect(alone?.clientForgets == true)
    }

    @Test(arguments: [
        "", ",", ";", "x-webkit-deflate-frame", "permessage-deflate; x", "permessage-deflate;",
        "permessage-deflate; server_no_context_takeover=1", "permessage-deflate; client_no_context_takeover=",
        "permessage-deflate; server_max_window_bits", "permessage-deflate; server_max_window_bits=16",
        "permessage-deflate; server_max_window_bits=8", "permessage-deflate; server_max_window_bits=09",
        "permessage-deflate; client_max_window_bits=7", "permessage-deflate; client_max_window_bits=+9",
        "permessage-deflate; client_max_window_bits; client_max_window_bits=9",
    ])
    func offersThatAreNotTaken(offer: String) {
        #expect(DeflateAgreement([offer], .wholeConnection) == nil)
    }

    // MARK: What is compressed

    /// The examples of RFC 7692 §7.2.3.
    @Test(
        arguments: [
            [[0xF2, 0x48, 0xCD, 0xC9, 0xC9, 0x07, 0x00]],
            [[0xF2, 0x48, 0xCD], [0xC9, 0xC9, 0x07, 0x00]],
            [[0x00, 0x05, 0x00, 0xFA, 0xFF, 0x48, 0x65, 0x6C, 0x6C, 0x6F, 0x00]],
            [[0xF3, 0x48, 0xCD, 0xC9, 0xC9, 0x07, 0x00, 0x00]],
            [[0xF2, 0x48, 0x05, 0x00, 0x00, 0x00, 0xFF, 0xFF, 0xCA, 0xC9, 0xC9, 0x07, 0x00]],
        ] as [[[UInt8]]])
    func theExamplesOfTheSpecification(parts: [[UInt8]]) throws {
        let inflater = try #require(MessageInflater())
        // The second message may refer to the first.
        for parts in [parts, [[0xF2, 0x00, 0x11, 0x00, 0x00]]] {
            var message = ""
            for (index, part) in parts.enumerated() {
                message += String(
                    buffer: try inflater.expand(
                        ByteBuffer(bytes: part), limit: 100, isLast: index == parts.count - 1))
            }
            #expect(message == "Hello")
        }
    }

    @Test(arguments: [9, 12, 15]) func anyMessagesComeBack(window: Int) throws {
        var generator = SeededGenerator(seed: UInt64(window))
        let deflater = try #require(MessageDeflater(window: window))
        let inflater = try #require(MessageInflater())
        for _ in 0..<200 {
            let count = Int.random(in: 0...(Bool.random(using: &generator) ? 50_000 : 200), using: &generator)
            let most = UInt8.random(in: 0...255, using: &generator)
            let message = ByteBuffer(bytes: (0..<count).map { _ in UInt8.random(in: 0...most, using: &generator) })
            var payload = try #require(deflater.compress(message))
            var expanded = ByteBuffer()
            let cut = Int.random(in: 0...payload.readableBytes, using: &generator)
            for (part, isLast) in [(payload.readSlice(length: cut)!, false), (payload, true)] {
                var some = try inflater.expand(part, limit: 100_000, isLast: isLast)
                expanded.writeBuffer(&some)
            }
            #expect(expanded == message)
        }
    }

    @Test func noBytesDoHarm() throws {
        var generator = SeededGenerator(seed: 7)
        var expanded = 0
        for _ in 0..<20_000 {
            let inflater = try #require(MessageInflater())
            let bytes = (0..<Int.random(in: 0...40, using: &generator)).map { _ in
                UInt8.random(in: 0...255, using: &generator)
            }
            do throws(MessageInflater.Failure) {
                let message = try inflater.expand(ByteBuffer(bytes: bytes), limit: 10_000, isLast: true)
                #expect(message.readableBytes <= 10_000)
                expanded += 1
            } catch {
                #expect(error == .malformed || error == .tooLarge)
            }
        }
        #expect(expanded > 0)
    }

    @Test func aSmallMessageMayNotBecomeALargeOne() throws {
        let deflater = try #require(MessageDeflater(window: 15))
        let bomb = try #require(deflater.compress(ByteBuffer(repeating: 0, count: 10 << 20)))
        #expect(bomb.readableBytes < 100_000)
        let inflater = try #require(MessageInflater())
        #expect(throws: MessageInflater.Failure.tooLarge) {
            try inflater.expand(bomb, limit: 1 << 20, isLast: true)
        }
    }

    // MARK: Over a socket

    private func connect<Result: Sendable>(
        _ path: String, _ body: @Sendable (SocketClient, _ head: String) async throws -> Result
    ) async throws -> Result {
        try await TestApp(Compressing.self).withServer { address in
            try await SocketClient.connect(
                address, path, more: ["sec-websocket-extensions: \(Self.offer)"], body)
        }
    }

    @Test func whatIsAgreedOnIsSaid() async throws {
        try await connect("/whole") { _, head in
            #expect(head.contains("\r\nsec-websocket-extensions: permessage-deflate\r\n"))
        }
        try await connect("/each") { _, head in
            let forgets = "server_no_context_takeover; client_no_context_takeover"
            #expect(head.contains("sec-websocket-extensions: permessage-deflate; \(forgets)"))
        }
        try await connect("/off") { _, head in #expect(!head.contains("sec-websocket-extensions")) }
    }

    @Test(arguments: ["/each", "/whole"]) func messagesGoBothWays(path: String) async throws {
        try await connect(path) { client, _ in
            let deflater = try #require(MessageDeflater(window: 15))
            let inflater = try #require(MessageInflater())
            let text = String(repeating: "a message that is like the one before it; ", count: 10)
            var sizes: [Int] = []
            for _ in 0..<3 {
                let payload = try #require(deflater.compress(ByteBuffer(string: text)))
                if path == "/whole" {
                    try await client.send(Frame(opcode: 1, payload: Array(buffer: payload)), reserved: 4)
                } else {
                    try await client.send(.text(text))
                }
                let frame = try #require(try await client.receive())
                #expect((frame.opcode, frame.reserved, frame.isFinal) == (1, 4, true))
                sizes.append(frame.payload.count)
                let answer = try inflater.expand(ByteBuffer(bytes: frame.payload), limit: 10_000, isLast: true)
                #expect(String(buffer: answer) == text)
            }
            #expect(sizes[0] < text.utf8.count / 4)
            // What came before is of use only where it is remembered.
            #expect(path == "/whole" ? sizes[1] < sizes[0] / 2 : sizes[1] == sizes[0])
            // A short message is sent as it is.
            try await client.send(.text("short"))
            #expect(try await client.receive() == .text("short"))
        }
    }

    @Test func aMessageThatCanNotBecomeSmallerIsSentAsItIs() async throws {
        var generator = SeededGenerator(seed: 3)
        let noise = (0..<1000).map { _ in UInt8.random(in: 0...255, using: &generator) }
        try await connect("/each") { client, _ in
            try await client.send(Frame(opcode: 2, payload: noise))
            #expect(try await client.receive() == Frame(opcode: 2, payload: noise))
        }
    }

    @Test func fragmentsAndControlFramesInBetween() async throws {
        try await connect("/each") { client, _ in
            try await client.send(Frame(opcode: 1, isFinal: false, payload: [0xF2, 0x48, 0xCD]), reserved: 4)
            try await client.send(Frame(opcode: 9, payload: [1]))
            try await client.send(Frame(opcode: 0, payload: [0xC9, 0xC9, 0x07, 0x00]))
            #expect(try await client.receive() == Frame(opcode: 10, payload: [1]))
            #expect(try await client.receive() == .text("Hello"))
        }
    }

    @Test(arguments: [
        // Not compressed that way.
        (Frame(opcode: 1, payload: [0xFF, 0xFF, 0xFF]), 4, 1007),
        // No UTF-8 once it is expanded.
        (Frame(opcode: 1, payload: [0x00, 0x01, 0x00, 0xFE, 0xFF, 0xFF, 0x00]), 4, 1007),
        // Control frames are never compressed, nor do other bits mean anything.
        (Frame(opcode: 9, payload: []), 4, 1002), (Frame(opcode: 1, payload: []), 2, 1002),
        (Frame(opcode: 1, payload: []), 1, 1002),
    ])
    fileprivate func whatBreaksTheRulesEndsTheConnection(frame: SocketClient.Frame, reserved: UInt8, code: UInt16)
        async throws
    {
        try await connect("/each") { client, _ in
            try await client.send(frame, reserved: reserved)
            #expect(try await client.receive()?.code == code)
        }
    }

    @Test func aMessageThatIsTooLargeOnceItIsExpandedEndsTheConnection() async throws {
        let deflater = try #require(MessageDeflater(window: 15))
        let payload = Array(buffer: try #require(deflater.compress(ByteBuffer(repeating: 65, count: 100_001))))
        try await connect("/whole") { client, _ in
            try await client.send(Frame(opcode: 1, payload: payload), reserved: 4)
            #expect(try await client.receive()?.code == 1009)
        }
    }

    @Test func withoutAnAgreementNothingIsCompressed() async throws {
        try await TestApp(Compressing.self).withServer { address in
            try await SocketClient.connect(address, "/each") { client, head in
                #expect(!head.contains("sec-websocket-extensions"))
                let text = String(repeating: "a", count: 1000)
                try await client.send(.text(text))
                #expect(try await client.receive() == .text(text))
                try await client.send(.text("x"), reserved: 4)
                #expect(try await client.receive()?.code == 1002)
            }
        }
    }
}
