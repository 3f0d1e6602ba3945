import Testing

@testable import Telemetry

@Suite struct ChartTests {
    @Test func stepsAreAlignedAndCountsExact() {
        var chart = Chart(seconds: 95..<150, step: 20)
        chart.add(Sample.point(ok: 1), at: 79, release: 1)
        chart.add(Sample.point(ok: 2), at: 80, release: 1)
        chart.add(Sample.point(ok: 3), at: 99, release: 1)
        chart.add(Sample.point(ok: 4), at: 149, release: 2)
        chart.add(Sample.point(ok: 5), at: 150, release: 2)
        let steps = chart.steps
        #expect(steps.map(\.start) == [80, 100, 120, 140])
        #expect(steps.map(\.seconds) == [20, 20, 20, 10])
        #expect(steps.map(\.figures.requests.ok) == [5, 0, 0, 4])
        #expect(steps[3].rate == 0.4)
        #expect(Chart.changes(in: steps) == [Chart.Change(time: 140, release: 2)])
    }

    @Test func levelsOfOneMomentAddUpAndOfSeveralAreTheHighest() {
        var chart = Chart(seconds: 0..<60, step: 60)
        var level = MetricPoint()
        level.inFlight = 3
        level.ready = 1
        chart.add(level, at: 10, release: nil)
        chart.add(level, at: 10, release: nil)
        chart.add(level, at: 11, release: nil)
        #expect(chart.steps[0].figures.inFlight == 6)
        #expect(chart.steps[0].figures.ready == 2)
        #expect(chart.steps[0].releases.isEmpty)
    }

    @Test func aCanaryIsNoChangeUntilItHasMost() {
        var chart = Chart(seconds: 0..<4, step: 1)
        for second in 0..<4 {
            chart.add(Sample.point(ok: 10), at: Int64(second), release: 1)
            chart.add(Sample.point(ok: second < 2 ? 1 : 30), at: Int64(second), release: 2)
        }
        #expect(Chart.changes(in: chart.steps) == [Chart.Change(time: 2, release: 2)])
    }

    @Test func changesThatWereSeenTwiceAreToldOnce() {
        func change(_ time: Int64, _ release: Int) -> Chart.Change { Chart.Change(time: time, release: release) }
        // Release 2 was made live within the step from 10 on, and 3 without anybody calling it.
        let merged = Chart.merged([change(10, 2), change(40, 1), change(14, 2), change(20, 3)])
        #expect(merged == [change(10, 2), change(20, 3), change(40, 1)])
        #expect(Chart.merged([change(5, 2), change(5, 1), change(5, 1)]) == [change(5, 2), change(5, 1)])
        #expect(Chart.merged([]).isEmpty)
    }

    @Test func sharesLeaveOutWhatDoesNotCount() {
        var requests = RequestCounts()
        #expect(requests.success == nil)
        requests.client = 5
        #expect(requests.availability == nil)
        requests.ok = 6
        requests.error = 1
        requests.timeout = 1
        requests.shed = 4
        #expect(requests.success == 0.75)
        #expect(requests.availability == 0.5)
        #expect(requests.total == 17)
    }
}
