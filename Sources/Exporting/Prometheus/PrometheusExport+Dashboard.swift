/// A dashboard of Grafana, by its JSON model (schema 38).
extension PrometheusExport {
    private struct Panel {
        var title: String
        var unit: String
        /// The query and what its lines are named.
        var queries: [(expression: String, legend: String)]
        var width = 12
        /// The highest value of the axis, where it is known.
        var most: Double?
    }

    private static let panels = [
        Panel(
            title: "QPS", unit: "reqps",
            queries: [("sum by (function) (rate(faas_requests_total{function=~\"$function\"}[1m]))", "{{function}}")]),
        Panel(
            title: "Function success", unit: "percentunit",
            queries: [("1 - function:faas_errors:ratio5m{function=~\"$function\"}", "{{function}}")], most: 1),
        Panel(
            title: "User availability", unit: "percentunit",
            queries: [("function:faas_availability:ratio5m{function=~\"$function\"}", "{{function}}")], most: 1),
        Panel(
            title: "Latency", unit: "s",
            queries: ["50", "95", "99"].map { quantile in
                (
                    "function:faas_invoke_duration_seconds:p\(quantile){function=~\"$function\"}",
                    "{{function}} p\(quantile)"
                )
            }),
        Panel(
            title: "QPS by release", unit: "reqps",
            queries: [
                (
                    "sum by (function, version) (rate(faas_requests_total{function=~\"$function\"}[1m]))",
                    "{{function}} @ {{version}}"
                )
            ]),
        Panel(
            title: "Outcomes", unit: "reqps",
            queries: [("sum by (outcome) (rate(faas_requests_total{function=~\"$function\"}[1m]))", "{{outcome}}")]),
        Panel(
            title: "Waiting for an instance, p99", unit: "s",
            queries: [
                (
                    "histogram_quantile(0.99, sum by (function, le) (rate(faas_queue_seconds_bucket{function=~\"$function\"}[1m])))",
                    "{{function}}"
                )
            ]),
        Panel(
            title: "Being served", unit: "short",
            queries: [("sum by (function) (faas_inflight{function=~\"$function\"})", "{{function}}")]),
        Panel(
            title: "Instances", unit: "short",
            queries: [("sum by (service, state) (faas_instances)", "{{service}} {{state}}")]),
        Panel(
            title: "Starts, p95", unit: "s",
            queries: [
                (
                    "histogram_quantile(0.95, sum by (service, le) (rate(faas_init_duration_seconds_bucket[5m])))",
                    "{{service}}"
                )
            ]),
        Panel(
            title: "Processors", unit: "short",
            queries: [("sum by (service) (rate(faas_cpu_seconds_total[1m]))", "{{service}}")]),
        Panel(
            title: "Memory", unit: "bytes", queries: [("sum by (service) (faas_memory_bytes)", "{{service}}")]),
    ]

    var dashboard: String {
        let panels = Self.panels.enumerated().map { index, panel in
            Self.json(panel, number: index + 1, x: index % 2 * 12, y: index / 2 * 8)
        }
        return """
            {
              "title": "Meridian",
              "uid": "meridian",
              "schemaVersion": 38,
              "version": 1,
              "editable": true,
              "refresh": "5s",
              "time": { "from": "now-1h", "to": "now" },
              "tags": ["meridian"],
              "templating": {
                "list": [
                  { "name": "datasource", "type": "datasource", "query": "prometheus", "label": "Data source" },
                  {
                    "name": "function", "type": "query", "label": "Function", "multi": true, "includeAll": true,
                    "datasource": { "type": "prometheus", "uid": "${datasource}" },
                    "query": { "query": "label_values(faas_requests_total, function)", "refId": "functions" },
                    "refresh": 2, "sort": 1, "current": { "text": "All", "value": "$__all" }
                  }
                ]
              },
              "panels": [
            \(panels.joined(separator: ",\n"))
              ]
            }

            """
    }

    private static func json(_ panel: Panel, number: Int, x: Int, y: Int) -> String {
        let targets = panel.queries.enumerated().map { index, query in
            "{ \"refId\": \"\(["A", "B", "C"][index])\", \"expr\": \(text(query.expression)), "
                + "\"legendFormat\": \(text(query.legend)) }"
        }.joined(separator: ", ")
        let most = panel.most.map { ", \"max\": \(PrometheusExport.number($0))" } ?? ""
        return """
                {
                  "id": \(number), "type": "timeseries", "title": \(text(panel.title)),
                  "gridPos": { "x": \(x), "y": \(y), "w": \(panel.width), "h": 8 },
                  "datasource": { "type": "prometheus", "uid": "${datasource}" },
                  "fieldConfig": { "defaults": { "unit": "\(panel.unit)", "min": 0\(most) }, "overrides": [] },
                  "targets": [\(targets)]
                }
            """
    }

    /// A string of JSON; the texts are literals of this file.
    private static func text(_ text: String) -> String {
        "\"" + text.replacing("\\", with: "\\\\").replacing("\"", with: "\\\"") + "\""
    }
}
