import Admission
import JSONCodec
import MeridianCore
import NIOCore
import Persistence

/// States of the platform under names, and the way from one to another and back.
actor LiveProfiles {
    /// What is applied, and what was in force before: the document `profile`.
    private struct Applied: Codable {
        var name: String?
        var standby: [String: Int]
        var former: ProfileDocument
    }

    private static let appliedKey: DocumentKey = "profile"
    private static let prefix = "profiles/"
    private static let mostStandby = 10_000

    private let documents: any DocumentStore
    private let rules: LiveRules
    private let services: LiveServices
    private var applied: Applied?
    /// One change at a time.
    private nonisolated let changes = TurnTaking<Bool>()

    init(store: any DocumentStore, rules: LiveRules, services: LiveServices) {
        documents = store
        self.rules = rules
        self.services = services
    }

    /// Takes up what was applied when the platform ended; rules are restored by themselves.
    func restore() async throws {
        guard let document = try await documents.get(Self.appliedKey) else { return }
        let applied = try JSON.decode(Applied.self, from: document.value)
        services.standby.replace(try Self.targets(applied.standby))
        self.applied = applied
    }

    func list() async throws -> ProfileListDocument {
        let page = try await documents.list(prefix: Self.prefix)
        return ProfileListDocument(
            profiles: page.documents.map { String($0.key.rawValue.dropFirst(Self.prefix.count)) },
            applied: applied?.name)
    }

    /// - Throws: ``ErrorCode/unknownProfile``.
    func profile(_ name: String) async throws -> ProfileDocument {
        guard let key = Self.key(name), let document = try await documents.get(key) else {
            let names = try await list().profiles
            throw MeridianError(
                .unknownProfile, "there is no profile '\(name)'; there \(LiveServices.list(names))", status: 404)
        }
        return try JSON.decode(ProfileDocument.self, from: document.value)
    }

    /// - Throws: ``ErrorCode/profileInvalid`` or what is wrong with the rules.
    func store(_ profile: ProfileDocument, as name: String) async throws {
        guard let key = Self.key(name) else {
            throw MeridianError(
                .profileInvalid, "'\(name)' is no name of a profile: \(FunctionName.rule)", status: 400)
        }
        try profile.rules.validate()
        _ = try Self.targets(profile.standby)
        try await documents.commit([.put(key, try JSON.encodeSorted(profile))])
    }

    /// - Throws: ``ErrorCode/unknownProfile``.
    func remove(_ name: String) async throws {
        _ = try await profile(name)
        if let key = Self.key(name) { try await documents.commit([.remove(key)]) }
    }

    /// Puts a profile in force; what was in force before the first one is kept for the return.
    /// - Parameter isDryRun: Only tells what would change.
    func apply(_ name: String, isDryRun: Bool) async throws -> ProfileChangeDocument {
        try await changes.withTurn(on: true) {
            let profile = try await profile(name)
            let current = await current
            if !isDryRun {
                let former = applied?.name == nil ? current : applied?.former ?? current
                try await put(profile, noting: Applied(name: name, standby: profile.standby, former: former))
            }
            return ProfileChangeDocument(name, from: current, to: profile, isDryRun: isDryRun)
        }
    }

    /// Puts in force what was before a profile was applied.
    /// - Throws: ``ErrorCode/nothingToReturnTo``.
    func goBack(isDryRun: Bool) async throws -> ProfileChangeDocument {
        try await changes.withTurn(on: true) {
            guard let applied, applied.name != nil else {
                throw MeridianError(.nothingToReturnTo, "no profile is applied, so there is no way back", status: 409)
            }
            let current = await current
            if !isDryRun {
                let former = applied.former
                try await put(former, noting: Applied(name: nil, standby: former.standby, former: former))
            }
            return ProfileChangeDocument(nil, from: current, to: applied.former, isDryRun: isDryRun)
        }
    }

    private var current: ProfileDocument {
        get async {
            let standby = services.standby.all.map { ("\($0.key)", $0.value) }
            return ProfileDocument(
                rules: await rules.current.rules, standby: Dictionary(uniqueKeysWithValues: standby))
        }
    }

    private func put(_ state: ProfileDocument, noting applied: Applied) async throws {
        let targets = try Self.targets(state.standby)
        try await rules.replace(state.rules)
        try await documents.commit([.put(Self.appliedKey, try JSON.encodeSorted(applied))])
        self.applied = applied
        services.standby.replace(targets)
        await services.keepStandby()
    }

    private static func key(_ name: String) -> DocumentKey? {
        FunctionName(name).flatMap { DocumentKey(prefix + $0.rawValue) }
    }

    private static func targets(_ standby: [String: Int]) throws(MeridianError) -> [RuleTarget: Int] {
        var targets: [RuleTarget: Int] = [:]
        for (text, count) in standby.sorted(by: { $0.key < $1.key }) {
            guard let target = RuleTarget(text) else {
                throw MeridianError(
                    .profileInvalid,
                    "standby of '\(text)' names no functions; write SERVICE/FUNCTION, SERVICE/* or *", status: 400)
            }
            guard (0...mostStandby).contains(count) else {
                throw MeridianError(
                    .profileInvalid, "standby of '\(text)' is \(count); it must be 0–\(mostStandby)", status: 400)
            }
            targets[target] = count
        }
        return targets
    }
}
