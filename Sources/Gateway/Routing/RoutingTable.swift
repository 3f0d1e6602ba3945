public import Engine
public import MeridianCore

/// Which function of which release answers which host and path: an immutable value that is swapped whole.
public struct RoutingTable: Sendable {
    /// Makes a release callable that is not.
    /// - Returns: Why it could not be; `nil` when a newer table has it.
    public typealias Wake = @Sendable (_ service: ServiceName, _ release: Int) async -> MeridianError?

    struct Route: Sendable {
        var function: Int
        var trigger: Int
    }

    /// A release that requests can be routed to.
    public struct Entry: Sendable {
        let release: ActiveRelease
        let router: Router<Route>

        /// - Throws: ``ErrorCode/invalidApp`` when two functions are bound to the same method and path.
        public init(_ release: ActiveRelease) throws(MeridianError) {
            self.release = release
            self.router = try RoutingTable.router(release.release.manifest)
        }

        /// Which function, and which of its triggers, answers a request; `nil` when none does.
        public func place(_ method: HTTPMethod, path: String) -> (function: Int, trigger: Int)? {
            guard case .found(let route) = router.match(method, path: path) else { return nil }
            return (route.function, route.trigger)
        }
    }

    /// Where a host leads.
    enum Destination: Sendable {
        /// The position of a release.
        case entry(Int)
        /// The position of a split.
        case split(Int)
        case asleep(service: Int, release: Int)
        case nowhere
    }

    private struct Service: Sendable {
        var name: ServiceName
        var live: Destination
        var aliases: [String: Destination]
        var previews: [Int: Destination]
        var asleep: Set<Int>
    }

    let entries: [Entry]
    let splits: [TrafficSplit]
    private let services: [Service]
    private let byName: [String: Int]
    private let defaultService: Int?
    private let domains: DomainMap<DomainRoute>
    private let wake: Wake?

    /// - Parameters:
    ///   - services: Each once.
    ///   - domains: Hosts of their own that services have.
    ///   - defaultService: Answers hosts that name no service; `nil` answers them 404.
    ///   - wake: Makes a release callable that is asleep, when its preview is asked for.
    public init(
        services: [ServiceRoutes], domains: [DomainName: DomainRoute] = [:], defaultService: ServiceName?,
        wake: Wake? = nil
    ) {
        var builder = Builder()
        self.services = services.enumerated().map { builder.add($0.element, at: $0.offset) }
        self.entries = builder.entries
        self.splits = builder.splits
        let byName = Dictionary(
            services.enumerated().map { ($0.element.service.rawValue, $0.offset) }, uniquingKeysWith: { $1 })
        self.byName = byName
        self.defaultService = defaultService.flatMap { byName[$0.rawValue] }
        self.domains = DomainMap(domains)
        self.wake = wake
    }

