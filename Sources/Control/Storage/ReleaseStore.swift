import MeridianCore
import NIOCore
import Persistence

/// Where services, their releases and aliases are kept:
///
///     services/NAME
///     releases/NAME/0000000007
///     aliases/NAME/ALIAS
struct ReleaseStore: Sendable {
    let documents: any DocumentStore

    static let services = "services/"
    static let releases = "releases/"
    static let aliases = "aliases/"

    /// Every service, and what could not be read. What is damaged costs nothing else.
    func load() async throws -> (services: [ServiceName: ServiceCatalog], problems: [MeridianError]) {
        var loading = Loading()
        try await each(Self.services) { key, document in loading.readService(key, document) }
        try await each(Self.releases) { key, document in loading.readRelease(key, document) }
        try await each(Self.aliases) { key, document in loading.readAlias(key, document) }
        return (loading.services, loading.problems)
    }

    /// - Parameter body: Told every document under a prefix, `nil` for a damaged one.
    private func each(_ prefix: String, _ body: (DocumentKey, Document?) -> Void) async throws {
        var after: DocumentKey?
        repeat {
            let page = try await documents.list(prefix: prefix, after: after, limit: DocumentLimits.page)
            for document in page.documents { body(document.key, document) }
            for key in page.damaged { body(key, nil) }
            after = page.next
        } while after != nil
    }

    /// Makes a change durable, in one step.
    /// - Parameters:
    ///   - catalog: The service as it shall be.
    ///   - former: As it is; `nil` for a new one.
    /// - Returns: The service as it is from now on.
    /// - Throws: ``ErrorCode/documentConflict`` when someone else changed it meanwhile.
    func save(_ catalog: ServiceCatalog, over former: ServiceCatalog?) async throws -> ServiceCatalog {
        var saved = catalog
        var changes: [DocumentChange] = []
        let isNew = former == nil || catalog.record != former?.record
        if isNew {
            changes.append(.put(Self.key(catalog.service), try Self.encode(catalog.record), if: catalog.revision))
        } else if case .revision = catalog.revision {
            changes.append(.check(Self.key(catalog.service), catalog.revision))
        }
        let before = Dictionary(uniqueKeysWithValues: (former?.releases ?? []).map { ($0.number, $0) })
        for release in catalog.releases where before[release.number] == nil {
            changes.append(.put(Self.key(catalog.service, release.number), try Self.encode(release), if: .absent))
        }
        let numbers = Set(catalog.releases.map(\.number))
        for number in before.keys.sorted() where !numbers.contains(number) {
            changes.append(.remove(Self.key(catalog.service, number)))
        }
        var changed: [AliasName] = []
        for (name, alias) in catalog.aliases where former?.aliases[name]?.record != alias.record {
            changed.append(name)
            changes.append(.put(Self.key(catalog.service, name), try Self.encode(alias.record), if: alias.revision))
        }
        for name in Set(former?.aliases.keys.map { $0 } ?? []).union(former?.damagedAliases ?? [])
        where catalog.aliases[name] == nil && !catalog.damagedAliases.contains(name) {
            changes.append(.remove(Self.key(catalog.service, name), if: former?.aliases[name]?.revision ?? .any))
        }
        guard changes.contains(where: { $0.action != .check }) else { return catalog }
        let revision = try await documents.commit(changes)
        if isNew { saved.revision = .revision(revision) }
        for name in changed {
            saved.insert(.init(record: catalog.aliases[name]!.record, revision: .revision(revision)), under: name)
            saved.damagedAliases.remove(name)
        }
        return saved
    }

    /// Removes a service with all it has, in one step but for releases beyond what a step takes, which go before.
    func remove(_ catalog: ServiceCatalog) async throws {
        var changes: [DocumentChange] = [.remove(Self.key(catalog.service), if: catalog.revision)]
        for name in Set(catalog.aliases.keys).union(catalog.damagedAliases) {
            changes.append(.remove(Self.key(catalog.service, name)))
        }
        for number in Set(catalog.releases.map(\.number)).union(catalog.damagedReleases) {
            changes.append(.remove(Self.key(catalog.service, number)))
        }
        while changes.count > DocumentLimits.changes {
            try await documents.commit(Array(changes.suffix(DocumentLimits.changes)))
            changes.removeLast(DocumentLimits.changes)
        }
        try await documents.commit(changes)
    }

    private static func key(_ service: ServiceName) -> DocumentKey {
        DocumentKey(rawValue: "\(services)\(service)")!
    }

    private static func key(_ service: ServiceName, _ release: Int) -> DocumentKey {
        // Of as many digits as 2³² has, so that documents are in the order of their numbers.
        let digits = String(release)
        let padding = String(repeating: "0", count: max(0, 10 - digits.count))
        return DocumentKey(rawValue: "\(releases)\(service)/\(padding)\(digits)")!
    }

    private static func key(_ service: ServiceName, _ alias: AliasName) -> DocumentKey {
        DocumentKey(rawValue: "\(aliases)\(service)/\(alias)")!
    }

    private static func encode(_ record: some Encodable) throws -> ByteBuffer { try ControlJSON.encode(record) }
}

/// Services while their documents are read.
private struct Loading {
    var services: [ServiceName: ServiceCatalog] = [:]
    var problems: [MeridianError] = []

    mutating func readService(_ key: DocumentKey, _ document: Document?) {
        guard let service = ServiceName(parts(key)[0]) else { return report(key, "is not named after a service") }
        var catalog = ServiceCatalog(service: service)
        if let document, let record: ServiceRecord = decode(document, version: \.version) {
            catalog.record = record
            catalog.revision = .revision(document.revision)
        } else {
            catalog.revision = .any
            report(key, "can't be read; numbers of releases go on from the newest")
        }
        services[service] = catalog
    }

    mutating func readRelease(_ key: DocumentKey, _ document: Document?) {
        let parts = parts(key)
        guard parts.count == 2, let service = ServiceName(parts[0]), let number = Int(parts[1]) else {
            return report(key, "is not named after a release")
        }
        if let document, let record: ReleaseRecord = decode(document, version: \.version), record.number == number {
            services[service, default: ServiceCatalog(service: service)].insert(record)
        } else {
            services[service, default: ServiceCatalog(service: service)].damagedReleases.insert(number)
            report(key, "can't be read; the release is left out")
        }
    }

    mutating func readAlias(_ key: DocumentKey, _ document: Document?) {
        let parts = parts(key)
        guard parts.count == 2, let service = ServiceName(parts[0]), let name = AliasName(parts[1]) else {
            return report(key, "is not named after an alias")
        }
        if let document, let record: AliasRecord = decode(document, version: \.version) {
            services[service, default: ServiceCatalog(service: service)]
                .insert(.init(record: record, revision: .revision(document.revision)), under: name)
        } else {
            services[service, default: ServiceCatalog(service: service)].damagedAliases.insert(name)
            report(key, "can't be read; nothing answers for the alias until it is set again")
        }
    }

    private func parts(_ key: DocumentKey) -> [String] {
        key.rawValue.split(separator: "/").dropFirst().map(String.init)
    }

    /// - Returns: `nil` when it is not of version 1.
    private func decode<Record: Decodable>(_ document: Document, version: KeyPath<Record, Int>) -> Record? {
        guard let record = try? ControlJSON.decode(Record.self, from: document.value), record[keyPath: version] == 1
        else { return nil }
        return record
    }

    private mutating func report(_ key: DocumentKey, _ reason: String) {
        problems.append(MeridianError(.corruptedDocument, "the document '\(key)' \(reason)"))
    }
}
