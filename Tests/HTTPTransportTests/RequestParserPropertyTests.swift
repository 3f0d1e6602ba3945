import NIOCore
import TestSupport
import Testing

@testable import HTTPTransport

@Suite(.timeLimit(.minutes(1))) struct RequestParserPropertyTests {
    private static let stream = Array(ValidRequests.all.filter { $0.text.utf8.count < 1000 }.map(\.text).joined().utf8)

    @Test(arguments: 0..<8 as Range<UInt64>)
    func anySplitGivesTheSameRequests(_ seed: UInt64) {
        var generator = SeededGenerator(seed: seed)
        let whole = Parsed(Self.stream)
        for _ in 0..<15 {
            let longest = [1, 3, 17, 200].randomElement(using: &generator) ?? 1
            var parts: [ByteBuffer] = []
            var start = 0
            while start < Self.stream.count {
                let end = min(Self.stream.count, start + Int.random(in: 1...longest, using: &generator))
                parts.append(ByteBuffer(bytes: Self.stream[start..<end]))
                start = end
            }
            #expect(Parsed(parts) == whole)
        }
    }

    @Test func twoPartsGiveTheSameRequests() {
        let whole = Parsed(Self.stream)
        for cut in stride(from: 1, to: Self.stream.count, by: 2) {
            #expect(
                Parsed([ByteBuffer(bytes: Self.stream[..<cut]), ByteBuffer(bytes: Self.stream[cut...])]) == whole)
        }
    }

    @Test(arguments: 0..<8 as Range<UInt64>)
    func mutatedAndRandomBytesNeverTrap(_ seed: UInt64) {
        var generator = SeededGenerator(seed: seed &+ 1000)
        let samples = ValidRequests.all.map { Array($0.text.utf8) } + HostileRequests.all.map(\.bytes)
        let telling: [UInt8] = [0, 9, 10, 13, 32, 35, 44, 48, 58, 59, 64, 91, 127, 255]
        for _ in 0..<400 {
            var bytes = samples.randomElement(using: &generator) ?? []
            if bytes.count > 2000 { continue }
            for _ in 0..<Int.random(in: 1...6, using: &generator) where !bytes.isEmpty {
                let place = Int.random(in: 0..<bytes.count, using: &generator)
                switch Int.random(in: 0..<5, using: &generator) {
                case 0: bytes[place] = UInt8.random(in: 0...255, using: &generator)
                case 1: bytes.remove(at: place)
                case 2: bytes.insert(telling.randomElement(using: &generator) ?? 0, at: place)
                case 3:
                    bytes.replaceSubrange(place..<place, with: bytes.prefix(Int.random(in: 0...40, using: &generator)))
                default: bytes.removeLast(bytes.count - place)
                }
            }
            let whole = Parsed(bytes)
            let single = Parsed(bytes.map { ByteBuffer(bytes: [$0]) })
            // An incomplete request may be refused early or late; what is accepted is the same in any split.
            #expect(
                whole.requests.filter(\.isComplete) == single.requests.filter(\.isComplete),
                "\(String(decoding: bytes, as: UTF8.self).debugDescription)")
        }
        for _ in 0..<200 {
            let count = Int.random(in: 0...300, using: &generator)
            _ = Parsed((0..<count).map { _ in UInt8.random(in: 0...255, using: &generator) })
        }
    }

    @Test func aSlowHeadIsNotQuadratic() {
        // 30,000 feeds of one byte: a parser that began anew at each would look at 450 million bytes and take minutes.
        let text = "GET / HTTP/1.1\r\nHost: a\r\nX: " + String(repeating: "v", count: 30_000) + "\r\n\r\n"
        let parsed = Parsed(text.utf8.map { ByteBuffer(bytes: [$0]) })
        #expect(parsed.requests.first?.isComplete == true)
    }
}
