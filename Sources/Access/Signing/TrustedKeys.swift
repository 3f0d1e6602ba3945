public import MeridianCore
public import Persistence
import Synchronization

import enum JSONCodec.JSON

/// A key whose signatures a service takes.
public struct TrustedKey: Sendable, Equatable, Codable {
    public var name: String
    /// As ``VerifyingKey/text`` writes it.
    public var key: String
    public var trustedAt: Timestamp
    /// The name of whoever trusted it.
    public var trustedBy: String
}

/// The keys that services trust: documents `keys/SERVICE/NAME`. A service that trusts a key takes only packages that were
/// signed with one it trusts.
public final class TrustedKeys: Sendable {
    private static let prefix = "keys/"

    private let documents: any DocumentStore
    private struct Place: Hashable {
        var service: ServiceName
        var name: String
    }

    private let keys = Mutex(LatestByRevision<Place, TrustedKey>())

    /// ``load()`` follows.
    public init(documents: any DocumentStore) {
        self.documents = documents
    }

    /// Reads all keys.
    /// - Returns: What can't be read.
    public func load() async throws -> [MeridianError] {
        var found = LatestByRevision<Place, TrustedKey>()
        let problems = try await documents.readAll(prefix: Self.prefix) { document in
            let parts = document.key.rawValue.split(separator: "/")
            guard parts.count == 3, let service = ServiceName(String(parts[1])) else { return false }
            let key = try JSON.decode(TrustedKey.self, from: document.value)
            found.note(key, at: Place(service: service, name: key.name), revision: document.revision)
            return true
        }
        keys.withLock { [found] in $0 = found }
        return problems
    }

    /// By their names.
    public func list(_ service: ServiceName) -> [TrustedKey] {
        keys.withLock { $0 }.values.filter { $0.key.service == service }.values.sorted { $0.name < $1.name }
    }

    /// Trusts a key, in place of the former one of that name.
    /// - Throws: ``ErrorCode/badSigningKey`` with status 400.
    /// - Returns: The former one, and this.
    public func trust(
        _ key: VerifyingKey, as name: String, of service: ServiceName, by principal: Principal,
        at time: Timestamp = .now
    ) async throws -> (former: TrustedKey?, new: TrustedKey) {
        let trusted = TrustedKey(name: name, key: key.text, trustedAt: time, trustedBy: principal.name)
        let revision = try await documents.commit([
            .put(try Self.key(name, service), try JSON.encodeSorted(trusted))
        ])
        let place = Place(service: service, name: name)
        return keys.withLock { keys in
            let former = keys[place]
            keys.note(trusted, at: place, revision: revision)
            return (former, trusted)
        }
    }

    /// Trusts a key no more. Without the last one the service takes packages without signatures again.
    /// - Throws: ``ErrorCode/unknownSigningKey`` with status 404.
    public func remove(_ name: String, of service: ServiceName) async throws -> TrustedKey {
        let place = Place(service: service, name: name)
        guard let former = keys.withLock({ $0[place] }) else {
            throw MeridianError(.unknownSigningKey, "'\(service)' trusts no key '\(name)'", status: 404)
        }
        let revision = try await documents.commit([.remove(try Self.key(name, service))])
        keys.withLock { $0.note(nil, at: place, revision: revision) }
        return former
    }

    /// Removes all keys of a service, so that who takes its name next does not have them.
    public func removeAll(of service: ServiceName) async throws {
        for key in list(service) { _ = try await remove(key.name, of: service) }
    }

    /// Asks whether a service takes a package.
    /// - Parameter digest: The SHA-256 of the package, in hexadecimal.
    /// - Returns: The name of the key; `nil` when the service trusts none.
    /// - Throws: ``ErrorCode/packageUnsigned`` or ``ErrorCode/packageSignatureWrong`` with status 403.
    @discardableResult
    public func check(
        _ signature: PackageSignature?, of digest: String, for service: ServiceName
    ) throws(MeridianError) -> String? {
        let trusted = list(service)
        guard !trusted.isEmpty else { return nil }
        let names = trusted.map { "'\($0.name)'" }.joined(separator: ", ")
        guard let signature else {
            throw MeridianError(
                .packageUnsigned,
                "'\(service)' takes packages that are signed with \(names); sign it with `meridian deploy --sign FILE`",
                status: 403)
        }
        for one in trusted {
            if (try? VerifyingKey(text: one.key))?.holds(signature, of: digest, for: service) == true {
                return one.name
            }
        }
        throw MeridianError(
            .packageSignatureWrong,
            "the signature is not of this package for '\(service)', or not by \(names)", status: 403)
    }

    private static func key(_ name: String, _ service: ServiceName) throws(MeridianError) -> DocumentKey {
        guard (1...64).contains(name.utf8.count), !name.contains("/"), !name.contains("="),
            let key = DocumentKey("\(prefix)\(service)/\(name)")
        else {
            throw MeridianError(
                .badSigningKey, "'\(name)' is no name of a key: 1–64 letters, digits and -_.", status: 400)
        }
        return key
    }
}
