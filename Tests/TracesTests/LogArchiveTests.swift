import Foundation
import MeridianCore
import Telemetry
import Testing

@testable import Traces

@Suite struct LogArchiveTests {
    private let limits = SegmentLog.Limits(totalBytes: 8 << 20, maximumAge: .seconds(3_600))

    private func entry(
        _ message: String, service: String = "shop", function: String? = nil, request: String? = nil,
        level: LogLevel = .info, at time: Timestamp = .now
    ) -> LogEntry {
        LogEntry(
            time: time, service: ServiceName(service), function: function.flatMap { FunctionName($0) },
            requestID: request, level: level, stream: .stdout, message: message)
    }

    @Test func linesAreFoundAgainByWhatIsKnownOfThem() throws {
        try withTemporaryDirectory { directory in
            let early = Timestamp(milliseconds: Timestamp.now.milliseconds - 600_000)
            do {
                let archive = try LogArchive(directory: directory, limits: limits)
                archive.append(entry("long ago", at: early))
                archive.append(entry("paid 7 € \"quoted\"", function: "pay", request: "r-1"))
                archive.append(entry("refused", function: "pay", request: "r-2", level: .error))
                archive.append(entry("else", service: "other"))
                archive.flush()
            }
            let archive = try LogArchive(directory: directory, limits: limits)
            func messages(_ filter: LogFilter, limit: Int = 10) throws -> [String] {
                try archive.search(filter, limit: limit).map(\.message)
            }
            let shop = ServiceName("shop")
            #expect(try messages(LogFilter(service: shop)) == ["long ago", "paid 7 € \"quoted\"", "refused"])
            #expect(try messages(LogFilter(service: shop), limit: 1) == ["refused"])
            #expect(try messages(LogFilter(requestID: "r-1")) == ["paid 7 € \"quoted\""])
            #expect(try messages(LogFilter(minimumLevel: .error)) == ["refused"])
            #expect(try messages(LogFilter(text: "7 € \"q")) == ["paid 7 € \"quoted\""])
            #expect(try messages(LogFilter(text: "else")) == ["else"])
            #expect(try messages(LogFilter(text: "nowhere")).isEmpty)
            let since = Timestamp(milliseconds: Timestamp.now.milliseconds - 300_000)
            #expect(try messages(LogFilter(service: shop, since: since)).count == 2)
            // What was not written yet is found as well.
            archive.append(entry("fresh", request: "r-3"))
            #expect(try messages(LogFilter(requestID: "r-3")) == ["fresh"])
        }
    }

    @Test func moreThanMayWaitIsDroppedAndCounted() throws {
        try withTemporaryDirectory { directory in
            let archive = try LogArchive(directory: directory, limits: limits, mostWaiting: 3)
            for number in 0..<5 { archive.append(entry("line \(number)")) }
            #expect(archive.status.dropped == 2)
            #expect(try archive.search(LogFilter(), limit: 10).count == 3)
        }
    }

    @Test func aStoreHandsItsLinesOn() throws {
        try withTemporaryDirectory { directory in
            let archive = try LogArchive(directory: directory, limits: limits)
            let store = LogStore()
            store.archive { archive.append($0) }
            store.append(entry("kept"))
            #expect(try archive.search(LogFilter(), limit: 10).map(\.message) == ["kept"])
        }
    }
}
