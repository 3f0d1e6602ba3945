import MeridianCore
import Telemetry

extension Exposition {
    /// Requests and durations by release, of those that had any.
    mutating func add(releases snapshot: GatewayCounts) {
        let releases = snapshot.releases.flatMap { service, numbers in
            numbers.keys.map { (service: service, number: $0, snapshot: snapshot.release($0, of: service)) }
        }.filter { $0.snapshot.durations.count > 0 }
            .sorted { ($0.service.rawValue, $0.number) < ($1.service.rawValue, $1.number) }
        guard !releases.isEmpty else { return }
        metric("meridian_release_requests_total", type: "counter", help: "Requests by release and outcome.")
        for release in releases {
            for outcome in RequestOutcome.allCases {
                sample(
                    "meridian_release_requests_total",
                    ["service": "\(release.service)", "release": "\(release.number)", "outcome": outcome.label],
                    release.snapshot.count(outcome))
            }
        }
        metric(
            "meridian_release_duration_seconds", type: "histogram",
            help: "From the complete request head to the last byte of the answer, by release.")
        for release in releases {
            histogram(
                "meridian_release_duration_seconds",
                ["service": "\(release.service)", "release": "\(release.number)"], release.snapshot.durations)
        }
    }
}