    /// - Parameters:
    ///   - releases: One of each service, which gets all requests.
    ///   - defaultService: Answers hosts that name no service; `nil` answers them 404.
    /// - Throws: ``ErrorCode/invalidApp`` when two functions of a service are bound to the same method and path.
    public init(releases: [ActiveRelease], defaultService: ServiceName?) throws(MeridianError) {
        var services: [ServiceRoutes] = []
        for release in releases {
            services.append(ServiceRoutes(release.release.service, live: Traffic(try Entry(release))))
        }
        self.init(services: services, defaultService: defaultService)
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

    /// Where a request leads by its Host field.
    func destination(of head: RequestHead) -> Destination {
        var destination: Destination?
        head.fields.withFirstValue("host") { destination = self.destination(forHost: $0) }
        return destination ?? self.destination(forHost: UnsafeRawBufferPointer(start: nil, count: 0))
    }

    /// The position of the release that answers a request; `nil` when none does or it is asleep.
    func entry(for head: RequestHead, draws: inout TrafficDraws) -> Int? {
        switch destination(of: head) {
        case .entry(let position): position
        case .split(let position):
            switch splits[position].choice(for: head, draws: &draws) {
            case .entry(let position): position
            case .asleep: nil
            }
        case .asleep, .nowhere: nil
        }
    }

    /// The release that answers a request, found as the gateway finds it; `nil` when none does or it is asleep.
    package func release(for head: RequestHead, draws: inout TrafficDraws) -> ActiveRelease? {
        entry(for: head, draws: &draws).map { entries[$0].release }
    }

    /// What a Host field asks for, in any case and with or without a port: the first label of `SERVICE.localhost`,
    /// `ALIAS--SERVICE.localhost` or `NUMBER--SERVICE.localhost`; a domain that was added; otherwise the default service.
    func destination(forHost host: UnsafeRawBufferPointer) -> Destination {
        if !domains.isEmpty, let route = domains[Self.name(of: host)] { return destination(of: route) }
        let standard = defaultService.map { services[$0].live } ?? .nowhere
        guard let label = Self.localLabel(of: host) else { return standard }
        if let position = byName[label] { return services[position].live }
        guard let mark = Self.separator(in: label), let position = byName[String(label[mark.upperBound...])] else {
            return standard
        }
        let service = services[position]
        let name = label[..<mark.lowerBound]
        if let destination = service.aliases[String(name)] { return destination }
        guard let number = Int(name) else { return .nowhere }
        if let destination = service.previews[number] { return destination }
        return service.asleep.contains(number) ? .asleep(service: position, release: number) : .nowhere
    }

    /// A host in lower case, without a port and a last dot.
    private static func name(of host: UnsafeRawBufferPointer) -> String {
        var name = host.prefix { $0 != UInt8(ascii: ":") }
        if name.last == UInt8(ascii: ".") { name.removeLast() }
        return lowercased(name)
    }

    private func destination(of route: DomainRoute) -> Destination {
        guard let position = byName[route.service.rawValue] else { return .nowhere }
        guard let alias = route.alias else { return services[position].live }
        return services[position].aliases[alias] ?? .nowhere
    }

    /// Whether a host names a service that there is; the default service is none for that.
    func hasService(forHost host: UnsafeRawBufferPointer) -> Bool {
        guard let label = Self.localLabel(of: host) else { return false }
        if byName[label] != nil { return true }
        return Self.separator(in: label).map { byName[String(label[$0.upperBound...])] != nil } ?? false
    }

    /// Makes a release callable that a ``Destination/asleep(service:release:)`` named.
    func wake(service position: Int, release: Int) async -> MeridianError? {
        await wake?(services[position].name, release)
    }

    /// The first label of a host under `localhost`, in lower case.
    private static func localLabel(of host: UnsafeRawBufferPointer) -> String? {
        let name = host.prefix { $0 != UInt8(ascii: ":") }
        let suffix: StaticString = ".localhost"
        guard name.count > suffix.utf8CodeUnitCount else { return nil }
        let label = name.prefix(name.count - suffix.utf8CodeUnitCount)
        let ending = name.suffix(suffix.utf8CodeUnitCount)
        guard
            zip(ending, UnsafeBufferPointer(start: suffix.utf8Start, count: suffix.utf8CodeUnitCount))
                .allSatisfy({ lowercased($0) == $1 })
        else { return nil }
        return lowercased(label)
    }

    /// The first `--`.
    private static func separator(in label: String) -> Range<String.Index>? {
        guard let first = label.utf8.firstIndex(of: UInt8(ascii: "-")) else { return nil }
        var position = first
        while true {
            let next = label.utf8.index(after: position)
            guard next < label.utf8.endIndex else { return nil }
            if label.utf8[position] == UInt8(ascii: "-"), label.utf8[next] == UInt8(ascii: "-") {
                return position..<label.utf8.index(after: next)
            }
            position = next
        }
    }

    private static func lowercased(_ bytes: Slice<UnsafeRawBufferPointer>) -> String {
        String(unsafeUninitializedCapacity: bytes.count) { text in
            for (offset, byte) in bytes.enumerated() { text.initializeElement(at: offset, to: lowercased(byte)) }
            return bytes.count
        }
    }

    private static func lowercased(_ byte: UInt8) -> UInt8 {
        byte &- 0x41 < 26 ? byte | 0x20 : byte
    }

    /// Gives every release one position, however many names lead to it.
    private struct Builder {
        var entries: [Entry] = []
        var splits: [TrafficSplit] = []
        private var positions: [ObjectIdentifier: Int] = [:]

        mutating func add(_ routes: ServiceRoutes, at place: Int) -> Service {
            Service(
                name: routes.service,
                live: routes.live.map { destination($0, of: routes.service, at: place) } ?? .nowhere,
                aliases: routes.aliases.mapValues { destination($0, of: routes.service, at: place) },
                previews: Dictionary(
                    routes.previews.map { ($0.release.release.number, .entry(position(of: $0))) },
                    uniquingKeysWith: { $1 }),
                asleep: routes.asleep)
        }

        private mutating func destination(
            _ traffic: Traffic, of service: ServiceName, at place: Int
        ) -> Destination {
            let entry = position(of: traffic.release)
            guard traffic.candidate != nil || !traffic.rules.isEmpty || traffic.pin != nil else { return .entry(entry) }
            let name = Array(service.rawValue.utf8)
            splits.append(
                TrafficSplit(
                    service: place, entry: entry,
                    candidate: traffic.candidate.map { position(of: $0.release) } ?? entry,
                    weight: UInt64(traffic.candidate?.weight ?? 0),
                    rules: TrafficRules(
                        traffic.rules.map { ($0.key, Array($0.value.utf8), position(of: $0.release)) }),
                    sticky: traffic.sticky, pin: traffic.pin.map { pin($0) },
                    salt: name.withUnsafeBytes { TrafficDraws.hash($0, salt: 0) }))
            return .split(splits.count - 1)
        }

        private mutating func pin(_ pin: Traffic.Pin) -> PagePin {
            var entries: [Int: Int] = [:]
            for entry in pin.releases { entries[entry.release.release.number] = position(of: entry) }
            return PagePin(key: pin.key, entries: entries, asleep: pin.asleep)
        }

        private mutating func position(of entry: Entry) -> Int {
            let identifier = ObjectIdentifier(entry.release)
            if let known = positions[identifier] { return known }
            positions[identifier] = entries.count
            entries.append(entry)
            return entries.count - 1
        }
    }
}
