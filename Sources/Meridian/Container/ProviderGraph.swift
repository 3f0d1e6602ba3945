import MeridianCore

/// Who needs whom, checked before anything is made.
struct ProviderGraph {
    let providers: [ProviderKey: Provider]
    private let list: [Provider]
    /// The singletons, each after what it needs.
    private(set) var order: [Provider] = []
    /// Whether anything belongs to one invocation.
    private(set) var hasRequestScope = false

    private static let context = ProviderKey(Context.self)

    /// - Parameters:
    ///   - list: In the order of their declaration.
    ///   - needs: What is asked for outside of providers.
    /// - Throws: ``ErrorCode/duplicateProvider``, ``ErrorCode/missingProvider``, ``ErrorCode/providerCycle`` or
    ///   ``ErrorCode/scopeMismatch``; the message shows the way from one end to the other.
    init(_ list: [Provider], needs: [Need]) throws(MeridianError) {
        var providers: [ProviderKey: Provider] = [:]
        for provider in list {
            if let first = providers.updateValue(provider, forKey: provider.key) {
                throw MeridianError(
                    .duplicateProvider,
                    "\(provider.key) is provided twice: at \(first.place) and at \(provider.place); remove one")
            }
        }
        self.providers = providers
        self.list = list
        var visited: Set<ProviderKey> = []
        // From the needs first, so that a message tells the whole way.
        for need in needs { try visit(need.key, neededBy: [], need: need, &visited) }
        for provider in list { try visit(provider.key, neededBy: [], need: nil, &visited) }
        for provider in list where provider.scope == .singleton {
            if let way = wayToRequest(from: provider.key) {
                throw MeridianError(
                    .scopeMismatch,
                    "\(provider.key) (\(provider.place)) is made once, but needs what belongs to a request: "
                        + way.map(\.description).joined(separator: " → "))
            }
        }
        hasRequestScope = list.contains { wayToRequest(from: $0.key) != nil }
    }

    /// - Parameter chain: The providers on the way, from the outermost to the one that needs `key`.
    private mutating func visit(
        _ key: ProviderKey, neededBy chain: [Provider], need: Need?, _ visited: inout Set<ProviderKey>
    ) throws(MeridianError) {
        if let start = chain.firstIndex(where: { $0.key == key }) {
            let circle = (chain[start...].map(\.key) + [key]).map(\.description).joined(separator: " → ")
            throw MeridianError(.providerCycle, "providers need each other: \(circle)")
        }
        guard !visited.contains(key), key != Self.context || chain.isEmpty else { return }
        guard let provider = providers[key] else {
            let way = chain.reversed().map { "\($0.key) (\($0.place))" } + (need.map { [$0.description] } ?? [])
            throw MeridianError(
                .missingProvider,
                "no provider of \(key); " + way.map { "needed by \($0)" }.joined(separator: ", "))
        }
        for dependency in provider.dependencies {
            try visit(dependency, neededBy: chain + [provider], need: need, &visited)
        }
        visited.insert(key)
        if provider.scope == .singleton { order.append(provider) }
    }

    /// What is made anew and needs no ``Context``, in the order of declaration.
    var onDemand: [Provider] { list.filter { $0.scope != .singleton && !leadsToContext($0.key) } }

    private func leadsToContext(_ key: ProviderKey) -> Bool {
        key == Self.context || providers[key]?.dependencies.contains(where: leadsToContext) == true
    }

    /// The way to something of a request, through whatever is made on demand; `nil` when there is none.
    private func wayToRequest(from key: ProviderKey) -> [ProviderKey]? {
        if key == Self.context { return [key] }
        guard let provider = providers[key] else { return nil }
        if provider.scope == .request { return [key] }
        for dependency in provider.dependencies where providers[dependency]?.scope != .singleton {
            if let way = wayToRequest(from: dependency) { return [key] + way }
        }
        return nil
    }
}
