public import MeridianCore
import Synchronization

/// The minutes of the last two months, on disk.
///
///     head.log        the minutes since the last full hour, see HeadLog
///     YYYY-MM-DD.day  those of a day (UTC), see DayFile
///
/// Calls block; none is made on an event loop. One store at a time has the directory.
public final class MinuteStore: Sendable {
    /// What is kept.
    public struct Limits: Sendable {
        /// Whole days, today among them.
        public var days: Int
        /// Of all days together; beyond it the oldest go, the newest stays in any case.
        public var bytes: Int

        public init(days: Int = 60, bytes: Int = 1 << 30) {
            self.days = days
            self.bytes = bytes
        }
    }

    private struct State: ~Copyable {
        var log: HeadLog
        /// What is in the log.
        var head: [SeriesKey: [(minute: Int64, point: MetricPoint)]] = [:]
        /// The hour that the log is of, since 1970; `nil` while it is empty.
        var hour: Int64?
    }

    private static let minutesPerDay: Int64 = 1_440

    private let directory: String
    private let limits: Limits
    private let report: @Sendable (MeridianError) -> Void
    private let state: Mutex<State>

    /// Opens a store, making its directory if need be.
    /// - Parameter report: Takes what is found damaged: `MER-6601`, `MER-6602` and `MER-6605`.
    /// - Throws: ``ErrorCode/metricsStoreUnusable``.
    public init(
        _ directory: String, limits: Limits = Limits(), report: @escaping @Sendable (MeridianError) -> Void
    ) throws(MeridianError) {
        self.directory = directory
        self.limits = limits
        self.report = report
        try StoredFile.makeDirectory(directory)
        var head: [SeriesKey: [(minute: Int64, point: MetricPoint)]] = [:]
        var last: Int64?
        let log = try HeadLog(
            "\(directory)/\(HeadLog.name)",
            record: { minute, points in
                last = max(last ?? minute, minute)
                for (key, point) in points { head[key, default: []].append((minute, point)) }
            }, report: report)
        state = Mutex(State(log: log, head: head, hour: last.map { $0 / 60 }))
        try forgetWhatIsInDays()
    }

    /// Takes down a minute. The first of another hour moves what there is into the files of the days.
    /// - Parameter minute: Since 1970.
    /// - Throws: ``ErrorCode/metricsStoreUnusable``.
    public func append(_ points: [SeriesKey: MetricPoint], minute: Int64) throws(MeridianError) {
        try state.withLock { state throws(MeridianError) in
            let hour = minute / 60
            if let before = state.hour, before != hour { try seal(&state) }
            guard !points.isEmpty else { return }
            try state.log.append(minute: minute, points)
            state.hour = hour
            for (key, point) in points { state.head[key, default: []].append((minute, point)) }
        }
    }

    /// The minutes of a function or a group of instances, over all releases and units.
    /// - Parameters:
    ///   - minutes: Since 1970.
    ///   - body: Takes each minute in no order; one may come twice, when the platform was started anew in it.
    /// - Throws: ``ErrorCode/metricsStoreUnusable``.
    public func read(
        _ subject: SeriesSubject, minutes: Range<Int64>, _ body: (SeriesKey, Int64, MetricPoint) -> Void
    ) throws(MeridianError) {
        guard !minutes.isEmpty else { return }
        try state.withLock { state throws(MeridianError) in
            let first = minutes.lowerBound / Self.minutesPerDay
            let last = (minutes.upperBound - 1) / Self.minutesPerDay
            for day in try days() where day >= first && day <= last {
                for block in try file(day).blocks(of: subject) {
                    for (minute, point) in block.points where minutes.contains(minute) {
                        body(block.key, minute, point)
                    }
                }
            }
            for (key, points) in state.head where key.subject == subject {
                for (minute, point) in points where minutes.contains(minute) { body(key, minute, point) }
            }
        }
    }

    /// Bytes on disk.
    public var byteCount: Int {
        ((try? days()) ?? []).reduce(StoredFile.size(of: "\(directory)/\(HeadLog.name)")) {
            $0 + StoredFile.size(of: path($1))
        }
    }

    // MARK: Days

    private func seal(_ state: inout State) throws(MeridianError) {
        var byDay: [Int64: [SeriesBlock]] = [:]
        for (key, points) in state.head {
            for (day, points) in Dictionary(grouping: points, by: { $0.minute / Self.minutesPerDay }) {
                byDay[day, default: []].append(SeriesBlock(key: key, points: points.sorted { $0.minute < $1.minute }))
            }
        }
        for (day, blocks) in byDay {
            let file = file(day)
            // After a failure part of it may be there already.
            if try !file.has(origin: state.log.origin) { try file.append(blocks, origin: state.log.origin) }
        }
        try state.log.begin()
        state.head = [:]
        state.hour = nil
        try retain()
    }

    /// The platform may have died between writing a day and emptying the log.
    private func forgetWhatIsInDays() throws(MeridianError) {
        try state.withLock { state throws(MeridianError) in
            let days = Set(state.head.values.joined().lazy.map { $0.minute / Self.minutesPerDay })
            var taken: Set<Int64> = []
            for day in days where try file(day).has(origin: state.log.origin) { taken.insert(day) }
            guard !taken.isEmpty else { return }
            if taken == days {
                try state.log.begin()
                state.head = [:]
                state.hour = nil
            } else {
                for key in Array(state.head.keys) {
                    state.head[key]?.removeAll { taken.contains($0.minute / Self.minutesPerDay) }
                }
            }
        }
    }

    /// Removes days that are too old, and the oldest while there are too many bytes.
    private func retain() throws(MeridianError) {
        var days = try days().sorted()
        guard let newest = days.last else { return }
        var bytes = days.reduce(0) { $0 + StoredFile.size(of: path($1)) }
        while let oldest = days.first, oldest != newest,
            oldest <= newest - Int64(limits.days) || bytes > limits.bytes
        {
            bytes -= StoredFile.size(of: path(oldest))
            StoredFile.remove(path(oldest))
            days.removeFirst()
        }
    }

    private func days() throws(MeridianError) -> [Int64] {
        try StoredFile.names(in: directory).compactMap { name in
            guard name.hasSuffix(DayFile.suffix) else { return nil }
            return Timestamp("\(name.dropLast(DayFile.suffix.count))T00:00:00Z").map { $0.milliseconds / 86_400_000 }
        }
    }

    private func file(_ day: Int64) -> DayFile { DayFile(path: path(day), report: report) }

    private func path(_ day: Int64) -> String {
        "\(directory)/\(Timestamp(milliseconds: day * 86_400_000).description.prefix(10))\(DayFile.suffix)"
    }
}
