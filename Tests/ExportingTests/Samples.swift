import MeridianCore
import Specification

@testable import Exporting

/// A service as its code and its file have it.
enum Sample {
    static let declared = [
        FunctionManifest(
            name: FunctionName("item")!, description: "One item",
            triggers: [
                .http(HTTPTrigger(methods: [.get], path: "/items/{id}")),
                .http(HTTPTrigger(methods: [.get, .post], path: "/items")),
            ]),
        FunctionManifest(
            name: FunctionName("assets")!, triggers: [.http(HTTPTrigger(path: "/assets/{path*}"))]),
        FunctionManifest(
            name: FunctionName("refresh")!,
            triggers: [
                .timer(TimerTrigger(.cron("0 3 * * mon"), payload: "all")), .timer(TimerTrigger(.every(seconds: 300))),
            ]),
        FunctionManifest(
            name: FunctionName("paid")!,
            triggers: [
                .event(EventTrigger(type: "com.example.order.paid", source: "/shop")),
                .event(EventTrigger(type: "com.example.*")),
            ]),
        FunctionManifest(
            name: FunctionName("work")!, triggers: [.queue(QueueTrigger(queue: "orders", batchSize: 50))],
            options: FunctionOptions(memorySize: 512, timeout: 60)),
    ]

    static let text = """
        service: { name: venue, description: "The festival: shop & stage" }
        provider:
          memorySize: 256
          timeout: 5s
          standby: 2
          maxInstances: 20
          environment: { MODE: "on", RATIO: "0.5", TEXT: "a: b # c" }
        functions:
          work: { group: workers }
        """

    static func source(
        _ text: String = text, declared: [FunctionManifest] = declared, image: String? = "registry.example.com/venue:1"
    ) throws -> ExportSource {
        let specification = try ServiceSpecification.parse(text)
        return ExportSource(
            manifest: try Manifest.merging(declared: declared, specification: specification),
            specification: specification, package: "venue.zip", architecture: .x86, image: image)
    }

    static func export(
        _ target: PlatformTarget, _ text: String = text, declared: [FunctionManifest] = declared,
        image: String? = "registry.example.com/venue:1"
    ) throws -> Export {
        try Export(source(text, declared: declared, image: image), for: target)
    }

    /// A service with one function that has these triggers.
    static func function(_ triggers: Trigger..., options: FunctionOptions = FunctionOptions()) -> [FunctionManifest] {
        [FunctionManifest(name: FunctionName("work")!, triggers: triggers, options: options)]
    }
}
