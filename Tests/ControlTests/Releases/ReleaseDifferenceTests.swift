import MeridianCore
import Testing

@testable import Control

@Suite struct ReleaseDifferenceTests {
    private func manifest(
        _ functions: [FunctionManifest], defaults: FunctionOptions = FunctionOptions()
    ) -> Manifest {
        Manifest(service: ServiceName("shop")!, defaults: defaults, functions: functions)
    }

    private func function(_ name: String, _ triggers: Trigger..., options: FunctionOptions = FunctionOptions())
        -> FunctionManifest
    {
        FunctionManifest(name: FunctionName(name)!, triggers: triggers, options: options)
    }

    @Test func tellsFunctionsTriggersAndOptions() {
        let before = manifest(
            [
                function("gone", .timer(TimerTrigger(.every(seconds: 5)))),
                function(
                    "item", .http(HTTPTrigger(methods: [.get], path: "/items")), options: FunctionOptions(timeout: 3)),
                function("same", .http(HTTPTrigger(path: "/same"))),
            ], defaults: FunctionOptions(memorySize: 128, environment: ["TOKEN": "one", "OLD": "x", "KEPT": "y"]))
        let after = manifest(
            [
                function(
                    "item", .http(HTTPTrigger(methods: [.get, .put], path: "/items")),
                    options: FunctionOptions(timeout: 5)),
                function("paid", .event(EventTrigger(type: "order.paid", source: "/till"))),
                function("same", .http(HTTPTrigger(path: "/same"))),
            ], defaults: FunctionOptions(standby: 2, environment: ["TOKEN": "two", "KEPT": "y"]))
        let difference = ReleaseDifference(from: before, to: after)
        #expect(
            difference.functions == [
                .init(
                    function: FunctionName("gone")!, kind: .removed, addedTriggers: [],
                    removedTriggers: ["timer every 5.0 s"], options: []),
                .init(
                    function: FunctionName("item")!, kind: .changed, addedTriggers: ["GET,PUT /items"],
                    removedTriggers: ["GET /items"], options: [.init(key: "timeout", from: "3.0 s", to: "5.0 s")]),
                .init(
                    function: FunctionName("paid")!, kind: .added, addedTriggers: ["event order.paid from /till"],
                    removedTriggers: [], options: []),
            ])
        // Values of variables are not told.
        #expect(
            difference.configuration == [
                .init(key: "environment.OLD", from: "set", to: nil),
                .init(key: "environment.TOKEN", from: "set", to: "set"),
                .init(key: "memorySize", from: "128 MiB", to: nil), .init(key: "standby", from: nil, to: "2"),
            ])
        #expect(ReleaseDifference(from: after, to: after).isEmpty)
        #expect(ReleaseDifference(from: nil, to: after).functions.map(\.kind) == [.added, .added, .added])
    }
}
