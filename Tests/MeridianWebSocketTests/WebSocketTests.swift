import Meridian
import MeridianTesting
import MeridianWebSocket
import NIOCore
import Testing

private struct Chat: FunctionApp {
    static let closings = AsyncStream<(name: String, closing: WebSocketClosing?)>.makeStream()

    static var small: WebSocketOptions {
        var options = WebSocketOptions()
        options.maxMessageSize = 1_000
        options.subprotocols = ["chat.v2", "chat.v1"]
        options.trustedOrigins = ["https://friend.example"]
        return options
    }

    var functions: some FunctionGroup {
        WebSocket("echo", "/echo", options: Self.small) { socket, _ in
            for try await message in socket { try await socket.send(message) }
        }
        WebSocket("large", "/large") { socket, _ in
            for try await message in socket { try await socket.send(message) }
        }
        WebSocket("greet", "/greet/{name}") { socket, request, context in
            try await socket.send("hello \(request.parameter("name", as: String.self)) \(context.requestID)")
        }
        WebSocket("fail", "/fail") { _, _ in throw Problem(status: 500) }
        WebSocket("end", "/end") { socket, _ in socket.close(WebSocketCloseCode(4001), reason: "enough") }
        WebSocket("remember", "/remember/{name}") { socket, request, _ in
            let name = try request.parameter("name", as: String.self)
            do {
                for try await _ in socket {}
            } catch {
                _ = try? await socket.send("too late")
            }
            Self.closings.continuation.yield((name, socket.closing))
        }
        Group("/private") {
            WebSocket("secret", "/") { socket, _ in try await socket.send("secret") }
        }.middleware {
            BearerAuthentication(realm: "secret", tokens: ["open"])
        }
    }
}

/// Over sockets, against a client of its own.
@Suite struct WebSocketTests {
    private typealias Frame = SocketClient.Frame

    private func connect<Result: Sendable>(
        _ path: String, lines: [String] = SocketClient.handshake, more: [String] = [], early: [UInt8] = [],
        _ body: @Sendable (SocketClient, _ head: String) async throws -> Result
    ) async throws -> Result {
        try await TestApp(Chat.self).withServer { address in
            try await SocketClient.connect(address, path, lines: lines, more: more, early: early, body)
        }
    }

    @Test func theHandshake() async throws {
        try await connect("/echo", more: ["sec-websocket-protocol: chat.v1, chat.v2", "x-request-id: abc"]) { _, head in
            #expect(head.hasPrefix("HTTP/1.1 101 "))
            #expect(head.contains("sec-websocket-accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo="))
            #expect(head.contains("sec-websocket-protocol: chat.v2"))
            #expect(head.contains("x-request-id: abc"))
        }
    }

    @Test func messagesAndFragmentsAndPings() async throws {
        try await connect("/echo") { client, _ in
            try await client.send(.text("grüß dich"))
            #expect(try await client.receive() == .text("grüß dich"))
            try await client.send(Frame(opcode: 2, payload: [0, 255]))
            #expect(try await client.receive() == Frame(opcode: 2, payload: [0, 255]))
            // A character is cut in two, and a ping comes between.
            try await client.send(Frame(opcode: 1, isFinal: false, payload: [0xC3]))
            try await client.send(Frame(opcode: 9, payload: [1, 2]))
            try await client.send(Frame(opcode: 0, payload: [0xBC]))
            #expect(try await client.receive() == Frame(opcode: 10, payload: [1, 2]))
            #expect(try await client.receive() == .text("ü"))
        }
    }

    @Test func framesThatComeWithTheHandshake() async throws {
        try await connect("/echo", early: SocketClient.bytes(.text("early"))) { client, _ in
            let frame = try await client.receive()
            #expect(frame == .text("early"))
        }
    }

    @Test func largeMessages() async throws {
        try await connect("/large") { client, _ in
            let frame = Frame(opcode: 2, payload: [UInt8](repeating: 7, count: 900_000))
            for _ in 0..<3 {
                try await client.send(frame)
                #expect(try await client.receive() == frame)
            }
        }
    }

    @Test func theClientCloses() async throws {
        try await connect("/echo") { client, _ in
            try await client.sendClose(3001)
            #expect(try await client.receive()?.code == 3001)
            #expect(try await client.receive() == nil)
        }
    }

