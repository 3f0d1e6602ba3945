import TestSupport
import Testing

@testable import MeridianCommand

@Suite struct EventStreamParserTests {
    private func events(_ text: String) -> [ServerEvent] {
        var parser = EventStreamParser()
        // Every line ends.
        return text.split(separator: "\n", omittingEmptySubsequences: false).dropLast()
            .compactMap { parser.add(String($0)) }
    }

    @Test func fieldsMakeAnEvent() {
        #expect(
            events("id: 7\nevent: alias\ndata: {}\n\n") == [ServerEvent(id: "7", event: "alias", data: "{}")])
        #expect(events("data: one\ndata:two\n\n") == [ServerEvent(data: "one\ntwo")])
        #expect(events("data\n\n") == [ServerEvent(data: "")])
    }

    @Test func commentsAndWhatIsUnknownArePassedBy() {
        #expect(events(":\n\n: hello\nretry: 5\nevent: nothing\n\ndata:  x\n\n") == [ServerEvent(data: " x")])
    }

    @Test func anEventThatIsCutOffIsNone() {
        #expect(events("event: alias\ndata: {}\n").isEmpty)
    }

    /// Whatever comes, what has no data is no event, and no event has a line end but between its lines of data.
    @Test(arguments: 0..<50 as Range<UInt64>)
    func anyLinesAreTaken(seed: UInt64) {
        var generator = SeededGenerator(seed: seed)
        let pieces = ["id", "event", "data", ":", " ", "", "é", "x", "data: ", "\u{0}"]
        var parser = EventStreamParser()
        var dataLines = 0
        for _ in 0..<500 {
            let line = (0..<Int.random(in: 0..<4, using: &generator))
                .map { _ in pieces.randomElement(using: &generator)! }.joined()
            let event = parser.add(line)
            if line.isEmpty {
                #expect((event != nil) == (dataLines > 0))
                #expect(event.map { $0.data.count { $0 == "\n" } } ?? 0 == max(0, dataLines - 1))
                dataLines = 0
            } else {
                #expect(event == nil)
                if line.split(separator: ":", omittingEmptySubsequences: false).first == "data" { dataLines += 1 }
            }
        }
    }
}
