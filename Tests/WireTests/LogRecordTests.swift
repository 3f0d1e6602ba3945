import Testing

@testable import Wire

@Suite struct LogRecordTests {
    @Test(arguments: ["plain", "", "two\nlines", "a\tb", "emoji 🎉 and ünicode"])
    func partsSurvive(message: String) throws {
        let record = LogRecord(
            level: "info", function: "item", requestID: "abc", message: message, metadata: [("key", "value\n2")])
        #expect(!record.line.contains("\n"))
        let read = try #require(LogRecord(line: record.line))
        #expect(read.message == message)
        #expect(read.metadata.map(\.value) == ["value\n2"])
    }

    @Test(arguments: ["", "hello", "\u{1E}", "\u{1E}a\u{1F}b", "\u{1E}a\u{1F}b\u{1F}c\u{1F}d\u{1F}e"])
    func otherLinesAreNoRecords(line: String) {
        #expect(LogRecord(line: line) == nil)
    }
}
