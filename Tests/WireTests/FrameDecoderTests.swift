import NIOCore
import TestSupport
import Testing

@testable import Wire

@Suite struct FrameDecoderTests {
    static func frames(_ generator: inout some RandomNumberGenerator) -> [Frame] {
        (0..<Int.random(in: 1...20, using: &generator)).map { _ in
            let kind = FrameKind.allCases.randomElement(using: &generator)!
            let length = Int.random(in: 0...min(kind.maximumPayload, 12_000), using: &generator)
            let stream = StreamID(rawValue: .random(in: 0 ... .max, using: &generator))
            return Frame(
                kind, stream: stream, isEnd: .random(using: &generator),
                payload: ByteBuffer(bytes: (0..<length).map { _ in .random(in: 0 ... .max, using: &generator) }))
        }
    }

    /// DATA frames that came in pieces count as the one that was sent: their bytes in order, the end on the last.
    @Test func anySplitGivesTheSameFrames() throws {
        var generator = SeededGenerator(seed: 7)
        for _ in 0..<300 {
            let frames = Self.frames(&generator)
            var output = FrameOutput()
            for frame in frames { output.write(frame) }
            var bytes = output.handOver()
            var decoder = FrameDecoder()
            var decoded: [Frame] = []
            var missing = 0
            while bytes.readableBytes > 0 {
                let length = min(bytes.readableBytes, Int.random(in: 1...700, using: &generator))
                decoder.feed(bytes.readSlice(length: length)!)
                while let frame = try decoder.next() {
                    if missing > 0 {
                        try #require(frame.kind == .data && frame.stream == decoded.last?.stream)
                        decoded[decoded.count - 1].payload.writeImmutableBuffer(frame.payload)
                        decoded[decoded.count - 1].isEnd = frame.isEnd
                        missing -= frame.payload.readableBytes
                    } else {
                        let sent = try #require(decoded.count < frames.count ? frames[decoded.count] : nil)
                        if frame.kind == .data { missing = sent.payload.readableBytes - frame.payload.readableBytes }
                        decoded.append(frame)
                        if missing > 0 { #expect(!frame.isEnd) }
                    }
                }
            }
            #expect(decoded == frames)
            #expect(missing == 0)
            #expect(decoder.bufferedBytes == 0)
        }
    }

    @Test func aPartOfADataFrameIsHandedOnUncopied() throws {
        var output = FrameOutput()
        output.write(Frame(.data, isEnd: true, payload: ByteBuffer(repeating: 1, count: 60_000)))
        var bytes = output.handOver()
        var decoder = FrameDecoder()
        decoder.feed(bytes.readSlice(length: 40_000)!)
        let first = try #require(try decoder.next())
        #expect(first.payload.readableBytes == 40_000 - FrameHeader.size && !first.isEnd)
        #expect(try decoder.next() == nil)
        #expect(decoder.bufferedBytes == 0)
        decoder.feed(bytes)
        let last = try #require(try decoder.next())
        #expect(last.payload.readableBytes == 20_000 + FrameHeader.size && last.isEnd)
    }

    @Test func aFrameOfEachMaximumSizePasses() throws {
        for kind in FrameKind.allCases {
            let frame = Frame(kind, payload: ByteBuffer(repeating: 1, count: kind.maximumPayload))
            var output = FrameOutput()
            output.write(frame)
            var decoder = FrameDecoder()
            decoder.feed(output.handOver())
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
