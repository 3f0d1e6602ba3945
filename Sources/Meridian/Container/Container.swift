import MeridianCore
import Synchronization

/// Makes and keeps the objects of a service.
///
/// Singletons change only while the service starts and stops, when no function runs; then they are read without a lock.
final class Container: @unchecked Sendable {
    let graph: ProviderGraph
    private let needs: [Need]
    private var singletons: [ProviderKey: any HeldObject] = [:]
    private var made: [Provider] = []
    private var underWay: [ProviderKey] = []
    private var isRehearsing = false
    /// Set when the service starts.
    var configuration = Configuration()

    init(_ providers: Providers, needs: [Need]) throws(MeridianError) {
        graph = try ProviderGraph(providers.list, needs: needs)
        self.needs = needs
    }

    var isEmpty: Bool { graph.providers.isEmpty && needs.isEmpty }

    /// Makes the singletons and hands them to whoever asked. What was made before a failure is destroyed again.
    /// - Throws: ``ErrorCode/providerFailed``, or what a property inside of a singleton lacks.
    func start() async throws(MeridianError) {
        do throws(MeridianError) {
            for provider in graph.order { try await make(provider) }
        } catch {
            await stop { _ in }
            throw error
        }
        for need in needs { need.fill(self) }
    }

    /// Makes each object once that is otherwise made on demand, to see what it asks for itself, and drops it. Left out is
    /// what needs the ``Context`` of an invocation. Meant for development: a gap then shows at start, not in a request.
    /// - Throws: ``ErrorCode/missingProvider``, or what is wrong with a setting.
    func rehearse() throws(MeridianError) {
        isRehearsing = true
        defer { isRehearsing = false }
        for provider in graph.onDemand {
            guard case .again(let make) = provider.making else { continue }
            let wiring = Wiring(container: self)
            _ = Wiring.$current.withValue(wiring) { make(Resolver(container: self, execution: nil)) }
            if let failure = wiring.failure { throw failure }
            if let need = wiring.needs.first {
                throw MeridianError(
                    .missingProvider,
                    "no provider of \(need.key); needed by \(need.description), made by the provider at \(provider.place)"
                )
            }
        }
    }

    /// Destroys the singletons, last made first.
    /// - Parameter report: Told of each that could not be destroyed.
    func stop(_ report: (MeridianError) -> Void) async {
        for provider in made.reversed() {
            guard let destroy = provider.destroy, let object = singletons[provider.key] else { continue }
            do {
                try await destroy(object)
            } catch {
                report(MeridianError(.providerFailed, "\(provider.key) could not be destroyed", cause: error))
            }
        }
        made = []
        singletons = [:]
    }

    private func make(_ provider: Provider) async throws(MeridianError) {
        guard singletons[provider.key] == nil else { return }
        if let start = underWay.firstIndex(of: provider.key) {
            let circle = (underWay[start...] + [provider.key]).map(\.description).joined(separator: " → ")
            throw MeridianError(.providerCycle, "providers need each other: \(circle)")
        }
        underWay.append(provider.key)
        defer { underWay.removeLast() }
        for key in provider.dependencies {
            if let needed = graph.providers[key] { try await make(needed) }
        }
        guard case .once(let make) = provider.making else { return }
        let wiring = Wiring(container: self)
        do {
            singletons[provider.key] = try await Wiring.$current.withValue(wiring) {
                try await make(Resolver(container: self, execution: nil))
            }
        } catch {
            throw MeridianError(
                .providerFailed, "\(provider.key), provided at \(provider.place), could not be made", cause: error)
        }
        made.append(provider)
        if let failure = wiring.failure { throw failure }
        for need in wiring.needs {
            guard let needed = graph.providers[need.key] else {
                throw MeridianError(.missingProvider, "no provider of \(need.key); needed by \(need.description)")
            }
            try await self.make(needed)
            need.fill(self)
        }
    }

    /// Whether an object can be had now.
    func has(_ key: ProviderKey) -> Bool {
        guard let provider = graph.providers[key] else { return false }
        return provider.scope != .singleton || singletons[key] != nil
    }

    /// A singleton that has been made; `nil` for everything else.
    func singleton<Value: Sendable>(_ type: Value.Type) -> Value? {
        singletons[ProviderKey(type)].map { unsafeDowncast($0, to: Held<Value>.self).value }
    }

    /// An object of any scope.
    /// - Parameters:
    ///   - type: What the graph has a provider of.
    ///   - execution: The invocation it is for.
    func object<Value: Sendable>(_ type: Value.Type, for execution: Execution?) -> Value {
        let key = ProviderKey(type)
        if let object = singletons[key] { return unsafeDowncast(object, to: Held<Value>.self).value }
        if type == Context.self, let execution { return Context(execution: execution) as! Value }
        guard let provider = graph.providers[key], case .again(let make) = provider.making else {
            fatalError("\(key) is asked for, but it has not been made; objects can be had from start to stop")
        }
        let object =
            switch provider.scope {
            case .request: perRequest(provider, make, execution)
            case .singleton, .prototype: makeNow(provider, make, execution)
            }
        return unsafeDowncast(object, to: Held<Value>.self).value
    }

    private func perRequest(
        _ provider: Provider, _ make: @Sendable (Resolver) -> any HeldObject, _ execution: Execution?
    ) -> any HeldObject {
        guard let execution else {
            if isRehearsing { return makeNow(provider, make, nil) }
            fatalError("\(provider.key) belongs to a request and can't be had outside of an invocation")
        }
        let slot = execution.belongings.withLock { belongings in
            if let slot = belongings?.objects[provider.key] { return slot }
            let slot = RequestSlot()
            belongings.orNew.objects[provider.key] = slot
            return slot
        }
        return slot.object.withLock { object in
            if let object { return object }
            let made = makeNow(provider, make, execution)
            object = made
            return made
        }
    }

    private func makeNow(
        _ provider: Provider, _ make: @Sendable (Resolver) -> any HeldObject, _ execution: Execution?
    ) -> any HeldObject {
        let wiring = Wiring(container: self)
        let object = Wiring.$current.withValue(wiring) { make(Resolver(container: self, execution: execution)) }
        // It has a rehearsal of its own.
        if isRehearsing { return object }
        if let failure = wiring.failure { fatalError(failure.description) }
        if let need = wiring.needs.first { fatalError("no provider of \(need.key); needed by \(need.description)") }
        return object
    }
}

/// Where an object of one invocation is made, once, whoever of its tasks asks first.
final class RequestSlot: Sendable {
    let object = Mutex<(any HeldObject)?>(nil)
}
