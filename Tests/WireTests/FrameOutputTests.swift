import NIOCore
import TestSupport
import Testing

@testable import Wire

@Suite struct FrameOutputTests {
    @Test func largePayloadsStayWhereTheyAreAndInOrder() {
        var generator = SeededGenerator(seed: 23)
        var output = FrameOutput()
        for _ in 0..<200 {
            let frames = FrameDecoderTests.frames(&generator)
            var expected = ByteBuffer()
            for frame in frames {
                output.write(frame)
                expected.writeFrameHeader(
                    frame.kind, stream: frame.stream, isEnd: frame.isEnd, length: frame.payload.readableBytes)
                expected.writeImmutableBuffer(frame.payload)
            }
            #expect(output.readableBytes == expected.readableBytes)
            var buffers: [ByteBuffer] = []
            output.forEachBuffer { buffers.append($0) }
            #expect(!buffers.contains { $0.readableBytes == 0 })
            let large = frames.filter { $0.payload.readableBytes > FrameOutput.copyLimit }.map(\.payload)
            #expect(large.allSatisfy(buffers.contains))
            #expect(output.handOver() == expected)
            #expect(output.readableBytes == 0)
        }
    }

    @Test func anEndIsSetInItsHeadAlsoBehindALargePayload() throws {
        var caller = CallerConnection<Int>()
        var output = FrameOutput()
        let first = try #require(caller.invoke(1, into: &output) { $0.writeString("head") })
        var body = OutgoingBody()
        body.append(ByteBuffer(repeating: 1, count: 60_000))
        body.isEnded = true
        caller.send(first, &body, into: &output)
        let second = try #require(caller.invoke(2, into: &output) { $0.writeString("head") })
        var empty = OutgoingBody()
        empty.isEnded = true
        caller.send(second, &empty, into: &output)
        var decoder = FrameDecoder()
        decoder.feed(output.handOver())
        var frames: [Frame] = []
        while let frame = try decoder.next() { frames.append(frame) }
        #expect(frames.map(\.kind) == [.invoke, .data, .invoke])
        #expect(frames.map(\.isEnd) == [false, true, true])
    }
}
