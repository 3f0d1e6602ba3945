import Access
import Gateway
import JSONCodec
import MeridianCore
import Persistence
import SecureTransport
import Synchronization

/// The host names that lead to services, and their certificates.
///
/// Documents are the truth; what the gateway needs is kept in memory, the certificates only as what TLS works with.
final class LiveDomains: Sendable {
    struct Entry: Sendable {
        var record: DomainRecord
        /// `nil` for a domain without HTTPS, or whose certificate can't be used.
        var certificate: ServerCertificate?
    }

    private static let prefix = "domains/"

    private let documents: any DocumentStore
    private let sealer: Sealer
    private let front: SecureFront
    private let entries = Mutex(LatestByRevision<DomainName, Entry>())

    /// ``load()`` follows.
    init(documents: any DocumentStore, sealer: Sealer, certificates front: SecureFront) {
        self.documents = documents
        self.sealer = sealer
        self.front = front
    }

    /// Reads all domains.
    /// - Returns: What can't be read or used.
    func load() async throws -> [MeridianError] {
        var found = LatestByRevision<DomainName, Entry>()
        var unusable: [MeridianError] = []
        let problems = try await documents.readAll(prefix: Self.prefix) { document in
            guard let domain = Self.domain(document.key) else { return false }
            var entry = Entry(record: try JSON.decode(DomainRecord.self, from: document.value))
            do throws(MeridianError) {
                entry.certificate = try certificate(of: entry.record, for: domain)
            } catch {
                unusable.append(error)
            }
            found.note(entry, at: domain, revision: document.revision)
            return true
        }
        change { [found] in $0 = found }
        return problems + unusable
    }

    /// By their names.
    var all: [(domain: DomainName, entry: Entry)] {
        entries.withLock { $0 }.values.map { ($0.key, $0.value) }.sorted { $0.domain < $1.domain }
    }

    /// - Throws: ``ErrorCode/unknownDomain`` with status 404.
    func entry(of domain: DomainName) throws(MeridianError) -> Entry {
        guard let entry = entries.withLock({ $0[domain] }) else {
            throw MeridianError(.unknownDomain, "there is no domain '\(domain)'", status: 404)
        }
        return entry
    }

    /// For the gateway's table.
    var routes: [DomainName: DomainRoute] {
        entries.withLock { $0 }.values.mapValues {
            DomainRoute(service: $0.record.service, alias: $0.record.alias?.rawValue)
        }
    }

    /// Sets a domain. New connections see its certificate at once; the gateway's table is for the caller to publish.
    /// - Parameters:
    ///   - chain: In PEM; `nil` for a domain without HTTPS.
    ///   - key: In PEM, without a password.
    /// - Throws: ``ErrorCode/invalidCertificate`` and the others of certificates with status 400.
    /// - Returns: What it was, and what it is.
    func set(
        _ domain: DomainName, to route: (service: ServiceName, alias: AliasName?), chain: String?, key: String?,
        by principal: Principal, at time: Timestamp = .now
    ) async throws -> (former: Entry?, new: Entry) {
        var certificate: ServerCertificate?
        var kept: DomainRecord.Certificate?
        if let chain, let key {
            certificate = try ServerCertificate(chain: chain, key: key)
            try certificate?.check(for: domain, at: time)
            kept = DomainRecord.Certificate(
                chain: chain, sealedKey: try sealer.seal(key, as: domain.rawValue), masterKey: sealer.identifier)
        }
        let record = DomainRecord(
            service: route.service, alias: route.alias, certificate: kept, changedAt: time, changedBy: principal.name)
        let former = try? entry(of: domain)
        let revision = try await documents.commit([
            .put(Self.key(domain), try JSON.encodeSorted(record))
        ])
        let new = Entry(record: record, certificate: certificate)
        change { $0.note(new, at: domain, revision: revision) }
        return (former, new)
    }

    /// - Throws: ``ErrorCode/unknownDomain`` with status 404.
    /// - Returns: What it was.
    func remove(_ domain: DomainName) async throws -> Entry {
        let former = try entry(of: domain)
        let revision = try await documents.commit([.remove(Self.key(domain))])
        change { $0.note(nil, at: domain, revision: revision) }
        return former
    }

    /// Removes the domains that lead to a service, with their certificates; the gateway's table is for the caller to
    /// publish.
    /// - Returns: Which they were, by their names.
    func removeAll(of service: ServiceName) async throws -> [DomainName] {
        let lost = all.filter { $0.entry.record.service == service }.map(\.domain)
        for part in stride(from: 0, to: lost.count, by: DocumentLimits.changes) {
            let names = lost[part..<min(lost.count, part + DocumentLimits.changes)]
            let revision = try await documents.commit(names.map { .remove(Self.key($0)) })
            change { entries in
                for name in names { entries.note(nil, at: name, revision: revision) }
            }
        }
        return lost
    }

    private func change(_ edit: (inout LatestByRevision<DomainName, Entry>) -> Void) {
        // Certificates are shown under the lock, so that of two changes the later one stays.
        entries.withLock { entries in
            edit(&entries)
            front.update(CertificateTable(entries.values.compactMapValues(\.certificate)))
        }
    }

    private func certificate(
        of record: DomainRecord, for domain: DomainName
    ) throws(MeridianError) -> ServerCertificate? {
        guard let kept = record.certificate else { return nil }
        guard let key = sealer.open(kept.sealedKey, as: domain.rawValue) else {
            throw MeridianError(
                .domainKeyUnreadable,
                kept.masterKey == sealer.identifier
                    ? "the key of '\(domain)' is not what was sealed; add the domain again"
                    : "the key of '\(domain)' was sealed under the master key \(kept.masterKey), and this platform has "
                        + "\(sealer.identifier); put the right master.key back, or add the domain again")
        }
        return try ServerCertificate(chain: kept.chain, key: key)
    }

    /// A key has no `*`, and `=` is in no domain.
    private static func key(_ domain: DomainName) -> DocumentKey {
        DocumentKey(prefix + (domain.isWildcard ? "=" + domain.rawValue.dropFirst() : domain.rawValue))!
    }

    private static func domain(_ key: DocumentKey) -> DomainName? {
        let name = key.rawValue.dropFirst(prefix.count)
        return DomainName(name.first == "=" ? "*" + name.dropFirst() : String(name))
    }
}
