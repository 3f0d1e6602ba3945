import NIOCore
import TestSupport
import Testing

@testable import Wire

/// Whatever bytes come, an end either goes on or reports an error; it never traps.
@Suite struct WireFuzzTests {
    @Test func randomBytesEndTheConnectionOnly() {
        var generator = SeededGenerator(seed: 11)
        var refused = 0
        for _ in 0..<3000 {
            let bytes = (0..<Int.random(in: 1...200, using: &generator)).map { _ in
                UInt8.random(in: 0 ... .max, using: &generator)
            }
            if Self.feed(ByteBuffer(bytes: bytes)) { refused += 1 }
        }
        #expect(refused > 1000)
    }

    @Test func wellFormedFramesAtAnyMomentEndTheConnectionOnly() {
        var generator = SeededGenerator(seed: 13)
        for _ in 0..<3000 {
            var bytes = FrameOutput()
            bytes.write(Frame(.initialize))
            for _ in 0..<Int.random(in: 1...30, using: &generator) {
                let kind = FrameKind.allCases.randomElement(using: &generator)!
                let stream = StreamID(
                    slot: .random(in: 0...3, using: &generator), generation: .random(in: 0...2, using: &generator))
                let length = Int.random(in: 0...min(8, kind.maximumPayload), using: &generator)
                bytes.write(
                    Frame(
                        kind, stream: stream, isEnd: .random(using: &generator),
                        payload: ByteBuffer(repeating: 1, count: length)))
            }
            _ = Self.feed(bytes.handOver())
        }
    }

    @Test func mutatedInitializationIsReadOrRefused() {
        var generator = SeededGenerator(seed: 17)
        let whole = WorkerInitialization(
            service: "venue", release: 7,
            functions: [
                .init(name: "item", triggerPaths: ["/items/{id}", ""]), .init(name: "paid", triggerPaths: [""]),
            ],
            code: .init(
                script: ByteBuffer(string: "exports.item = {}"), sourceMap: ByteBuffer(string: "{}"),
                environment: [.init(name: "KEY", value: "value")], memory: 128 << 20, outbound: ["*.example.com"],
                group: [0, 1], isAwaited: true))
        for _ in 0..<5000 {
            var bytes = ByteBuffer()
            whole.write(into: &bytes)
            let position = Int.random(in: 0..<bytes.readableBytes, using: &generator)
            bytes.setInteger(UInt8.random(in: 0 ... .max, using: &generator), at: position)
            if Bool.random(using: &generator) { bytes.moveWriterIndex(to: position) }
            if let read = WorkerInitialization(reading: &bytes) { #expect(read.functions.count <= 2) }
        }
        var bytes = ByteBuffer()
        whole.write(into: &bytes)
        #expect(WorkerInitialization(reading: &bytes) == whole)
    }

    /// - Returns: Whether an end reported an error.
    private static func feed(_ bytes: ByteBuffer) -> Bool {
        var refused = false
        var decoder = FrameDecoder()
        decoder.feed(bytes)
        var worker = WorkerConnection<Int>()
        do {
            while let frame = try decoder.next() {
                if case .invoke(let id, _, _) = try worker.receive(frame) { worker.attach(1, to: id) }
            }
        } catch { refused = true }
        decoder = FrameDecoder()
        decoder.feed(bytes)
        var caller = CallerConnection<Int>()
        var out = FrameOutput()
        _ = try? caller.receive(Frame(.hello, payload: ByteBuffer(integer: WireLimits.version)))
        _ = try? caller.receive(Frame(.ready))
        for number in 0..<3 { _ = caller.invoke(number, into: &out) { $0.writeString("head") } }
        do {
            while let frame = try decoder.next() { _ = try caller.receive(frame) }
        } catch { refused = true }
        return refused
    }
}
