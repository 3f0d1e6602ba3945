public import MeridianCore

/// What Prometheus, Alertmanager and Grafana need to watch a platform: files for all services that run on it.
public struct PrometheusExport: Sendable {
    /// What the rules hold functions to.
    public struct Objectives: Sendable, Equatable {
        /// The share of requests that functions are to answer well, in percent.
        public var success: Double
        /// What all but one request in a hundred are to be answered within, in seconds.
        public var latency: Double

        /// - Throws: ``ErrorCode/badObjective``.
        public init(success: Double = 99.9, latency: Double = 1) throws(MeridianError) {
            guard success > 0, success < 100 else {
                throw MeridianError(
                    .badObjective, "an objective of \(success) % can't be watched; it is above 0 and below 100")
            }
            guard latency >= 0.0005, latency <= 10 else {
                throw MeridianError(
                    .badObjective, "a latency of \(latency) s can't be watched; it is from 0.0005 to 10 s")
            }
            self.success = success
            self.latency = latency
        }
    }

    let objectives: Objectives
    /// `HOST:PORT` of the control API.
    let target: String

    public init(objectives: Objectives, target: String) {
        self.objectives = objectives
        self.target = target
    }

    /// Every file; a person begins with README.md.
    public var files: [Export.File] {
        [
            Export.File("README.md", readme),
            Export.File("prometheus.yml", scraping),
            Export.File("rules/meridian-recording.yml", recording),
            Export.File("rules/meridian-alerts.yml", alerts),
            Export.File("tests/meridian-alerts.test.yml", tests),
            Export.File("alertmanager.yml", alertmanager),
            Export.File("grafana/meridian.json", dashboard),
        ]
    }

    private var readme: String {
        """
        # Watching Meridian with Prometheus

        - `prometheus.yml` scrapes the control API at \(target) each second. Make a token that may read metrics with
          `meridian token create prometheus --role viewer` and put it into the file `token` beside it.
        - `rules/` has recording rules and alerts: burn of the error budget of \(Self.number(objectives.success)) %, answers
          slower than \(Self.number(objectives.latency)) s, requests turned away, functions without instances, a platform that
          does not answer, and a watchdog that always fires.
        - `tests/` tests the alerts: `promtool test rules tests/meridian-alerts.test.yml`.
        - `alertmanager.yml` is a beginning: put receivers of your own in it.
        - `grafana/meridian.json` is a dashboard: import it and choose the data source.

        `promtool check config prometheus.yml` checks everything.

        """
    }

    private var scraping: String {
        """
        global:
          scrape_interval: 1s
          evaluation_interval: 5s

        rule_files:
          - rules/*.yml

        alerting:
          alertmanagers:
            - static_configs:
                - targets: ["127.0.0.1:9093"]

        scrape_configs:
          - job_name: meridian
            authorization:
              credentials_file: token
            static_configs:
              - targets: ["\(target)"]

        """
    }

    private var alertmanager: String {
        """
        route:
          receiver: team
          group_by: [alertname, function]
          group_wait: 0s
          group_interval: 5m
          repeat_interval: 4h
          routes:
            # Whoever gets this no more knows that alerts do not arrive.
            - matchers: [alertname="MeridianWatchdog"]
              receiver: watchdog
              group_interval: 1m
              repeat_interval: 1m

        inhibit_rules:
          # A page about a function says what its ticket would.
          - source_matchers: [severity="page"]
            target_matchers: [severity="ticket"]
            equal: [function]

        receivers:
          - name: team
          - name: watchdog

        """
    }

    static func number(_ value: Double) -> String { FunctionOptions.shown(value) }
}
