import Foundation
import Testing

@testable import MeridianCommand

@Suite(.timeLimit(.minutes(1)))
struct ToolTests {
    @Test func gathersBothStreamsAndTheStatus() async throws {
        let outcome = try await Tool(path: "/bin/sh").run(
            ["-c", "echo out; echo \"$GREETING\" >&2; exit 3"], environment: ["GREETING": "err"])
        #expect(outcome.status == 3)
        #expect(String(decoding: outcome.output, as: UTF8.self) == "out\n")
        #expect(String(decoding: outcome.errors, as: UTF8.self) == "err\n")
        #expect(Set(outcome.lines) == ["out", "err"])
    }

    @Test func readsMoreThanAPipeHolds() async throws {
        let outcome = try await Tool(path: "/bin/sh").run(["-c", "head -c 1000000 /dev/zero | tr '\\0' 'x'"])
        #expect(outcome.output.count == 1_000_000)
    }

    @Test func endsWhenItsTaskIsCancelled() async {
        let (lines, line) = AsyncStream<String>.makeStream()
        let task = Task {
            try await Tool(path: "/bin/sh").run(["-c", "echo started; exec sleep 1000"]) { line.yield($0) }
        }
        for await _ in lines { break }
        task.cancel()
        await #expect(throws: CancellationError.self) { try await task.value }
    }

    @Test func tellsWhichToolIsMissing() {
        let failure = #expect(throws: CommandFailure.self) { try Tool("no-such-tool-anywhere") }
        #expect(failure?.status == .toolMissing)
        #expect(failure?.message.contains("no-such-tool-anywhere") == true)
    }

    @Test func splitsLinesWhereverThePartsEnd() {
        let text = Array("one\r\ntwo\n\nthree".utf8)
        for size in 1...text.count {
            var splitter = LineSplitter()
            var lines: [String] = []
            for start in stride(from: 0, to: text.count, by: size) {
                splitter.add(text[start..<min(start + size, text.count)]) { lines.append($0) }
            }
            splitter.finish { lines.append($0) }
            #expect(lines == ["one", "two", "", "three"])
        }
    }
}
