import MeridianCore
import Packaging

enum Samples {
    static let manifest = Manifest(
        service: ServiceName("venue")!, defaults: .platformDefaults,
        functions: [
            FunctionManifest(
                name: FunctionName("item")!, description: "One item",
                triggers: [.http(HTTPTrigger(methods: [.get], path: "/items/{id}"))],
                options: FunctionOptions(timeout: 1.5)),
            FunctionManifest(
                name: FunctionName("refresh")!, triggers: [.timer(TimerTrigger(.cron("0 * * * *")))]),
        ])

    static let manifestJSON = Array(
        #"{"version":1,"service":"venue","runtime":"swift","entry":"bootstrap","defaults":{},"functions":[]}"#.utf8)

    /// Entries that make a package, for forging.
    static var entries: [ForgedZip.Entry] {
        [.init("manifest.json", manifestJSON), .init("bootstrap").with { $0.mode = 0o100755 }]
    }

    static let executable = [UInt8]((0..<100_000).map { UInt8(truncatingIfNeeded: $0 &* $0 >> 3) })
}
