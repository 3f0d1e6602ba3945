import MeridianCore
import NIOCore
import Telemetry
import TestSupport
import Testing

@testable import Control

@Suite struct EventTextTests {
    @Test func anEventIsWrittenAsTheStandardHasIt() {
        let event = ServerSentEvent("alias", id: "7", data: ByteBuffer(string: "{\"a\":1}"))
        #expect(String(buffer: event.bytes) == "id: 7\nevent: alias\ndata: {\"a\":1}\n\n")
        let lines = ServerSentEvent("text", data: ByteBuffer(string: "one\ntwo"))
        #expect(String(buffer: lines.bytes) == "event: text\ndata: one\ndata: two\n\n")
        #expect(String(buffer: ServerSentEvent.heartbeat) == ":\n\n")
    }

    @Test(arguments: ["", "7", "-", "7-", "-7", "a-1", "1-b", "1-2-3", "-1-2", "1--2", "99999999999999999999-1"])
    func whatIsNoPositionIsRefused(_ text: String) {
        #expect(LogPosition(text) == nil)
    }

    /// Wherever a log is cut off, the next reader gets the rest and nothing twice.
    @Test(arguments: 0..<20 as Range<UInt64>)
    func aLogGoesOnWhereItWasCut(seed: UInt64) throws {
        var generator = SeededGenerator(seed: seed)
        var time: Int64 = 1_000
        let entries = (0..<50).map { number in
            time += .random(in: 0...2, using: &generator)
            return LogEntry(time: Timestamp(milliseconds: time), stream: .platform, message: "\(number)")
        }
        for cut in entries.indices {
            var position = LogPosition()
            for entry in entries[...cut] { position.pass(entry) }
            let read = try #require(LogPosition(position.description))
            #expect(read == position)
            var resumption = LogResumption(after: read)
            var rest: [LogEntry] = []
            for entry in entries where entry.time >= read.time && !resumption.isKnown(entry) { rest.append(entry) }
            #expect(rest == Array(entries[(cut + 1)...]))
        }
    }
}
