import NIOCore
import TestSupport
import Testing

@testable import Wire

@Suite struct OutgoingBodyTests {
    @Test func whatIsReadIsWhatWasAdded() {
        var generator = SeededGenerator(seed: 29)
        for _ in 0..<200 {
            var body = OutgoingBody()
            var expected = ByteBuffer()
            var read = ByteBuffer()
            for _ in 0..<Int.random(in: 1...30, using: &generator) {
                let size = Int.random(in: 0...1, using: &generator) == 0 ? 40_000 : 300
                let part = ByteBuffer(
                    repeating: .random(in: 0 ... .max, using: &generator),
                    count: .random(in: 0...size, using: &generator))
                body.append(part)
                expected.writeImmutableBuffer(part)
                if Bool.random(using: &generator), body.readableBytes > 0 {
                    read.writeImmutableBuffer(body.read(.random(in: 1...20_000, using: &generator)))
                }
                #expect(body.readableBytes == expected.readableBytes - read.readableBytes)
            }
            while body.readableBytes > 0 { read.writeImmutableBuffer(body.read(7000)) }
            #expect(read == expected)
        }
    }

    @Test func smallPartsThatWaitAreOneFrame() throws {
        var caller = CallerConnection<Int>()
        var output = FrameOutput()
        let id = try #require(caller.invoke(1, into: &output) { _ in })
        var body = OutgoingBody()
        for _ in 0..<50 { body.append(ByteBuffer(repeating: 1, count: 100)) }
        caller.send(id, &body, into: &output)
        var decoder = FrameDecoder()
        decoder.feed(output.handOver())
        var sizes: [Int] = []
        while let frame = try decoder.next() { sizes.append(frame.payload.readableBytes) }
        #expect(sizes == [0, 5000])
    }
}
