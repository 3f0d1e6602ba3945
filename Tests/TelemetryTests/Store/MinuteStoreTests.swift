import Foundation
import MeridianCore
import Synchronization
import TestSupport
import Testing

@testable import Telemetry

@Suite struct MinuteStoreTests {
    private final class Problems: Sendable {
        private let codes = Mutex<[ErrorCode]>([])
        func add(_ error: MeridianError) { codes.withLock { $0.append(error.code) } }
        var all: [ErrorCode] { codes.withLock { $0 } }
    }

    private static let item = SeriesSubject.function(Sample.service, FunctionName("item")!)
    /// The beginning of a day, in minutes since 1970.
    private static let day: Int64 = 20_000 * 1_440

    private static func withFolder(_ body: (String, Problems) throws -> Void) throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "metrics-\(UUID().uuidString)").path
        defer { try? FileManager.default.removeItem(atPath: folder) }
        try body(folder, Problems())
    }

    private static func open(
        _ folder: String, _ problems: Problems, limits: MinuteStore.Limits = .init()
    ) throws -> MinuteStore {
        try MinuteStore(folder, limits: limits) { problems.add($0) }
    }

    private static func read(
        _ store: MinuteStore, _ subject: SeriesSubject = item, _ minutes: Range<Int64> = 0..<Int64.max
    ) throws -> [Int64: UInt64] {
        var found: [Int64: UInt64] = [:]
        try store.read(subject, minutes: minutes) { found[$1, default: 0] += $2.requests.total }
        return found
    }

    /// A file of a day, of which there is one.
    private static func dayFile(_ folder: String) throws -> URL {
        let names = try FileManager.default.contentsOfDirectory(atPath: folder).filter { $0.hasSuffix(".day") }
        return URL(fileURLWithPath: folder + "/" + (try #require(names.first)))
    }

    @Test func minutesSurviveInTheLogAndInDays() throws {
        try Self.withFolder { folder, problems in
            var wanted: [Int64: UInt64] = [:]
            for minute in Self.day + 1_400..<Self.day + 1_400 + 100 {
                // Opened anew for each, as after a restart.
                let store = try Self.open(folder, problems)
                try store.append([Sample.key(): Sample.point(ok: UInt64(minute % 50 + 1))], minute: minute)
                wanted[minute] = UInt64(minute % 50 + 1)
                #expect(try Self.read(store) == wanted)
            }
            let store = try Self.open(folder, problems)
            #expect(try Self.read(store, Self.item, Self.day + 1_439..<Self.day + 1_441).count == 2)
            #expect(try Self.read(store, .function(Sample.service, FunctionName("cart")!)).isEmpty)
            #expect(try FileManager.default.contentsOfDirectory(atPath: folder).count == 2)
            #expect(problems.all.isEmpty)
        }
    }

    @Test func aMinuteOfTwoStartsAddsUp() throws {
        try Self.withFolder { folder, problems in
            let first = try Self.open(folder, problems)
            try first.append([Sample.key(): Sample.point(ok: 3)], minute: Self.day)
            let second = try Self.open(folder, problems)
            try second.append([Sample.key(): Sample.point(ok: 4)], minute: Self.day)
            try second.append([:], minute: Self.day + 60)
            #expect(try Self.read(second) == [Self.day: 7])
        }
    }

    @Test(arguments: [1, 7, 20, 40])
    func aTornTailOfTheLogIsCut(bytes: Int) throws {
        try Self.withFolder { folder, problems in
            let store = try Self.open(folder, problems)
            try store.append([Sample.key(): Sample.point(ok: 3)], minute: Self.day)
            try store.append([Sample.key(): Sample.point(ok: 4)], minute: Self.day + 1)
            let log = URL(fileURLWithPath: folder + "/head.log")
            let content = try Data(contentsOf: log)
            try content.dropLast(bytes).write(to: log)
            let after = try Self.open(folder, problems)
            #expect(try Self.read(after) == [Self.day: 3])
            #expect(problems.all == [.metricsTailCut])
            try after.append([Sample.key(): Sample.point(ok: 5)], minute: Self.day + 2)
            #expect(try Self.read(Self.open(folder, problems)) == [Self.day: 3, Self.day + 2: 5])
        }
    }

    @Test func everyCutOfTheLogLeavesAPrefix() throws {
        try Self.withFolder { folder, problems in
            let store = try Self.open(folder, problems)
            for minute in 0..<5 {
                try store.append([Sample.key(): Sample.point(ok: 1)], minute: Self.day + Int64(minute))
            }
            let log = URL(fileURLWithPath: folder + "/head.log")
            let content = try Data(contentsOf: log)
            for length in 0..<content.count {
                try content.prefix(length).write(to: log)
                let minutes = try Self.read(Self.open(folder, problems)).keys.sorted()
                #expect(minutes == (0..<minutes.count).map { Self.day + Int64($0) })
                #expect(minutes.count < 5)
            }
        }
    }

    @Test func aTornHourIsCutBeforeTheNextIsWritten() throws {
        try Self.withFolder { folder, problems in
            let store = try Self.open(folder, problems)
            try store.append([Sample.key(): Sample.point(ok: 3)], minute: Self.day)
            try store.append([Sample.key(): Sample.point(ok: 4)], minute: Self.day + 60)
            let file = try Self.dayFile(folder)
            let handle = try FileHandle(forWritingTo: file)
            try handle.seekToEnd()
            try handle.write(contentsOf: Data("MMB1 and no more".utf8))
            try handle.close()
            try store.append([Sample.key(): Sample.point(ok: 5)], minute: Self.day + 120)
            #expect(problems.all == [.metricsTailCut])
            #expect(try Self.read(store) == [Self.day: 3, Self.day + 60: 4, Self.day + 120: 5])
        }
    }

    @Test func aDamagedBlockIsReportedAndLeftOut() throws {
        try Self.withFolder { folder, problems in
            let store = try Self.open(folder, problems)
            for hour in 0..<3 {
                try store.append([Sample.key(): Sample.point(ok: 3)], minute: Self.day + Int64(hour) * 60)
            }
            let file = try Self.dayFile(folder)
            let content = try Data(contentsOf: file)
            var generator = SeededGenerator(seed: 6)
            for place in content.indices {
                var damaged = content
                damaged[place] ^= UInt8.random(in: 1...255, using: &generator)
                try damaged.write(to: file)
                let problems = Problems()
                let found = try Self.read(Self.open(folder, problems))
                // One of two hours is gone, and the one in the log is not.
                #expect(found.values.allSatisfy { $0 == 3 }, "at \(place)")
                #expect(found.count == 2, "at \(place)")
                #expect(found[Self.day + 120] == 3)
            }
        }
    }

    @Test func whatIsInADayAlreadyIsNotTakenTwice() throws {
        try Self.withFolder { folder, problems in
            let store = try Self.open(folder, problems)
            try store.append([Sample.key(): Sample.point(ok: 3)], minute: Self.day)
            let log = URL(fileURLWithPath: folder + "/head.log")
            let before = try Data(contentsOf: log)
            try store.append([:], minute: Self.day + 60)
            // As if it had died before the log was emptied.
            try before.write(to: log)
            #expect(try Self.read(Self.open(folder, problems)) == [Self.day: 3])
        }
    }

    @Test func oldDaysGo() throws {
        try Self.withFolder { folder, problems in
            let store = try Self.open(folder, problems, limits: .init(days: 3))
            for day in 0..<6 {
                try store.append([Sample.key(): Sample.point()], minute: Self.day + Int64(day) * 1_440)
            }
            // The sixth is in the log.
            let wanted: [Int64] = [2, 3, 4, 5].map { Self.day + $0 * 1_440 }
            #expect(try Self.read(store).keys.sorted() == wanted)
        }
    }

    @Test func theOldestDaysGoWhenThereIsTooMuch() throws {
        try Self.withFolder { folder, problems in
            let store = try Self.open(folder, problems, limits: .init(bytes: 300))
            for day in 0..<6 {
                try store.append([Sample.key(): Sample.point()], minute: Self.day + Int64(day) * 1_440)
            }
            let kept = try Self.read(store).keys.sorted()
            #expect(kept.count < 6)
            let newest: [Int64] = [Self.day + 4 * 1_440, Self.day + 5 * 1_440]
            #expect(Array(kept.suffix(2)) == newest)
            #expect(store.byteCount < 600)
        }
    }

    @Test func manyFunctionsAreFoundApart() throws {
        try Self.withFolder { folder, problems in
            let store = try Self.open(folder, problems)
            var points: [SeriesKey: MetricPoint] = [:]
            for number in 0..<300 {
                points[Sample.key("f\(number)")] = Sample.point(ok: UInt64(number + 1))
                points[Sample.key("f\(number)", release: 2)] = Sample.point(ok: 1)
            }
            try store.append(points, minute: Self.day)
            try store.append([:], minute: Self.day + 60)
            for number in [0, 1, 150, 299] {
                let subject = SeriesSubject.function(Sample.service, FunctionName("f\(number)")!)
                #expect(try Self.read(store, subject) == [Self.day: UInt64(number + 2)])
            }
        }
    }

    @Test func aDirectoryThatCantBeMadeIsAnError() {
        let error = #expect(throws: MeridianError.self) { try Self.open("/proc/none", Problems()) }
        #expect(error?.code == .metricsStoreUnusable)
    }
}