    @Test(arguments: [("/greet/you", UInt16(1000)), ("/fail", 1011), ("/end", 4001)])
    func theFunctionCloses(path: String, code: UInt16) async throws {
        try await connect(path, more: ["x-request-id: abc"]) { client, _ in
            if path == "/greet/you" { #expect(try await client.receive() == .text("hello you abc")) }
            #expect(try await client.receive()?.code == code)
            try await client.sendClose(code)
            #expect(try await client.receive() == nil)
        }
    }

    struct Offence: Sendable {
        var name: String
        var bytes: [UInt8]
        var code: UInt16
    }

    private static let offences: [Offence] = [
        .init(name: "not masked", bytes: SocketClient.bytes(.text("a"), isMasked: false), code: 1002),
        .init(name: "reserved bit", bytes: SocketClient.bytes(.text("a"), reserved: 4), code: 1002),
        .init(name: "opcode", bytes: SocketClient.bytes(Frame(opcode: 3, payload: [])), code: 1002),
        .init(name: "no beginning", bytes: SocketClient.bytes(Frame(opcode: 0, payload: [])), code: 1002),
        .init(
            name: "a message within another",
            bytes: SocketClient.bytes(Frame(opcode: 1, isFinal: false, payload: [])) + SocketClient.bytes(.text("a")),
            code: 1002),
        .init(name: "split ping", bytes: SocketClient.bytes(Frame(opcode: 9, isFinal: false, payload: [])), code: 1002),
        .init(
            name: "long ping", bytes: SocketClient.bytes(Frame(opcode: 9, payload: .init(repeating: 0, count: 126))),
            code: 1002),
        .init(name: "no UTF-8", bytes: SocketClient.bytes(Frame(opcode: 1, payload: [0xFF])), code: 1007),
        .init(
            name: "no UTF-8, seen early", bytes: SocketClient.bytes(Frame(opcode: 1, isFinal: false, payload: [0xC0])),
            code: 1007),
        .init(
            name: "half a character", bytes: SocketClient.bytes(Frame(opcode: 1, payload: [0xE2, 0x82])), code: 1007),
        .init(
            name: "large frame",
            bytes: SocketClient.bytes(Frame(opcode: 2, payload: .init(repeating: 0, count: 1_001))),
            code: 1009),
        .init(
            name: "large in parts",
            bytes: SocketClient.bytes(Frame(opcode: 2, isFinal: false, payload: .init(repeating: 0, count: 999)))
                + SocketClient.bytes(Frame(opcode: 0, payload: [0, 0])), code: 1009),
        .init(name: "close code", bytes: SocketClient.bytes(Frame(opcode: 8, payload: [3, 0xED])), code: 1002),
        .init(name: "short close", bytes: SocketClient.bytes(Frame(opcode: 8, payload: [3])), code: 1002),
        .init(name: "close reason", bytes: SocketClient.bytes(Frame(opcode: 8, payload: [3, 0xE8, 0xFF])), code: 1007),
    ]

    @Test func offencesAreAnsweredAndTheConnectionEnds() async throws {
        try await TestApp(Chat.self).withServer { address in
            for offence in Self.offences {
                try await SocketClient.connect(address, "/echo", early: offence.bytes) { client, _ in
                    let frame = try await client.receive()
                    #expect(frame?.code == offence.code, "\(offence.name)")
                    #expect(try await client.receive() == nil, "\(offence.name)")
                }
            }
        }
    }

    @Test func anOrderlyEndAndABrokenOne() async throws {
        let app = try TestApp(Chat.self)
        try await app.withServer { address in
            try await SocketClient.connect(address, "/remember/orderly") { client, _ in
                try await client.sendClose(1000)
                _ = try await client.receive()
            }
            try await SocketClient.connect(address, "/remember/broken") { client, _ in
                try await client.send(.text("bye"))
            }
            // A server that stops ends what is still open its own way.
            var closings: [String: WebSocketClosing?] = [:]
            for await (name, closing) in Chat.closings.stream {
                closings[name] = closing
                if closings.count == 2 { break }
            }
            #expect(closings["orderly"] == WebSocketClosing(.normal))
            #expect(closings["broken"] == WebSocketClosing(.abnormal))
        }
    }

    @Test func aServerThatStops() async throws {
        let app = try TestApp(Chat.self)
        let (connected, signal) = AsyncStream<Void>.makeStream()
        let client = try await app.withServer { address in
            let client = Task {
                try await SocketClient.connect(address, "/echo") { client, _ in
                    signal.yield()
                    let code = try await client.receive()?.code
                    try await client.sendClose(1001)
                    return code
                }
            }
            for await _ in connected { break }
            return client
        }
        #expect(try await client.value == 1001)
    }

    struct Refusal: Sendable {
        var path = "/echo"
        var lines = SocketClient.handshake
        var status: Int
    }

    private static let refusals: [Refusal] = [
        .init(lines: [], status: 426),
        .init(lines: SocketClient.handshake.filter { !$0.hasPrefix("connection") }, status: 426),
        .init(lines: SocketClient.handshake.filter { !$0.hasPrefix("upgrade") }, status: 426),
        .init(lines: SocketClient.handshake.filter { !$0.hasPrefix("sec-websocket-version") }, status: 426),
        .init(lines: SocketClient.handshake.map { $0.replacing(": 13", with: ": 8") }, status: 426),
        .init(lines: SocketClient.handshake.filter { !$0.hasPrefix("sec-websocket-key") }, status: 400),
        .init(lines: SocketClient.handshake.map { $0.replacing("ZQ==", with: "") }, status: 400),
        .init(lines: SocketClient.handshake + ["origin: https://evil.example"], status: 403),
        .init(lines: SocketClient.handshake + ["origin: null"], status: 403),
        .init(lines: SocketClient.handshake + ["origin: https://chat.example"], status: 101),
        .init(lines: SocketClient.handshake + ["origin: https://friend.example"], status: 101),
        .init(path: "/private", status: 401),
        .init(path: "/private", lines: SocketClient.handshake + ["authorization: Bearer open"], status: 101),
        .init(path: "/nowhere", status: 404),
    ]

    @Test func whoIsLetIn() async throws {
        try await TestApp(Chat.self).withServer { address in
            for refusal in Self.refusals {
                try await SocketClient.connect(address, refusal.path, lines: refusal.lines) { _, head in
                    #expect(head.hasPrefix("HTTP/1.1 \(refusal.status) "), "\(refusal.path) \(refusal.lines)")
                }
            }
        }
    }

    @Test func aHostWithoutConnections() async throws {
        let answer = try await TestApp(Chat.self).request(.get, "/echo")
        answer.expectProblem(status: 501, code: "MER-1580")
    }
}
