import Admission
import Gateway
import MeridianCore
import NIOCore
import Persistence

/// The rules in force: stored, one version after the other, and kept to by the gateway.
///
/// A change is in force at once and durable when it returns. When it can't be stored, the former rules are in force
/// again.
actor LiveRules {
    /// The rules with the revision of the commit that wrote them.
    struct Version: Sendable, Equatable {
        var rules: RuleSet
        var revision: Revision
    }

    private let documents: RuleDocuments
    private let gateway: Gateway
    private(set) var current = Version(rules: RuleSet(), revision: .zero)
    /// One change at a time.
    private nonisolated let changes = TurnTaking<Bool>()

    init(store: any DocumentStore, gateway: Gateway) {
        documents = RuleDocuments(store: store)
        self.gateway = gateway
    }

    /// Puts the stored rules in force.
    func restore() async throws {
        guard let stored = try await documents.read() else { return }
        try await gateway.update(stored.rules)
        current = stored
    }

    /// Puts other rules in force.
    /// - Parameter expected: The version that must be in force, or anyone's change would be lost; `nil` for any.
    /// - Throws: ``ErrorCode/rulesChanged``, what is wrong with the rules, or why they can't be stored.
    @discardableResult
    func replace(_ rules: RuleSet, expecting expected: Revision? = nil) async throws -> Version {
        try await change(expecting: expected) { _ in rules }
    }

    /// Puts in force what `edit` makes of the rules.
    @discardableResult
    func change(
        expecting expected: Revision? = nil, _ edit: @Sendable (RuleSet) throws -> RuleSet
    ) async throws -> Version {
        try await changes.withTurn(on: true) {
            if let expected, expected != current.revision {
                throw MeridianError(
                    .rulesChanged, "the rules are of version \(current.revision), not \(expected) as expected",
                    status: 412)
            }
            let former = current
            let rules = try edit(former.rules)
            try await gateway.update(rules)
            do {
                current = Version(rules: rules, revision: try await documents.write(rules, after: former.revision))
            } catch {
                try await gateway.update(former.rules)
                throw error
            }
            return current
        }
    }
}

extension RuleSet {
    /// - Throws: ``ErrorCode/unknownRule``.
    func rule(named name: String) throws(MeridianError) -> Rule {
        guard let rule = rules.first(where: { $0.name == name }) else {
            throw MeridianError(
                .unknownRule, "there is no rule '\(name)'; there \(LiveServices.list(rules.map(\.name)))", status: 404)
        }
        return rule
    }

    /// With a rule in the place of the one of its name, or behind all others.
    func setting(_ rule: Rule) -> RuleSet {
        var set = self
        if let position = rules.firstIndex(where: { $0.name == rule.name }) {
            set.rules[position] = rule
        } else {
            set.rules.append(rule)
        }
        return set
    }

    /// - Throws: ``ErrorCode/unknownRule``.
    func removing(_ name: String) throws(MeridianError) -> RuleSet {
        _ = try rule(named: name)
        var set = self
        set.rules.removeAll { $0.name == name }
        return set
    }
}
