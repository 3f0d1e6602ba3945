import MeridianCore
import Telemetry
import Testing

@testable import MeridianCommand

@Suite struct LogTextTests {
    private let entry = LogEntry(
        time: Timestamp(milliseconds: 1_772_357_400_250), service: ServiceName("shop"), release: 3,
        function: FunctionName("item"), requestID: "0123456789abcdef", level: .warning, stream: .stderr,
        message: "low stock", metadata: ["b": "2", "a": "1"])

    @Test func hasEverythingOnOneLine() {
        #expect(
            LogText.render(entry)
                == "2026-03-01T09:30:00.250Z warning shop/item@3 low stock a=1 b=2 [0123456789abcdef]")
    }

    @Test func isBriefInDevelopment() {
        #expect(LogText.render(entry, isBrief: true) == "09:30:00.250 warning item low stock a=1 b=2 [01234567]")
    }
}
