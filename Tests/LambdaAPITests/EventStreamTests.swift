import LambdaAPI
import NIOCore
import TestSupport
import Testing

@Suite struct EventStreamTests {
    /// The empty message of AWS's own test cases for this encoding.
    @Test func writesTheEmptyMessageAsPublished() {
        let bytes = EventStreamMessage(headers: [], payload: ByteBuffer()).encode()
        #expect(
            Array(bytes.readableBytesView) == [
                0x00, 0x00, 0x00, 0x10, 0x00, 0x00, 0x00, 0x00, 0x05, 0xC2, 0x48, 0xEB, 0x7D, 0x98, 0xC8, 0xFF,
            ])
    }

    @Test func whatIsWrittenCanBeRead() throws {
        var generator = SeededGenerator(seed: 6_700)
        for _ in 0..<200 {
            let headers = (0..<Int.random(in: 0...4, using: &generator)).map { index in
                EventStreamMessage.Header(
                    ":name-\(index)",
                    String(repeating: "v", count: Int.random(in: 0...300, using: &generator)))
            }
            let payload = (0..<Int.random(in: 0...2_000, using: &generator)).map { _ in
                UInt8.random(in: 0...255, using: &generator)
            }
            let message = EventStreamMessage(headers: headers, payload: ByteBuffer(bytes: payload))
            #expect(try read(message.encode()) == message)
        }
    }

    /// A reader of its own, with a checksum that is computed bit by bit.
    private func read(_ bytes: ByteBuffer) throws -> EventStreamMessage {
        var rest = bytes
        let all = Array(bytes.readableBytesView)
        let lengths = rest.readMultipleIntegers(as: (UInt32, UInt32, UInt32).self)
        let (total, fieldsLength, prelude) = try #require(lengths)
        #expect(Int(total) == all.count)
        #expect(prelude == checksum(all[..<8]))
        let fieldBytes = rest.readSlice(length: Int(fieldsLength))
        var fields = try #require(fieldBytes)
        var headers: [EventStreamMessage.Header] = []
        while let nameLength = fields.readInteger(as: UInt8.self) {
            let name = fields.readString(length: Int(nameLength))
            let kind = fields.readInteger(as: UInt8.self)
            #expect(kind == 7)
            let length = fields.readInteger(as: UInt16.self)
            let value = fields.readString(length: Int(try #require(length)))
            headers.append(.init(try #require(name), try #require(value)))
        }
        let payloadBytes = rest.readSlice(length: Int(total) - 16 - Int(fieldsLength))
        let payload = try #require(payloadBytes)
        let end = rest.readInteger(as: UInt32.self)
        #expect(end == checksum(all[..<(all.count - 4)]))
        #expect(rest.readableBytes == 0)
        return EventStreamMessage(headers: headers, payload: payload)
    }

    private func checksum(_ bytes: ArraySlice<UInt8>) -> UInt32 {
        ~bytes.reduce(UInt32.max) { value, byte in
            (0..<8).reduce(value ^ UInt32(byte)) { value, _ in value & 1 == 1 ? value >> 1 ^ 0xEDB8_8320 : value >> 1 }
        }
    }
}
