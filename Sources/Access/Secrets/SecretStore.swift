public import MeridianCore
public import Persistence
import Synchronization

import enum JSONCodec.JSON

/// The secrets of all services: documents `secrets/SERVICE/NAME`, and sealed in memory, where instances that start have
/// them without waiting.
public final class SecretStore: Sendable {
    /// Most bytes of a value.
    public static let valueLimit = 64 << 10
    private static let prefix = "secrets/"

    private let documents: any DocumentStore
    private let sealer: SecretSealer
    private let entries = Mutex(LatestByRevision<SecretPlace, SealedSecret>())

    /// ``load()`` follows.
    public init(documents: any DocumentStore, key: MasterKey) {
        self.documents = documents
        sealer = SecretSealer(key)
    }

    /// Reads all secrets, sealed as they are.
    /// - Returns: What can't be read or opened.
    public func load() async throws -> [MeridianError] {
        var found = LatestByRevision<SecretPlace, SealedSecret>()
        var problems = try await documents.readAll(prefix: Self.prefix) { document in
            guard let place = Self.place(document.key) else { return false }
            found.note(
                try JSON.decode(SealedSecret.self, from: document.value), at: place, revision: document.revision)
            return true
        }
        for (place, secret) in found.values {
            do throws(MeridianError) { _ = try sealer.open(secret, at: place) } catch { problems.append(error) }
        }
        entries.withLock { [found] in $0 = found }
        return problems
    }

    /// The secrets of a service, by their names.
    public func list(_ service: ServiceName) -> [SecretDescription] {
        entries.withLock { $0 }.values.filter { $0.key.service == service }
            .map { Self.description($0.key.name, $0.value) }
            .sorted { $0.name < $1.name }
    }

    public func description(of name: SecretName, of service: ServiceName) -> SecretDescription? {
        secret(at: SecretPlace(service: service, name: name)).map { Self.description(name, $0) }
    }

    /// Sets a secret. Instances that start from now on have the new value.
    /// - Throws: ``ErrorCode/badSecret`` with status 400.
    @discardableResult
    public func set(
        _ name: SecretName, of service: ServiceName, to value: String, by principal: Principal,
        at time: Timestamp = .now
    ) async throws -> SecretDescription {
        guard (1...Self.valueLimit).contains(value.utf8.count), !value.utf8.contains(0) else {
            throw MeridianError(
                .badSecret,
                "the value of '\(service)/\(name)' is not 1–\(Self.valueLimit) bytes of text without null "
                    + "characters", status: 400)
        }
        let place = SecretPlace(service: service, name: name)
        while true {
            let (former, condition) = try await current(place)
            let secret = try sealer.seal(
                value, at: place, version: (former?.version ?? 0) + 1, setBy: principal.name, setAt: time)
            let change = DocumentChange.put(Self.key(place), try JSON.encodeSorted(secret), if: condition)
            do {
                let revision = try await documents.commit([change])
                entries.withLock { $0.note(secret, at: place, revision: revision) }
                return Self.description(name, secret)
            } catch let error as MeridianError where error.code == .documentConflict {
                try Task.checkCancellation()
            }
        }
    }

    /// - Throws: ``ErrorCode/unknownSecret`` with status 404.
    @discardableResult
    public func remove(_ name: SecretName, of service: ServiceName) async throws -> SecretDescription {
        guard let description = description(of: name, of: service) else {
            throw unknown(SecretPlace(service: service, name: name))
        }
        try await remove([SecretPlace(service: service, name: name)])
        return description
    }

    /// Removes all secrets of a service, so that who takes its name next does not have them.
    public func removeAll(of service: ServiceName) async throws {
        let places = list(service).map { SecretPlace(service: service, name: $0.name) }
        for part in stride(from: 0, to: places.count, by: DocumentLimits.changes) {
            try await remove(Array(places[part..<min(places.count, part + DocumentLimits.changes)]))
        }
    }

    private func remove(_ places: [SecretPlace]) async throws {
        let revision = try await documents.commit(places.map { .remove(Self.key($0)) })
        entries.withLock { entries in
            for place in places { entries.note(nil, at: place, revision: revision) }
        }
    }

    private func secret(at place: SecretPlace) -> SealedSecret? {
        entries.withLock { $0[place] }
    }

    /// The value, for an instance that starts. It goes into its environment and nowhere else.
    /// - Throws: ``ErrorCode/unknownSecret``, ``ErrorCode/secretDamaged``, ``ErrorCode/masterKeyWrong``.
    public func value(of name: String, of service: ServiceName) throws(MeridianError) -> String {
        guard let secretName = SecretName(name) else {
            throw MeridianError(
                .badSecret, "'\(name)' is no name of a secret: \(SecretName.rule)", status: 400)
        }
        let place = SecretPlace(service: service, name: secretName)
        guard let secret = secret(at: place) else { throw unknown(place) }
        return try sealer.open(secret, at: place)
    }

    private func unknown(_ place: SecretPlace) -> MeridianError {
        MeridianError(
            .unknownSecret,
            "'\(place.service)' has no secret '\(place.name)'; set it with `meridian secret set "
                + "\(place.service) \(place.name)`", status: 404)
    }

    /// What is stored, and the condition under which a new value may take its place. One that is damaged may always be
    /// replaced.
    private func current(_ place: SecretPlace) async throws -> (SealedSecret?, DocumentCondition) {
        do {
            guard let document = try await documents.get(Self.key(place)) else { return (nil, .absent) }
            return (try? JSON.decode(SealedSecret.self, from: document.value), .revision(document.revision))
        } catch let error as MeridianError where error.code == .storeDamaged {
            return (nil, .any)
        }
    }

    private static func description(_ name: SecretName, _ secret: SealedSecret) -> SecretDescription {
        SecretDescription(name: name, version: secret.version, setAt: secret.setAt, setBy: secret.setBy)
    }

    private static func key(_ place: SecretPlace) -> DocumentKey {
        DocumentKey("\(prefix)\(place.service)/\(place.name)")!
    }

    private static func place(_ key: DocumentKey) -> SecretPlace? {
        let parts = key.rawValue.dropFirst(prefix.count).split(separator: "/", omittingEmptySubsequences: false)
        guard parts.count == 2, let service = ServiceName(String(parts[0])), let name = SecretName(String(parts[1]))
        else { return nil }
        return SecretPlace(service: service, name: name)
    }
}
