import Engine
import MeridianCore
import NIOCore
import NIOPosix
import Telemetry

@testable import Gateway

/// Releases that can be called and never are, for tests of who would be.
struct RoutedReleases {
    private let entries: [Int: RoutingTable.Entry]

    subscript(_ number: Int) -> RoutingTable.Entry { entries[number]! }

    /// Runs `body` with releases 1 to `count` of a service.
    static func with<Result>(
        _ count: Int, of service: String = "shop", _ body: (RoutedReleases) async throws -> Result
    ) async throws -> Result {
        let engine = Engine(
            configuration: EngineConfiguration(), group: NIOSingletons.posixEventLoopGroup, logs: LogStore())
        var entries: [Int: RoutingTable.Entry] = [:]
        for number in 1...count {
            let release = Release(
                service: ServiceName(service)!, number: number, digest: "\(number)",
                manifest: Manifest(service: ServiceName(service)!, functions: []), directory: "/nowhere")
            entries[number] = try RoutingTable.Entry(try await engine.activate(release, verify: false))
        }
        let result = try await body(RoutedReleases(entries: entries))
        for entry in entries.values { await engine.retire(entry.release) }
        await engine.shutdown()
        return result
    }
}

extension RoutingTable {
    /// Where a host leads.
    func destination(ofHost host: String) -> Destination {
        var host = host
        return host.withUTF8 { destination(forHost: UnsafeRawBufferPointer($0)) }
    }

    /// The number of the release that answers a request.
    func release(
        host: String, target: String = "/", fields: HTTPFields = HTTPFields(), draws: inout TrafficDraws
    ) -> Int? {
        var fields = fields
        fields.append("host", host)
        return release(for: RequestHead(method: .get, target: target, fields: fields), draws: &draws)?.release.number
    }
}
