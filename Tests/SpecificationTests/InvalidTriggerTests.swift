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
            ["5:9: error: MER-4007: the http event of function 'item' needs 'path'"]
        ),
        (
            "http: { path: /a, method: gett }",
            ["5:35: error: MER-4008: unknown method 'gett' in http event of function 'item'; did you mean 'get'?"]
        ),
        (
            "http: { path: /a, methods: get }",
            ["5:27: error: MER-4002: unknown key 'methods' in http event of function 'item'; did you mean 'method'?"]
        ),
        (
            "http: /a",
            [
                "5:15: error: MER-4003: the http event of function 'item' must be a mapping of keys to values, "
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
            ["5:9: error: MER-4008: the timer event of function 'item' needs either 'cron' or 'every'"]
        ),
        (
            "timer: { every: 0 }",
            ["5:25: error: MER-4004: every in timer event of function 'item' is 0 s; it must be more than 0 s"]
        ),
        (
            "timer: { type: corn, value: \"0 * * * *\" }",
            ["5:24: error: MER-4008: unknown type 'corn' of timer; known are cron and every; did you mean 'cron'?"]
        ),
        (
            "event: { source: /a }",
            ["5:9: error: MER-4007: the event event of function 'item' needs 'type'"]
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
