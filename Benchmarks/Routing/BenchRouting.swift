import Engine
import Gateway
import MeridianCore
import NIOCore
import NIOPosix
import Telemetry

// What finding the release of a request costs: a line of a name and nanoseconds for each way of it.

@main
enum BenchRouting {
    private static let services = 1_000
    private static let turn = 200_000
    private static let turns = 20

    static func main() async throws {
        let engine = Engine(
            configuration: EngineConfiguration(), group: NIOSingletons.posixEventLoopGroup, logs: LogStore())
        var routes: [ServiceRoutes] = []
        for number in 0..<services {
            let service = ServiceName("service-\(number)")!
            let former = try await entry(of: service, release: 1, engine)
            let newer = try await entry(of: service, release: 2, engine)
            routes.append(self.routes(of: service, number % 5, former, newer))
        }
        let table = RoutingTable(services: routes, defaultService: nil)
        let middle = services / 2
        for (offset, name) in ["live", "weights", "sticky", "rules", "preview"].enumerated() {
            let host = (name == "preview" ? "2--" : "") + "service-\(middle + offset).localhost:7700"
            print(name, nanoseconds(table, head(host)))
        }
        await engine.shutdown()
    }

    /// A release that is never started.
    private static func entry(
        of service: ServiceName, release: Int, _ engine: Engine
    ) async throws -> RoutingTable.Entry {
        let manifest = Manifest(
            service: service,
            functions: [
                FunctionManifest(name: FunctionName("item")!, triggers: [.http(HTTPTrigger(path: "/items/{id}"))])
            ])
        let release = Release(
            service: service, number: release, digest: String(repeating: "0", count: 64), manifest: manifest,
            directory: "/")
        return try RoutingTable.Entry(try await engine.activate(release, verify: false, keepsStandby: false))
    }

    private static func routes(
        of service: ServiceName, _ kind: Int, _ former: RoutingTable.Entry, _ newer: RoutingTable.Entry
    ) -> ServiceRoutes {
        var traffic = Traffic(former)
        if [1, 2, 3].contains(kind) { traffic.candidate = .init(newer, weight: 10) }
        if [2, 3].contains(kind) { traffic.sticky = RequestKey(.cookie, "session") }
        if kind == 3 {
            // None matches, so that all are looked at.
            traffic.rules = (0..<16).map { number in
                let places: [RequestKey.Place] = [.header, .cookie, .query]
                return .init(
                    RequestKey(places[number % 3], number % 3 == 1 ? "session" : "x-tester-\(number)"),
                    equals: "tester-\(number)", release: newer)
            }
        }
        return ServiceRoutes(service, live: traffic, previews: [former, newer])
    }

    private static func head(_ host: String) -> RequestHead {
        RequestHead(
            method: .get, target: "/items/7?full=1&page=2",
            fields: [
                "host": host, "user-agent": "Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0",
                "accept": "text/html", "cookie": "theme=dark; session=0123456789abcdef; lang=en",
            ])
    }

    /// The best of several turns, since whatever else the machine does only adds to it.
    private static func nanoseconds(_ table: RoutingTable, _ head: RequestHead) -> Int {
        var draws = TrafficDraws(seed: 1)
        var found = 0
        let best = (0..<turns).map { _ in
            let start = ContinuousClock.now
            for _ in 0..<turn where table.release(for: head, draws: &draws) != nil { found += 1 }
            return Int(start.duration(to: .now) / .nanoseconds(turn))
        }.min()
        precondition(found == turns * turn, "a request found no release")
        return best ?? 0
    }
}
