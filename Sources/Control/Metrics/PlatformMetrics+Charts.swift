import MeridianCore
import Synchronization
import Telemetry

extension PlatformMetrics {
    /// The figures of functions over time, with those of the groups whose instances run them.
    /// - Throws: ``ErrorCode/metricsStoreUnusable``.
    func chart(
        of functions: Set<FunctionName>, in service: ServiceName, _ range: MetricsRange
    ) throws(MeridianError) -> Chart {
        var chart = Chart(seconds: range.seconds, step: range.step)
        var groups: Set<String> = []
        for function in functions {
            try read(.function(service, function), range) { key, time, point in
                groups.insert(key.group)
                chart.add(point, at: time, release: key.release)
            }
        }
        for group in groups where !group.isEmpty {
            try read(.group(service, group), range) { _, time, point in chart.add(point, at: time, release: nil) }
        }
        return chart
    }

    private func read(
        _ subject: SeriesSubject, _ range: MetricsRange, _ body: (SeriesKey, Int64, MetricPoint) -> Void
    ) throws(MeridianError) {
        guard !range.isOfSeconds else {
            return state.withLock { $0.series.seconds(of: subject, in: range.seconds, body) }
        }
        let minutes = range.seconds.lowerBound / 60..<(range.seconds.upperBound + 59) / 60
        try store.read(subject, minutes: minutes) { key, minute, point in body(key, minute * 60, point) }
        guard let unfinished = state.withLock({ $0.series.unfinished }), minutes.contains(unfinished.number) else {
            return
        }
        for (key, point) in unfinished.points where key.subject == subject { body(key, unfinished.number * 60, point) }
    }

    /// What every function does: of those that can be called, and of others that were called in the newest seconds.
    func live(seconds: Int) -> LiveFunctionsDocument {
        let (sums, last, present) = state.withLock { state in
            (state.series.sums(ofLast: seconds), state.series.lastSecond, state.usage.present)
        }
        var rows: [FunctionRow: [Int: MetricPoint]] = [:]
        var groups: [FunctionRow: SeriesKey] = [:]
        var running: [SeriesSubject: MetricPoint] = [:]
        for key in present + sums.keys {
            guard let function = key.function else { continue }
            let row = FunctionRow(service: key.service, function: function)
            rows[row] = rows[row] ?? [:]
            if !key.group.isEmpty, key.release >= groups[row]?.release ?? 0 { groups[row] = key }
        }
        for (key, point) in sums {
            if let function = key.function {
                let row = FunctionRow(service: key.service, function: function)
                rows[row]?[key.release, default: MetricPoint()].add(point)
            } else {
                running[key.subject, default: MetricPoint()].add(point)
            }
        }
        return LiveFunctionsDocument(
            time: Timestamp(milliseconds: ((last ?? 0) + 1) * 1_000), seconds: seconds,
            functions: rows.map { row, releases in
                let group = groups[row].flatMap { running[.group($0.service, $0.group)] }
                return .init(
                    row.service, row.function, releases, seconds: seconds, group: group ?? MetricPoint())
            })
    }

    private struct FunctionRow: Hashable {
        var service: ServiceName
        var function: FunctionName
    }
}

extension LiveFunctionsDocument.Function {
    fileprivate init(
        _ service: ServiceName, _ function: FunctionName, _ releases: [Int: MetricPoint], seconds: Int,
        group: MetricPoint
    ) {
        var sum = MetricPoint()
        for point in releases.values { sum.add(point) }
        self.init(
            service: service, function: function,
            releases: releases.sorted { ($1.value.requests.total, $1.key) < ($0.value.requests.total, $0.key) }
                .map(\.key),
            rps: Double(sum.requests.total) / Double(max(1, seconds)), requests: RequestsDocument(sum.requests),
            success: sum.requests.success, availability: sum.requests.availability,
            durations: QuantilesDocument(sum.durations), queue: QuantilesDocument(sum.queueTimes),
            coldStarts: Int(sum.coldStarts), inFlight: Int(sum.inFlight), waiting: Int(group.waiting),
            instances: InstancesDocument(group),
            cpu: Double(group.cpuMicroseconds) / 1e6 / Double(max(1, seconds)),
            memoryBytes: Int(group.memoryKiB) << 10)
    }
}

extension MetricsDocument {
    /// - Parameter moves: When which release was made live, whether anybody called it or not.
    init(_ chart: Chart, service: ServiceName, function: FunctionName?, moves: [AliasRecord.Move] = []) {
        let steps = chart.steps
        let moved = moves.map { Chart.Change(time: $0.at.milliseconds / 1_000, release: $0.release) }
            .filter { (chart.start..<chart.end).contains($0.time) }
        self.init(
            service: service, function: function, since: Timestamp(milliseconds: chart.start * 1_000),
            until: Timestamp(milliseconds: chart.end * 1_000), step: Int(chart.step),
            points: steps.map(MetricsDocument.Point.init),
            changes: Chart.merged(Chart.changes(in: steps) + moved).map {
                Change(time: Timestamp(milliseconds: $0.time * 1_000), release: $0.release)
            })
    }
}

extension MetricsDocument.Point {
    fileprivate init(_ step: Chart.Step) {
        let figures = step.figures
        self.init(
            time: Timestamp(milliseconds: step.start * 1_000), seconds: Int(step.seconds), rps: step.rate,
            requests: RequestsDocument(figures.requests), success: figures.requests.success,
            availability: figures.requests.availability, durations: QuantilesDocument(figures.durations),
            queue: QuantilesDocument(figures.queueTimes), inits: QuantilesDocument(figures.initDurations),
            coldStarts: Int(figures.coldStarts), inFlight: Int(figures.inFlight), waiting: Int(figures.waiting),
            instances: InstancesDocument(figures),
            cpu: Double(figures.cpuMicroseconds) / 1e6 / Double(max(1, step.seconds)),
            memoryBytes: Int(figures.memoryKiB) << 10,
            releases: Dictionary(uniqueKeysWithValues: step.releases.map { ("\($0.key)", Int($0.value)) }))
    }
}
