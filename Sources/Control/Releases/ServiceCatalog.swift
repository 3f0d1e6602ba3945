import MeridianCore
import Persistence

/// A service with its releases and aliases, as they are kept: a value that is changed and then saved.
struct ServiceCatalog: Sendable, Equatable {
    struct StoredAlias: Sendable, Equatable {
        var record: AliasRecord
        /// What its document must be for a change to be saved.
        var revision: DocumentCondition = .absent
    }

    let service: ServiceName
    var record: ServiceRecord
    /// What its document must be for a change to be saved.
    var revision: DocumentCondition = .absent
    /// Oldest first.
    private(set) var releases: [ReleaseRecord] = []
    private(set) var aliases: [AliasName: StoredAlias] = [:]
    /// Releases whose documents can't be read.
    var damagedReleases: Set<Int> = [] {
        didSet { reserveNumbers(damagedReleases) }
    }
    /// Aliases whose documents can't be read.
    var damagedAliases: Set<AliasName> = []

    init(service: ServiceName) {
        self.service = service
        self.record = ServiceRecord(nextNumber: 1)
    }

    var live: AliasRecord? { aliases[.live]?.record }

    func release(_ number: Int) -> ReleaseRecord? {
        releases.first { $0.number == number }
    }

    /// - Throws: ``ErrorCode/unknownRelease`` with status 404, ``ErrorCode/damagedRelease``.
    func existing(_ number: Int) throws(MeridianError) -> ReleaseRecord {
        if let release = release(number) { return release }
        guard !damagedReleases.contains(number) else {
            throw MeridianError(
                .damagedRelease, "release \(number) of '\(service)' is damaged and not served; promote another one",
                status: 409)
        }
        let numbers = releases.suffix(10).map { String($0.number) }
        throw MeridianError(
            .unknownRelease,
            "service '\(service)' has no release \(number); there "
                + (numbers.isEmpty
                    ? "are none" : (numbers.count == 1 ? "is " : "are ") + numbers.joined(separator: ", ")),
            status: 404)
    }

    /// The aliases that send requests to a release, `live` first.
    func aliases(of number: Int) -> [AliasName] {
        aliases.filter { $0.value.record.targets.releases.contains(number) }.keys.sorted()
    }

    /// Every release that an alias sends requests to.
    var named: Set<Int> {
        aliases.values.reduce(into: []) { $0.formUnion($1.record.targets.releases) }
    }

    // MARK: As documents are read

    mutating func insert(_ release: ReleaseRecord) {
        let position = releases.firstIndex { $0.number > release.number } ?? releases.endIndex
        releases.insert(release, at: position)
        reserveNumbers([release.number])
    }

    /// No number is given twice, also when the service's own document was damaged.
    private mutating func reserveNumbers(_ numbers: Set<Int>) {
        record.nextNumber = max(record.nextNumber, (numbers.max() ?? 0) + 1)
    }

    mutating func insert(_ alias: StoredAlias, under name: AliasName) {
        aliases[name] = alias
    }

    // MARK: Changes

    /// Adds a release under the next number.
    mutating func publish(_ release: ReleaseRecord) {
        releases.append(release)
        record.nextNumber = release.number + 1
    }

    /// Points an alias at something.
    /// - Throws: ``ErrorCode/badAlias``, ``ErrorCode/unknownRelease``, ``ErrorCode/damagedRelease``.
    mutating func point(_ name: AliasName, at targets: AliasTargets, now: Timestamp) throws(MeridianError) {
        try targets.check()
        for number in targets.releases { _ = try existing(number) }
        var alias =
            aliases[name]
            ?? StoredAlias(
                record: AliasRecord(targets, changedAt: now),
                revision: damagedAliases.contains(name) ? .any : .absent)
        let before = alias.record.targets.release
        if before != targets.release {
            alias.record.former.removeAll { $0 == before || $0 == targets.release }
            alias.record.former = (alias.record.former + [before]).suffix(Self.mostFormer)
            alias.record.moved(to: targets.release, at: now)
        }
        alias.record.targets = targets
        alias.record.changedAt = now
        aliases[name] = alias
    }

    private static let mostFormer = 10

    /// Gives all requests to one release; rules and the key of the alias stay.
    /// - Parameter number: The candidate of `live` when left out, or else the newest release.
    mutating func promote(_ number: Int?, now: Timestamp) throws(MeridianError) {
        var targets = live?.targets
        guard let next = number ?? targets?.candidate?.release ?? releases.last?.number else {
            throw MeridianError(.nothingToPromote, "service '\(service)' has no release to promote", status: 409)
        }
        guard number != nil || targets?.candidate != nil || targets?.release != next else {
            throw MeridianError(
                .nothingToPromote,
                "release \(next) of '\(service)' is the newest and live already; name the release to promote",
                status: 409)
        }
        targets = targets ?? AliasTargets(release: next)
        targets!.release = next
        targets!.candidate = nil
        try point(.live, at: targets!, now: now)
    }

    /// Takes a candidate's share away, or where there is none goes back to what was live before.
    /// - Parameter number: The release to go back to instead.
    mutating func rollBack(to number: Int?, now: Timestamp) throws(MeridianError) {
        guard let live, var targets = self.live?.targets else {
            throw MeridianError(
                .nothingToRollBack, "service '\(service)' has no live release to go back from", status: 409)
        }
        let before = live.former.last { release($0) != nil }
        guard let next = number ?? (targets.candidate == nil ? before : targets.release) else {
            throw MeridianError(
                .nothingToRollBack,
                "service '\(service)' has no release that was live before \(targets.release); name one", status: 409)
        }
        let from = targets.release
        targets.release = next
        targets.candidate = nil
        try point(.live, at: targets, now: now)
        // What was gone back from is nothing to go back to.
        aliases[.live]!.record.former.removeAll { $0 == from }
    }

    /// - Throws: ``ErrorCode/unknownAlias``, ``ErrorCode/aliasNeeded``.
    mutating func removeAlias(_ name: AliasName) throws(MeridianError) {
        guard name != .live else {
            throw MeridianError(
                .aliasNeeded, "'live' of '\(service)' can't be removed; remove the service, or promote a release",
                status: 409)
        }
        guard aliases.removeValue(forKey: name) != nil || damagedAliases.remove(name) != nil else {
            throw unknownAlias(name)
        }
    }

    func unknownAlias(_ name: AliasName) -> MeridianError {
        MeridianError(.unknownAlias, "service '\(service)' has no alias '\(name)'", status: 404)
    }

    /// Leaves the newest `count` releases, those that aliases name, and the one that a rollback would go to.
    mutating func prune(keeping count: Int) {
        guard releases.count > count else { return }
        let kept = named.union(releases.suffix(count).map(\.number))
            .union(live?.former.last { release($0) != nil }.map { [$0] } ?? [])
        releases.removeAll { !kept.contains($0.number) }
    }
}
