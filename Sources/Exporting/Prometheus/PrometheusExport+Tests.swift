import MeridianCore

/// Tests of the alerts, for `promtool test rules`.
extension PrometheusExport {
    var tests: String {
        // As many failures in a hundred requests as use up the budget twice as fast as pages allow.
        let failing = min(100, max(1, Int((2 * 14.4 * (100 - objectives.success)).rounded(.up))))
        let slow = Self.number(objectives.latency)
        return """
            rule_files:
              - ../rules/meridian-recording.yml
              - ../rules/meridian-alerts.yml

            evaluation_interval: 15s

            tests:
              - name: a function that answers well is left alone, and the watchdog fires
                interval: 15s
                input_series:
                  - series: up{job="meridian", instance="control"}
                    values: "1x480"
                  - series: faas_requests_total{function="shop/item", version="1", unit="main", outcome="ok"}
                    values: "0+1500x480"
                  - series: faas_requests_total{function="shop/item", version="1", unit="main", outcome="client"}
                    values: "0+900x480"
                  - series: faas_inflight{function="shop/item", version="1", unit="main"}
                    values: "2x480"
                  - series: faas_instances{service="shop", group="default", version="1", unit="main", state="ready"}
                    values: "1x480"
                alert_rule_test:
                  - eval_time: 2h
                    alertname: MeridianErrorBudgetBurn
                  - eval_time: 2h
                    alertname: MeridianShedding
                  - eval_time: 2h
                    alertname: MeridianNoInstances
                  - eval_time: 2h
                    alertname: MeridianDown
                  - eval_time: 2h
                    alertname: MeridianWatchdog
                    exp_alerts:
                      - exp_labels: { severity: none }
                        exp_annotations:
                          summary: Alerts work. Whoever gets this no more is to be told.

              - name: a function that fails too often pages
                interval: 15s
                input_series:
                  - series: faas_requests_total{function="shop/item", version="1", unit="main", outcome="ok"}
                    values: "0+\(100 - failing)x480"
                  - series: faas_requests_total{function="shop/item", version="1", unit="main", outcome="error"}
                    values: "0+\(failing)x480"
                promql_expr_test:
                  - expr: count(ALERTS{alertname="MeridianErrorBudgetBurn", alertstate="firing", severity="page", window="1h"})
                    eval_time: 2h
                    exp_samples:
                      - value: 1

              - name: requests that are turned away page, though the function does not fail
                interval: 15s
                input_series:
                  - series: faas_requests_total{function="shop/item", version="1", unit="main", outcome="ok"}
                    values: "0+80x40"
                  - series: faas_requests_total{function="shop/item", version="1", unit="main", outcome="shed"}
                    values: "0+20x40"
                alert_rule_test:
                  - eval_time: 10m
                    alertname: MeridianErrorBudgetBurn
                  - eval_time: 10m
                    alertname: MeridianShedding
                    exp_alerts:
                      - exp_labels: { severity: page, function: shop/item }
                        exp_annotations:
                          summary: "shop/item turns away 20% of its requests."

              - name: slow answers make a ticket
                interval: 15s
                input_series:
                  - series: faas_requests_total{function="shop/item", version="1", unit="main", outcome="ok"}
                    values: "0+150x40"
                  - series: faas_invoke_duration_seconds_bucket{function="shop/item", version="1", unit="main", le="\(slow)"}
                    values: "0+75x40"
                  - series: faas_invoke_duration_seconds_bucket{function="shop/item", version="1", unit="main", le="20"}
                    values: "0+150x40"
                  - series: faas_invoke_duration_seconds_bucket{function="shop/item", version="1", unit="main", le="+Inf"}
                    values: "0+150x40"
                promql_expr_test:
                  - expr: count(ALERTS{alertname="MeridianSlow", alertstate="firing", function="shop/item"})
                    eval_time: 10m
                    exp_samples:
                      - value: 1

              - name: requests without an instance, and a platform that does not answer, page
                interval: 15s
                input_series:
                  - series: up{job="meridian", instance="control"}
                    values: "0x40"
                  - series: faas_inflight{function="shop/item", version="1", unit="main"}
                    values: "3x40"
                  - series: faas_instances{service="shop", group="default", version="1", unit="main", state="ready"}
                    values: "0x40"
                alert_rule_test:
                  - eval_time: 5m
                    alertname: MeridianNoInstances
                    exp_alerts:
                      - exp_labels: { severity: page, service: shop }
                        exp_annotations:
                          summary: "shop has requests and no instance that is ready."
                  - eval_time: 5m
                    alertname: MeridianDown
                    exp_alerts:
                      - exp_labels: { severity: page, job: meridian, instance: control }
                        exp_annotations:
                          summary: The control API at control does not answer.

            """
    }
}
