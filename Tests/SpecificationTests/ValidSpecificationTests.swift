import MeridianCore
import Specification
import Testing

@Suite struct ValidSpecificationTests {
    @Test func readsEverything() throws {
        let specification = try ServiceSpecification.parse(
            """
            service: { name: venue, description: The shopping festival }
            provider:
              memorySize: 256
              timeout: 500ms
              initTimeout: 2m
              concurrency: 50
              standby: 1
              maxInstances: 20
              idleTimeout: 1h
              environment: { REGION: eu, LEVEL: 3, "FLAG": true, EMPTY: "" }
            functions:
              item:
                description: One item
                timeout: 1.5
                group: items
                environment:
                  REGION: us
                events:
                  - http: { path: "/items/{id}", method: get }
                  - http: { path: /items, method: [GET, post] }
                  - http:
                      path: /any
                      method: any
                  - timer: { cron: "0 * * * *" }
                  - timer: { every: 30s, payload: tick }
                  - timer: { type: cron, value: "*/5 0-6 1,15 jan-mar mon" }
                  - timer: { at: 2026-11-11T20:00:00+08:00, payload: open }
                  - timer: { type: at, value: "2026-11-11T12:00:00.5Z" }
                  - event: { type: com.example.order.paid, source: /shop }
                  - queue: { name: orders, batchSize: 20 }
              refresh:
            """)
        #expect(specification.service.rawValue == "venue")
        #expect(specification.description == "The shopping festival")
        #expect(
            specification.provider
                == FunctionOptions(
                    memorySize: 256, timeout: 0.5, initTimeout: 120, concurrency: 50, standby: 1, maxInstances: 20,
                    idleTimeout: 3600,
                    environment: ["REGION": "eu", "LEVEL": "3", "FLAG": "true", "EMPTY": ""]))
        #expect(specification.functions.map(\.name.rawValue) == ["item", "refresh"])
        let item = specification.functions[0]
        #expect(item.position == SourcePosition(line: 12, column: 3))
        #expect(item.description == "One item")
        #expect(
            item.options == FunctionOptions(timeout: 1.5, group: "items", environment: ["REGION": "us"]))
        #expect(
            item.triggers.map(\.trigger) == [
                .http(HTTPTrigger(methods: [.get], path: "/items/{id}")),
                .http(HTTPTrigger(methods: [.get, .post], path: "/items")),
                .http(HTTPTrigger(path: "/any")),
                .timer(TimerTrigger(.cron("0 * * * *"))),
                .timer(TimerTrigger(.every(seconds: 30), payload: "tick")),
                .timer(TimerTrigger(.cron("*/5 0-6 1,15 jan-mar mon"))),
                .timer(TimerTrigger(.at("2026-11-11T20:00:00+08:00"), payload: "open")),
                .timer(TimerTrigger(.at("2026-11-11T12:00:00.5Z"))),
                .event(EventTrigger(type: "com.example.order.paid", source: "/shop")),
                .queue(QueueTrigger(queue: "orders", batchSize: 20)),
            ])
        #expect(item.triggers[0].position == SourcePosition(line: 19, column: 9))
        #expect(specification.functions[1].options == FunctionOptions())
    }

    @Test func readsHowInstancesFollowTheLoad() throws {
        let specification = try ServiceSpecification.parse(
            """
            service: venue
            provider: { scaling: { window: 2m, panicThreshold: 3 }, cpuShares: 50, cpuLimit: 1, criticality: SHEDDABLE }
            functions:
              item:
                scaling: { target: 1.5, panicWindow: 500ms, queueDelay: 20ms }
                cpuLimit: 0.25
                criticality: CRITICAL_PLUS
            """)
        #expect(
            specification.provider
                == FunctionOptions(
                    scaling: ScalingOptions(window: 120, panicThreshold: 3), cpuShares: 50, cpuLimit: 1,
                    criticality: .sheddable))
        let item = specification.functions[0].options
        #expect(
            item
                == FunctionOptions(
                    scaling: ScalingOptions(target: 1.5, panicWindow: 0.5, queueDelay: 0.02), cpuLimit: 0.25,
                    criticality: .criticalPlus))
        let options = item.merged(over: specification.provider).resolved()
        #expect(options.scaling.target == 1.5 && options.scaling.window == 120 && options.scaling.panicWindow == 0.5)
        #expect(options.scaling.panicThreshold == 3 && options.scaling.queueDelay == 0.02)
        #expect(options.cpuShares == 50 && options.cpuLimit == 0.25 && options.criticality == .criticalPlus)
        let plain = FunctionOptions(concurrency: 7, idleTimeout: 30).resolved()
        #expect(plain.scaling.target == 7 && plain.scaling.window == 30 && plain.scaling.panicWindow == 3)
        #expect(plain.cpuShares == 100 && plain.cpuLimit == nil && plain.criticality == .critical)
    }

    @Test(arguments: [
        "service: venue",
        "service:\n  name: venue\n",
        "\u{FEFF}service: venue\nprovider:\nfunctions:\n",
        "service: 'venue'\r\nprovider: {}\r\nfunctions: {}\r\n",
        "# a comment\n---\nservice: venue\n...\n",
        "service: &name venue\nprovider:\n  environment: { NAME: *name }\n",
    ])
    func readsLittle(_ text: String) throws {
        #expect(try ServiceSpecification.parse(text).service.rawValue == "venue")
    }

    @Test(arguments: [
        ("3", 3), ("0.25", 0.25), ("500ms", 0.5), ("3s", 3), ("2m", 120), ("1.5h", 5400), ("\"3s\"", 3), ("\"3\"", 3),
    ])
    func readsDurations(_ text: String, _ seconds: Double) throws {
        let specification = try ServiceSpecification.parse("service: venue\nprovider: { timeout: \(text) }")
        #expect(specification.provider.timeout == seconds)
    }
}
