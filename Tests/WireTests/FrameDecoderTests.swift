import NIOCore
import TestSupport
import Testing

@testable import Wire

@Suite struct FrameDecoderTests {
    static func frames(_ generator: inout some RandomNumberGenerator) -> [Frame] {
        (0..<Int.random(in: 1...20, using: &generator)).map { _ in
            let kind = FrameKind.allCases.randomElement(using: &generator)!
            let length = Int.random(in: 0...min(kind.maximumPayload, 3000), using: &generator)
            let stream = StreamID(rawValue: .random(in: 0 ... .max, using: &generator))
            return Frame(
                kind, stream: stream, isEnd: .random(using: &generator),
                payload: ByteBuffer(bytes: (0..<length).map { _ in .random(in: 0 ... .max, using: &generator) }))
        }
    }

    @Test func anySplitGivesTheSameFrames() throws {
        var generator = SeededGenerator(seed: 7)
        for _ in 0..<300 {
            let frames = Self.frames(&generator)
            var bytes = ByteBuffer()
            for frame in frames { bytes.writeFrame(frame) }
            var decoder = FrameDecoder()
            var decoded: [Frame] = []
            while bytes.readableBytes > 0 {
                let length = min(bytes.readableBytes, Int.random(in: 1...700, using: &generator))
                decoder.feed(bytes.readSlice(length: length)!)
                while let frame = try decoder.next() { decoded.append(frame) }
            }
            #expect(decoded == frames)
            #expect(decoder.bufferedBytes == 0)
        }
    }

    @Test func aFrameOfEachMaximumSizePasses() throws {
        for kind in FrameKind.allCases {
            let frame = Frame(kind, payload: ByteBuffer(repeating: 1, count: kind.maximumPayload))
            var bytes = ByteBuffer()
            bytes.writeFrame(frame)
            var decoder = FrameDecoder()
            decoder.feed(bytes)
            #expect(try decoder.next() == frame)
        }
    }

    @Test func aLengthOverTheMaximumIsRefusedBeforeItIsBuffered() {
        for kind in FrameKind.allCases {
            var bytes = ByteBuffer()
            bytes.writeFrameHeader(kind, stream: .connection, isEnd: false, length: kind.maximumPayload + 1)
            var decoder = FrameDecoder()
            decoder.feed(bytes)
            let error = #expect(throws: WireError.self) { try decoder.next() }
            #expect(error?.code == .frameTooLarge)
        }
    }

    @Test(arguments: [
        UInt64(11) << 28, UInt64(15) << 28, UInt64(3) << 28 | UInt64(2) << 24, UInt64(5) << 28 | UInt64(8) << 24,
    ])
    func unknownKindsAndFlagsAreRefused(bits: UInt64) {
        var decoder = FrameDecoder()
        decoder.feed(ByteBuffer(integer: bits))
        let error = #expect(throws: WireError.self) { try decoder.next() }
        #expect(error?.code == .malformedFrame)
    }
}
