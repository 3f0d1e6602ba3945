import MeridianCore
import TestSupport
import Testing

@testable import Telemetry

@Suite struct CodingTests {
    @Test func whatIsWrittenIsRead() throws {
        var generator = SeededGenerator(seed: 1)
        for _ in 0..<200 {
            let point = Sample.anyPoint(&generator)
            var writer = ByteWriter()
            point.write(to: &writer)
            var reader = ByteReader(writer.bytes)
            #expect(try MetricPoint(from: &reader) == point)
            #expect(reader.isAtEnd)
        }
    }

    @Test func anIdlePointIsAByte() {
        var writer = ByteWriter()
        MetricPoint().write(to: &writer)
        #expect(writer.bytes == [0])
    }

    @Test func anyBytesAreReadOrRefused() {
        var generator = SeededGenerator(seed: 2)
        var refused = 0
        for _ in 0..<20_000 {
            let bytes = (0..<Int.random(in: 0...60, using: &generator)).map { _ in
                UInt8.random(in: 0...255, using: &generator)
            }
            var reader = ByteReader(bytes)
            do { _ = try MetricPoint(from: &reader) } catch { refused += 1 }
        }
        #expect(refused > 10_000)
    }

    @Test func changedBytesAreReadOrRefused() {
        var generator = SeededGenerator(seed: 3)
        for _ in 0..<300 {
            var writer = ByteWriter()
            Sample.anyPoint(&generator).write(to: &writer)
            var bytes = writer.bytes
            bytes[Int.random(in: bytes.indices, using: &generator)] = UInt8.random(in: 0...255, using: &generator)
            bytes.removeLast(Int.random(in: 0...min(3, bytes.count), using: &generator))
            var reader = ByteReader(bytes)
            // What is read can be added to anything.
            if var point = try? MetricPoint(from: &reader) { point.add(point) }
        }
    }

    @Test(arguments: [
        [0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x02] as [UInt8], [0x80] as [UInt8],
        [0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0x01] as [UInt8], [],
    ])
    func numbersThatAreNoneAreRefused(bytes: [UInt8]) {
        var reader = ByteReader(bytes)
        #expect(throws: UnreadableBytes.self) { try reader.varint() }
    }

    @Test(arguments: [0, 1, 127, 128, 1 << 35, UInt64.max])
    func numbersAreReadAsWritten(number: UInt64) throws {
        var writer = ByteWriter()
        writer.varint(number)
        writer.fixed(number)
        var reader = ByteReader(writer.bytes)
        #expect(try reader.varint() == number)
        #expect(try reader.fixed(UInt64.self) == number)
    }

    @Test func blocksAreReadAsWritten() throws {
        var generator = SeededGenerator(seed: 4)
        for _ in 0..<5 {
            let block = SeriesBlock(
                key: Sample.key(release: Int.random(in: 0...999, using: &generator)),
                points: (0..<60).map { (minute: 28_000_000 + Int64($0), point: Sample.anyPoint(&generator)) })
            #expect(try SeriesBlock(block.encoded(since: 28_000_000), since: 28_000_000) == block)
        }
    }

    @Test func anyBytesAreNoBlock() {
        var generator = SeededGenerator(seed: 5)
        let block = SeriesBlock(key: Sample.key(), points: [(minute: 7, point: Sample.point())]).encoded(since: 0)
        for _ in 0..<2_000 {
            var bytes = block
            for _ in 0...Int.random(in: 0...4, using: &generator) {
                bytes[Int.random(in: bytes.indices, using: &generator)] = UInt8.random(in: 0...255, using: &generator)
            }
            guard bytes != block else { continue }
            _ = try? SeriesBlock(bytes, since: 0)
        }
        #expect(throws: UnreadableBytes.self) { try SeriesBlock([0xFF, 0xFF, 0xFF, 0xFF, 0x7F], since: 0) }
        #expect(throws: UnreadableBytes.self) { try SeriesBlock(Array(block.dropLast(9)), since: 0) }
    }
}
