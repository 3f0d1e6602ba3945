import NIOCore
import TestSupport
import Testing

@testable import MeridianRedis

@Suite struct RESPParserTests {
    private static func bytes(_ text: String) -> RESPValue { .bytes(ByteBuffer(string: text)) }

    private static let values: [(String, RESPValue)] = [
        ("+OK\r\n", .simple("OK")), ("-ERR no\r\n", .error("ERR no")), (":-7\r\n", .integer(-7)),
        ("$5\r\nhe\r\no\r\n", bytes("he\r\no")), ("$0\r\n\r\n", bytes("")), ("$-1\r\n", .null), ("*-1\r\n", .null),
        ("_\r\n", .null), ("#t\r\n", .bool(true)), (",1.5\r\n", .number(1.5)), (",-inf\r\n", .number(-.infinity)),
        ("(123456789012345678901234567890\r\n", .bigNumber("123456789012345678901234567890")),
        ("!5\r\nERR x\r\n", .error("ERR x")), ("=8\r\ntxt:text\r\n", bytes("text")), ("*0\r\n", .array([])),
        ("*2\r\n*1\r\n:1\r\n$1\r\na\r\n", .array([.array([.integer(1)]), bytes("a")])),
        ("%1\r\n+a\r\n*0\r\n", .map([.simple("a"), .array([])])), ("~1\r\n:1\r\n", .array([.integer(1)])),
        (">2\r\n+message\r\n:1\r\n", .push([.simple("message"), .integer(1)])),
        ("|1\r\n+ttl\r\n:1\r\n:5\r\n", .integer(5)),
        ("*2\r\n:1\r\n|1\r\n+a\r\n:0\r\n:2\r\n", .array([.integer(1), .integer(2)])),
    ]

    /// Whole, byte by byte, and all in one.
    @Test func values() throws {
        var together = RESPParser()
        together.feed(ByteBuffer(string: Self.values.map(\.0).joined()))
        for (text, value) in Self.values {
            var whole = RESPParser()
            whole.feed(ByteBuffer(string: text))
            let read = try whole.next()
            #expect(read == value, "\(text)")
            var parts = RESPParser()
            for byte in text.utf8.dropLast() {
                parts.feed(ByteBuffer(bytes: [byte]))
                let early = try parts.next()
                #expect(early == nil, "\(text)")
            }
            parts.feed(ByteBuffer(string: "\n"))
            let late = try parts.next()
            #expect(late == value, "\(text)")
            let next = try together.next()
            #expect(next == value, "\(text)")
        }
        let end = try together.next()
        #expect(end == nil)
    }

    @Test(arguments: [
        "x\r\n", "\r\n", "$abc\r\n", "$-2\r\n", "$+1\r\n", "$5\r\nhelloxx", "*99999999999\r\n", ":1.5\r\n", ",x\r\n",
        "#x\r\n",
        "+a\rb", "=2\r\nab\r\n", "_x\r\n", String(repeating: "*1\r\n", count: 40),
        "+" + String(repeating: "a", count: 70_000),
    ])
    func faults(text: String) {
        var parser = RESPParser()
        parser.feed(ByteBuffer(string: text))
        #expect(throws: RESPParser.Fault.self) { _ = try parser.next() }
        #expect(throws: Never.self) { _ = try parser.next() }
    }

    @Test func theLimitOfTexts() {
        var parser = RESPParser(limit: 4)
        parser.feed(ByteBuffer(string: "$5\r\n"))
        #expect(throws: RESPParser.Fault.self) { _ = try parser.next() }
    }

    private static func write(_ value: RESPValue, _ text: inout ByteBuffer) {
        func all(_ kind: String, _ values: [RESPValue], _ count: Int) {
            text.writeString("\(kind)\(count)\r\n")
            for value in values { write(value, &text) }
        }
        switch value {
        case .null: text.writeString("_\r\n")
        case .simple(let line): text.writeString("+\(line)\r\n")
        case .error(let line): text.writeString("-\(line)\r\n")
        case .integer(let number): text.writeString(":\(number)\r\n")
        case .bytes(let bytes):
            text.writeString("$\(bytes.readableBytes)\r\n")
            text.writeImmutableBuffer(bytes)
            text.writeString("\r\n")
        case .number(let number): text.writeString(",\(number)\r\n")
        case .bool(let flag): text.writeString(flag ? "#t\r\n" : "#f\r\n")
        case .bigNumber(let digits): text.writeString("(\(digits)\r\n")
        case .array(let values): all("*", values, values.count)
        case .map(let values): all("%", values, values.count / 2)
        case .push(let values): all(">", values, values.count)
        }
    }

    private static func random(_ depth: Int, _ generator: inout SeededGenerator) -> RESPValue {
        switch Int.random(in: 0..<(depth > 0 ? 10 : 7), using: &generator) {
        case 0: return .null
        case 1: return .simple("line")
        case 2: return .integer(Int64.random(in: .min ... .max, using: &generator))
        case 3, 4:
            let count = Int.random(in: 0...200, using: &generator)
            return .bytes(ByteBuffer(bytes: (0..<count).map { _ in UInt8.random(in: 0...255, using: &generator) }))
        case 5: return .number(Double.random(in: -1e9...1e9, using: &generator))
        case 6: return .bool(Bool.random(using: &generator))
        default:
            let values = (0..<2 * Int.random(in: 0...3, using: &generator)).map { _ in random(depth - 1, &generator) }
            return Bool.random(using: &generator) ? .array(values) : .map(values)
        }
    }

    /// What is written is read again, however it is cut.
    @Test func roundTrips() throws {
        var generator = SeededGenerator(seed: 21)
        for _ in 0..<2_000 {
            let value = Self.random(4, &generator)
            var bytes = ByteBuffer()
            Self.write(value, &bytes)
            var parser = RESPParser()
            var read: RESPValue?
            while bytes.readableBytes > 0 {
                #expect(read == nil)
                parser.feed(bytes.readSlice(length: Int.random(in: 1...bytes.readableBytes, using: &generator))!)
                read = try parser.next()
            }
            #expect(read == value)
        }
    }

    /// Broken bytes are a fault or other values, and never more than that.
    @Test func brokenBytes() {
        var generator = SeededGenerator(seed: 22)
        var faults = 0
        for _ in 0..<5_000 {
            var bytes = ByteBuffer()
            Self.write(Self.random(3, &generator), &bytes)
            var broken = Array(bytes.readableBytesView)
            for _ in 0..<Int.random(in: 1...4, using: &generator) {
                let edges: [UInt8] = Array("*$%+:\r\n0-9".utf8) + [UInt8.random(in: 0...255, using: &generator)]
                broken[Int.random(in: broken.indices, using: &generator)] = edges.randomElement(using: &generator)!
            }
            var parser = RESPParser(limit: 1 << 20)
            parser.feed(ByteBuffer(bytes: broken))
            do throws(RESPParser.Fault) {
                while try parser.next() != nil {}
            } catch {
                faults += 1
            }
        }
        #expect(faults > 100)
    }

    @Test func commands() {
        var bytes = ByteBuffer()
        RedisCommand("SET", "k", 5, Double.infinity, ByteBuffer(bytes: [0x0D, 0x0A])).write(into: &bytes)
        #expect(String(buffer: bytes) == "*5\r\n$3\r\nSET\r\n$1\r\nk\r\n$1\r\n5\r\n$4\r\n+inf\r\n$2\r\n\r\n\r\n")
    }
}
