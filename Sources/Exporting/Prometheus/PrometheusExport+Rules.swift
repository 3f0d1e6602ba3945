import MeridianCore

/// Recording rules, and alerts on how fast the error budget is used up: by several windows at once, so that an alert
/// comes soon and goes soon (Beyer et al., The Site Reliability Workbook, 2018, chapter 5).
extension PrometheusExport {
    /// How fast the budget is used up, over a long and a short window.
    struct Burn {
        var factor: Double
        var long: String
        var short: String
        var severity: String
    }

    static let burns = [
        Burn(factor: 14.4, long: "1h", short: "5m", severity: "page"),
        Burn(factor: 6, long: "6h", short: "30m", severity: "page"),
        Burn(factor: 3, long: "1d", short: "2h", severity: "ticket"),
        Burn(factor: 1, long: "3d", short: "6h", severity: "ticket"),
    ]
    private static let windows = ["1m", "5m", "30m", "1h", "2h", "6h", "1d", "3d"]

    var recording: String {
        var text = """
            groups:
              - name: meridian-recording
                interval: 5s
                rules:
                  - record: function:faas_requests:rate1m
                    expr: sum by (function) (rate(faas_requests_total[1m]))
                  - record: function_version:faas_requests:rate1m
                    expr: sum by (function, version) (rate(faas_requests_total[1m]))
                  - record: function:faas_availability:ratio5m
                    expr: |
                      sum by (function) (rate(faas_requests_total{outcome="ok"}[5m]))
                      / (sum by (function) (rate(faas_requests_total{outcome=~"ok|error|timeout|shed"}[5m])) > 0)
                  - record: function:faas_shed:ratio1m
                    expr: |
                      sum by (function) (rate(faas_requests_total{outcome="shed"}[1m]))
                      / (sum by (function) (rate(faas_requests_total[1m])) > 0)

            """
        for quantile in ["0.5", "0.95", "0.99"] {
            text += """
                      - record: function:faas_invoke_duration_seconds:p\(quantile.dropFirst(2))
                        expr: histogram_quantile(\(quantile), sum by (function, le) (rate(faas_invoke_duration_seconds_bucket[1m])))

                """
        }
        // What was turned away and what callers did wrong says nothing of the function.
        for window in Self.windows {
            text += """
                      - record: function:faas_errors:ratio\(window)
                        expr: |
                          sum by (function) (rate(faas_requests_total{outcome=~"error|timeout"}[\(window)]))
                          / (sum by (function) (rate(faas_requests_total{outcome=~"ok|error|timeout"}[\(window)])) > 0)

                """
        }
        return text
    }

    var alerts: String {
        var text = """
            groups:
              - name: meridian-alerts
                rules:
                  - alert: MeridianWatchdog
                    expr: vector(1)
                    labels: { severity: none }
                    annotations:
                      summary: Alerts work. Whoever gets this no more is to be told.
                  - alert: MeridianDown
                    expr: up{job="meridian"} == 0
                    for: 10s
                    labels: { severity: page }
                    annotations:
                      summary: The control API at {{ $labels.instance }} does not answer.

            """
        for burn in Self.burns {
            text += """
                      - alert: MeridianErrorBudgetBurn
                        expr: |
                          function:faas_errors:ratio\(burn.long) > \(limit(burn))
                          and function:faas_errors:ratio\(burn.short) > \(limit(burn))
                        labels: { severity: \(burn.severity), window: \(burn.long) }
                        annotations:
                          summary: "{{ $labels.function }} fails {{ $value | humanizePercentage }} of its requests; the objective is \(Self.number(objectives.success)) %."

                """
        }
        return text + """
                  - alert: MeridianSlow
                    expr: function:faas_invoke_duration_seconds:p99 > \(Self.number(objectives.latency)) and function:faas_requests:rate1m > 0
                    for: 1m
                    labels: { severity: ticket }
                    annotations:
                      summary: "{{ $labels.function }} answers one request in a hundred later than {{ $value | humanizeDuration }}."
                  - alert: MeridianShedding
                    expr: function:faas_shed:ratio1m > 0.01
                    for: 30s
                    labels: { severity: page }
                    annotations:
                      summary: "{{ $labels.function }} turns away {{ $value | humanizePercentage }} of its requests."
                  - alert: MeridianNoInstances
                    expr: |
                      sum by (service) (label_replace(faas_inflight, "service", "$1", "function", "([^/]*)/.*")) > 0
                      unless on (service) sum by (service) (faas_instances{state="ready"}) > 0
                    for: 30s
                    labels: { severity: page }
                    annotations:
                      summary: "{{ $labels.service }} has requests and no instance that is ready."

            """
    }

    /// The share of failures at which the budget is used up that fast.
    private func limit(_ burn: Burn) -> String {
        let share = burn.factor * (100 - objectives.success) / 100
        // Fifteen digits are exact in decimal; more would show how doubles are kept. All requests can't be exceeded.
        return Self.number((min(share, 0.99) * 1e12).rounded() / 1e12)
    }
}
