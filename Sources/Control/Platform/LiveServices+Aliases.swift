import MeridianCore
import Persistence
import Telemetry

extension LiveServices {
    /// Points an alias at something else, in one step.
    /// - Parameters:
    ///   - expected: What the alias must be for that.
    ///   - change: From what it points at, `nil` when it is new.
    /// - Returns: The alias as it is from now on.
    /// - Throws: ``ErrorCode/aliasChanged`` with status 412, ``ErrorCode/badAlias``, ``ErrorCode/unknownRelease``, why an
    ///   instance did not start.
    @discardableResult
    func setAlias(
        _ alias: AliasName, of name: ServiceName, if expected: DocumentCondition = .any,
        _ change: @Sendable (AliasTargets?) throws -> AliasTargets
    ) async throws -> ServiceCatalog.StoredAlias {
        try await changes.withTurn(on: name) {
            var catalog = try service(name).catalog
            try catalog.check(alias, expected)
            try catalog.point(alias, at: change(catalog.aliases[alias]?.record.targets), now: .now)
            try await apply(catalog)
            return try stored(alias, of: name)
        }
    }

    /// Gives all requests to one release; see ``ServiceCatalog/promote(_:now:)``.
    @discardableResult
    func promote(_ name: ServiceName, to release: Int?) async throws -> ServiceCatalog.StoredAlias {
        try await changeLive(of: name) { catalog throws(MeridianError) in try catalog.promote(release, now: .now) }
    }

    /// Takes back the last promotion, or a candidate's share; see ``ServiceCatalog/rollBack(to:now:)``.
    @discardableResult
    func rollBack(_ name: ServiceName, to release: Int?) async throws -> ServiceCatalog.StoredAlias {
        try await changeLive(of: name) { catalog throws(MeridianError) in try catalog.rollBack(to: release, now: .now) }
    }

    private func changeLive(
        of name: ServiceName, _ change: (inout ServiceCatalog) throws(MeridianError) -> Void
    ) async throws -> ServiceCatalog.StoredAlias {
        try await changes.withTurn(on: name) {
            var catalog = try service(name).catalog
            try change(&catalog)
            try await apply(catalog)
            let stored = try stored(.live, of: name)
            let number = stored.record.targets.release
            tell(.notice, "release \(number) is live", service: name, release: number)
            return stored
        }
    }

    /// - Throws: ``ErrorCode/aliasChanged``, ``ErrorCode/unknownAlias``, ``ErrorCode/aliasNeeded``.
    func removeAlias(_ alias: AliasName, of name: ServiceName, if expected: DocumentCondition = .any) async throws {
        try await changes.withTurn(on: name) {
            var catalog = try service(name).catalog
            try catalog.check(alias, expected)
            try catalog.removeAlias(alias)
            try await apply(catalog)
        }
    }

    /// - Throws: ``ErrorCode/unknownService``, ``ErrorCode/unknownAlias``.
    func stored(_ alias: AliasName, of name: ServiceName) throws(MeridianError) -> ServiceCatalog.StoredAlias {
        let catalog = try service(name).catalog
        guard let stored = catalog.aliases[alias] else { throw catalog.unknownAlias(alias) }
        return stored
    }
}

extension ServiceCatalog {
    /// - Throws: ``ErrorCode/aliasChanged`` with status 412.
    fileprivate func check(_ alias: AliasName, _ expected: DocumentCondition) throws(MeridianError) {
        let current: Revision? = if case .revision(let revision) = aliases[alias]?.revision { revision } else { nil }
        guard !expected.holds(current) else { return }
        throw MeridianError(
            .aliasChanged,
            "the alias '\(alias)' of '\(service)' \(current.map { "is at \"\($0)\"" } ?? "does not exist"), not as expected; "
                + "read it again and repeat the change", status: 412)
    }
}

extension LiveServices {
    /// What an alias points at; `nil` when there is none.
    func targets(of alias: AliasName, of name: ServiceName) -> AliasTargets? {
        services[name]?.catalog.aliases[alias]?.record.targets
    }

    func liveTargets(of name: ServiceName) -> AliasTargets? {
        targets(of: .live, of: name)
    }
}
