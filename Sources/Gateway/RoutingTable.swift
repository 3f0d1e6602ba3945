public import Engine
public import MeridianCore

/// Which function answers which host and path: an immutable value that is swapped whole.
public struct RoutingTable: Sendable {
    struct Route: Sendable {
        var function: Int
        var trigger: Int
    }

    struct Entry: Sendable {
        var release: ActiveRelease
        var router: Router<Route>
    }

    let entries: [Entry]
    private let byName: [String: Int]
    private let defaultEntry: Int?

    /// - Parameters:
    ///   - releases: At most one of each service.
    ///   - defaultService: Answers hosts that name no service; `nil` answers them 404.
    /// - Throws: ``ErrorCode/invalidApp`` when two functions of a service are bound to the same method and path.
    public init(releases: [ActiveRelease], defaultService: ServiceName?) throws(MeridianError) {
        var entries: [Entry] = []
        var byName: [String: Int] = [:]
        for release in releases {
            byName[release.release.service.rawValue] = entries.count
            entries.append(Entry(release: release, router: try Self.router(release.release.manifest)))
        }
        self.entries = entries
        self.byName = byName
        self.defaultEntry = defaultService.flatMap { byName[$0.rawValue] }
    }

    private static func router(_ manifest: Manifest) throws(MeridianError) -> Router<Route> {
        var routes: [(methods: [HTTPMethod], pattern: PathPattern, target: Route)] = []
        for (function, declared) in manifest.functions.enumerated() {
            for (trigger, declaredTrigger) in declared.triggers.enumerated() {
                guard case .http(let http) = declaredTrigger else { continue }
                routes.append((http.methods, try PathPattern(http.path), Route(function: function, trigger: trigger)))
            }
        }
        return try Router(routes)
    }

    /// The service that a Host field names: the first label of `NAME.localhost`, any case, with or without a port;
    /// otherwise the default service.
    func entry(forHost host: UnsafeRawBufferPointer) -> Int? {
        let name = host.prefix { $0 != UInt8(ascii: ":") }
        let suffix: StaticString = ".localhost"
        if name.count > suffix.utf8CodeUnitCount {
            let label = name.prefix(name.count - suffix.utf8CodeUnitCount)
            let ending = name.suffix(suffix.utf8CodeUnitCount)
            let isLocal = zip(ending, UnsafeBufferPointer(start: suffix.utf8Start, count: suffix.utf8CodeUnitCount))
                .allSatisfy { Self.lowercased($0) == $1 }
            if isLocal, let index = byName[String(decoding: label.lazy.map(Self.lowercased), as: UTF8.self)] {
                return index
            }
        }
        return defaultEntry
    }

    private static func lowercased(_ byte: UInt8) -> UInt8 {
        byte &- 0x41 < 26 ? byte | 0x20 : byte
    }
}
