import MeridianCore
import Specification
import Testing

@Suite struct InvalidTriggerTests {
    /// The event stands on line 5 from column 9.
    static let examples: [(event: String, diagnostics: [String])] = [
        (
            "htp: { path: /a }",
            ["5:9: error: MER-4002: unknown key 'htp' in events of function 'item'; did you mean 'http'?"]
        ),
        (
            "http: { path: a }",
            ["5:23: error: MER-4008: the path 'a' must begin with '/'"]
        ),
        (
            "http: { path: /a/:id }",
            ["5:23: error: MER-4008: the path '/a/:id' has ':id'; a parameter is written {id}"]
        ),
        (
            "http: { method: get }",
            ["5:9: error: MER-4007: http trigger of function 'item' needs 'path'"]
        ),
        (
            "http: { path: /a, method: gett }",
            ["5:35: error: MER-4008: unknown method 'gett' in http trigger of function 'item'; did you mean 'get'?"]
        ),
        (
            "http: { path: /a, methods: get }",
            ["5:27: error: MER-4002: unknown key 'methods' in http trigger of function 'item'; did you mean 'method'?"]
        ),
        (
            "http: /a",
            [
                "5:15: error: MER-4003: http trigger of function 'item' must be a mapping of keys to values, "
                    + "not '/a'"
            ]
        ),
        (
            "timer: { cron: \"* * * *\" }",
            [
                "5:24: error: MER-4008: the schedule '* * * *', column 8: there are 4 fields, not five (minute, hour, "
                    + "day, month, weekday)"
            ]
        ),
        (
            "timer: { cron: \"61 * * * *\" }",
            ["5:24: error: MER-4008: the schedule '61 * * * *', column 1: 61 is no minute; it goes from 0 to 59"]
        ),
        (
            "timer: { payload: x }",
            ["5:9: error: MER-4008: timer trigger of function 'item' needs one of 'cron', 'every' and 'at'"]
        ),
        (
            "timer: { every: 0 }",
            ["5:25: error: MER-4004: every is 0 s; it must be more than 0 s"]
        ),
        (
            "timer: { type: corn, value: \"0 * * * *\" }",
            ["5:24: error: MER-4008: unknown type 'corn' in timer trigger of function 'item'; did you mean 'cron'?"]
        ),
        (
            "timer: { cron: \"0 * * * *\", every: 5 }",
            ["5:9: error: MER-4008: timer trigger of function 'item' needs one of 'cron', 'every' and 'at'"]
        ),
        (
            "timer: { type: every }",
            [
                "5:9: error: MER-4008: timer trigger of function 'item' needs 'type' and 'value' together, or one of "
                    + "'cron', 'every' and 'at' alone"
            ]
        ),
        (
            "timer: { cron: \"0 * * * *\", type: every, value: 5 }",
            [
                "5:9: error: MER-4008: timer trigger of function 'item' needs 'type' and 'value' together, or one of "
                    + "'cron', 'every' and 'at' alone"
            ]
        ),
        (
            "timer: { type: every, value: soon }",
            [
                "5:38: error: MER-4003: value in timer trigger of function 'item' must be seconds, or a number with ms, "
                    + "s, m or h, not 'soon'"
            ]
        ),
        (
            "timer: { at: 2026-11-11T20:00:00 }",
            [
                "5:22: error: MER-4008: '2026-11-11T20:00:00' is no moment; write a date, a time and an offset, such as "
                    + "2026-11-11T20:00:00+08:00"
            ]
        ),
        (
            "timer: { at: 2026-11-11T20:00:00Z, every: 5 }",
            ["5:9: error: MER-4008: timer trigger of function 'item' needs one of 'cron', 'every' and 'at'"]
        ),
        (
            "timer: { every: 0.0001 }",
            ["5:25: error: MER-4004: every is 0.0001 s; it must be at least 1 ms"]
        ),
        (
            "timer: { every: 5, enable: 1 }",
            ["5:36: error: MER-4003: enable in timer trigger of function 'item' must be true or false, not '1'"]
        ),
        (
            "timer: { every: 5, interval: 5 }",
            [
                "5:28: error: MER-4006: 'interval' in timer trigger of function 'item' says the same as another key; "
                    + "write only 'every'"
            ]
        ),
        (
            "{}",
            [
                "5:9: error: MER-4008: an entry of events of function 'item' is empty; each has one key: http, timer, "
                    + "event or queue"
            ]
        ),
        (
            "{ http: { path: /a }, timer: { every: 5 } }",
            [
                "5:9: error: MER-4008: an entry of events of function 'item' has several triggers; each has one key: "
                    + "http, timer, event or queue"
            ]
        ),
        (
            "event: { type: \"\" }",
            ["5:24: error: MER-4008: type in event trigger of function 'item' is empty"]
        ),
        (
            "queue: { batchSize: 5 }",
            ["5:9: error: MER-4007: queue trigger of function 'item' needs 'name'"]
        ),
        (
            "http: { path: \"/a/{id}/{id}\" }",
            ["5:23: error: MER-4008: the path '/a/{id}/{id}' names 'id' twice"]
        ),
        (
            "event: { source: /a }",
            ["5:9: error: MER-4007: event trigger of function 'item' needs 'type'"]
        ),
        (
            "queue: { name: \"a b\", batchSize: 0 }",
            [
                "5:24: error: MER-4005: 'a b' is no queue name: \(FunctionName.rule)",
                "5:42: error: MER-4004: batchSize is 0; it must be 1–1000",
            ]
        ),
    ]

    @Test(arguments: examples.indices)
    func reports(_ index: Int) {
        let example = Self.examples[index]
        do throws(SpecificationError) {
            _ = try ServiceSpecification.parse(
                "service: venue\nfunctions:\n  item:\n    events:\n      - \(example.event)\n", file: "f")
            Issue.record("accepted: \(example.event)")
        } catch {
            #expect(error.diagnostics.map(\.description) == example.diagnostics.map { "f:\($0)" })
        }
    }

    @Test(arguments: [
        "*/0 * * * *", "* 24 * * *", "* * 0 * *", "* * * 13 *", "* * * * 8", "5-1 * * * *", "1,,2 * * * *", "a * * * *",
        "- * * * *", "*/ * * * *", "1- * * * *", "99999999999999999999 * * * *", "",
    ])
    func refusesSchedules(_ schedule: String) {
        #expect(throws: SpecificationError.self) {
            try ServiceSpecification.parse(
                "service: venue\nfunctions: { item: { events: [ { timer: { cron: \"\(schedule)\" } } ] } }")
        }
    }
}
