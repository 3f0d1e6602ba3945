import Foundation
import MeridianCore
import NIOCore
import TestSupport
import Testing

@testable import Traces

@Suite struct SegmentLogTests {
    private let limits = SegmentLog.Limits(totalBytes: 1 << 20, maximumAge: .seconds(3_600))
    private let now = Timestamp(milliseconds: 1_000_000_000_000)

    private func opened(in directory: String) throws -> (texts: [String], log: SegmentLog) {
        var texts: [String] = []
        let log = try SegmentLog(directory: directory, limits: limits, now: .now) { _, payload in
            texts.append(String(buffer: payload))
        }
        return (texts, log)
    }

    private func file(in directory: String) throws -> String {
        directory + "/" + (try #require(try FileManager.default.contentsOfDirectory(atPath: directory).sorted().first))
    }

    private func write(_ count: Int, in directory: String) throws -> [SegmentLog.Place] {
        var log = try SegmentLog(directory: directory, limits: limits, now: .now)
        let places = try (0..<count).map { try log.append(ByteBuffer(string: "payload \($0)"), now: .now) }
        try log.flush()
        return places
    }

    @Test func whatIsWrittenIsThereAgain() throws {
        try withTemporaryDirectory { directory in
            let places = try write(20, in: directory)
            let opened = try opened(in: directory)
            var log = opened.log
            #expect(opened.texts == (0..<20).map { "payload \($0)" })
            #expect(try log.read(places[7]).map { String(buffer: $0) } == "payload 7")
            #expect(log.damages.isEmpty)
        }
    }

    @Test func aTornTailIsCutWhereverItIs() throws {
        try withTemporaryDirectory { directory in
            _ = try write(3, in: directory)
            let path = try file(in: directory)
            let whole = try Data(contentsOf: URL(fileURLWithPath: path))
            let frame = whole.count / 3
            for length in 1..<whole.count {
                try whole.prefix(length).write(to: URL(fileURLWithPath: path))
                let (texts, log) = try opened(in: directory)
                #expect(texts.count == length / frame, "\(length)")
                #expect(log.damages.isEmpty, "\(length)")
                #expect(log.bytes == length / frame * frame, "\(length)")
            }
        }
    }

    @Test func aChangedByteIsReportedAndNeverReadAsData() throws {
        var generator = SeededGenerator(seed: 11)
        try withTemporaryDirectory { directory in
            _ = try write(6, in: directory)
            let path = try file(in: directory)
            let whole = try Data(contentsOf: URL(fileURLWithPath: path))
            let expected = Set((0..<6).map { "payload \($0)" })
            for _ in 0..<200 {
                var changed = whole
                let index = Int.random(in: 0..<(whole.count - whole.count / 6), using: &generator)
                changed[index] ^= UInt8.random(in: 1...255, using: &generator)
                try changed.write(to: URL(fileURLWithPath: path))
                let (texts, log) = try opened(in: directory)
                #expect(Set(texts).isSubset(of: expected), "byte \(index)")
                #expect(texts.count < 6, "byte \(index)")
                // A length that grew looks like a tail that is missing, and is cut off as one.
                #expect(log.damages.count == 1 || log.bytes < whole.count, "byte \(index)")
            }
        }
    }

    @Test func theOldestGoWhenThereIsTooMuch() throws {
        try withTemporaryDirectory { directory in
            var log = try SegmentLog(
                directory: directory, limits: .init(totalBytes: 400 << 10, maximumAge: .seconds(3_600)), now: now)
            var places: [SegmentLog.Place] = []
            for _ in 0..<40 {
                places.append(try log.append(ByteBuffer(repeating: 1, count: 30 << 10), now: now))
                _ = try log.expire(now)
            }
            #expect(log.bytes <= 400 << 10)
            #expect(try log.read(places[0]) == nil)
            #expect(try log.read(places[39]) != nil)
        }
    }

    @Test func whatIsTooOldGoes() throws {
        try withTemporaryDirectory { directory in
            var log = try SegmentLog(directory: directory, limits: limits, now: now)
            let place = try log.append(ByteBuffer(string: "old"), now: now)
            try log.flush()
            let later = Timestamp(milliseconds: now.milliseconds + 3_601_000)
            let removed = try log.expire(later)
            #expect(removed == [place.segment])
            #expect(try log.read(place) == nil)
            #expect(try FileManager.default.contentsOfDirectory(atPath: directory).isEmpty)
            let next = try log.append(ByteBuffer(string: "new"), now: later)
            #expect(try log.read(next).map { String(buffer: $0) } == "new")
        }
    }
}
