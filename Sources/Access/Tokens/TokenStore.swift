public import MeridianCore
public import Persistence
import Synchronization

import enum JSONCodec.JSON

/// The tokens of a platform: documents `access/tokens/NAME`, and in memory, where each request looks them up.
public final class TokenStore: Sendable {
    private static let prefix = "access/tokens/"
    /// How often the time of a token's last use is written down, in milliseconds.
    private static let useInterval: Int64 = 60_000

    private let documents: any DocumentStore
    private let records = Mutex<[TokenDigest: TokenRecord]>([:])

    /// ``load()`` follows.
    public init(documents: any DocumentStore) {
        self.documents = documents
    }

    /// Reads all tokens.
    /// - Returns: What can't be read; such a token opens nothing.
    public func load() async throws -> [MeridianError] {
        var found: [TokenDigest: TokenRecord] = [:]
        let problems = try await documents.readAll(prefix: Self.prefix) { document in
            let record = try JSON.decode(TokenRecord.self, from: document.value)
            guard let digest = TokenDigest(hex: record.digest), document.key == Self.key(record.name) else {
                return false
            }
            found[digest] = record
            return true
        }
        records.withLock { $0 = found }
        return problems
    }

    /// By their names.
    public var all: [TokenRecord] {
        records.withLock { Array($0.values) }.sorted { $0.name < $1.name }
    }

    /// The token with a secret, expired or not.
    func record(of digest: TokenDigest) -> TokenRecord? {
        records.withLock { $0[digest] }
    }

    /// The token with an access key, expired or not.
    func record(ofAccessKey id: String) -> TokenRecord? {
        records.withLock { records in records.values.first { $0.accessKey?.id == id } }
    }

    /// Makes a token.
    /// - Parameter expiresAt: `nil` for one that does not expire.
    /// - Returns: Its secret, which can't be had again.
    /// - Throws: ``ErrorCode/badToken`` with status 400, ``ErrorCode/tokenExists`` with 409.
    public func create(
        _ name: String, grants: [Grant], expiresAt: Timestamp?, by creator: Principal, at time: Timestamp = .now
    ) async throws -> (record: TokenRecord, secret: TokenSecret) {
        let secret = TokenSecret.make()
        let record = TokenRecord(
            name: name, grants: grants, createdAt: time, createdBy: creator.name, expiresAt: expiresAt,
            digest: secret.digest.hex)
        try await add(record, secret.digest, at: time)
        return (record, secret)
    }

    /// Makes a token whose holder signs requests.
    /// - Returns: The access key, whose secret can't be had again.
    /// - Throws: As ``create(_:grants:expiresAt:by:at:)``.
    public func createAccessKey(
        _ name: String, grants: [Grant], expiresAt: Timestamp?, by creator: Principal, sealedBy sealer: AccessKeySealer,
        at time: Timestamp = .now
    ) async throws -> (record: TokenRecord, key: AccessKey) {
        let (key, digest) = (AccessKey.make(), TokenSecret.make().digest)
        let record = TokenRecord(
            name: name, grants: grants, createdAt: time, createdBy: creator.name, expiresAt: expiresAt,
            digest: digest.hex, accessKey: try sealer.seal(key))
        try await add(record, digest, at: time)
        return (record, key)
    }

    private func add(_ record: TokenRecord, _ digest: TokenDigest, at time: Timestamp) async throws {
        let name = record.name
        guard TokenRecord.isName(name), let key = Self.key(name) else {
            throw MeridianError(.badToken, "'\(name)' is no name of a token: \(TokenRecord.nameRule)", status: 400)
        }
        guard !record.grants.isEmpty else {
            throw MeridianError(.badToken, "a token needs a role: \(Grant.rule)", status: 400)
        }
        if let expiresAt = record.expiresAt, expiresAt <= time {
            throw MeridianError(.badToken, "the token would have expired already, at \(expiresAt)", status: 400)
        }
        do {
            try await documents.commit([.put(key, try JSON.encodeSorted(record), if: .absent)])
        } catch let error as MeridianError where error.code == .documentConflict {
            throw MeridianError(
                .tokenExists, "there is a token '\(name)'; revoke it or choose another name", status: 409)
        }
        records.withLock { $0[digest] = record }
    }

    /// Takes a token away; it opens nothing from now on.
    /// - Throws: ``ErrorCode/unknownToken`` with status 404.
    @discardableResult
    public func revoke(_ name: String) async throws -> TokenRecord {
        guard let (digest, record) = records.withLock({ $0.first { $0.value.name == name } }),
            let key = Self.key(name)
        else {
            throw MeridianError(
                .unknownToken, "there is no token '\(name)'; `meridian token list` shows those there are", status: 404)
        }
        try await documents.commit([.remove(key)])
        records.withLock { $0[digest] = nil }
        return record
    }

    /// Notes that a token was used. The time is written down by and by.
    func noteUse(of digest: TokenDigest, at time: Timestamp) {
        let changed = records.withLock { records -> String? in
            guard let record = records[digest] else { return nil }
            if let last = record.lastUsedAt, time.milliseconds - last.milliseconds < Self.useInterval { return nil }
            records[digest]?.lastUsedAt = time
            return record.name
        }
        guard let changed, let key = Self.key(changed) else { return }
        let documents = documents
        Task {
            // Nothing depends on it: a time that can't be written now is written at a later use.
            _ = try? await documents.update(key) { current in
                guard let current else { return nil }
                var record = try JSON.decode(TokenRecord.self, from: current.value)
                guard record.digest == digest.hex else { return current.value }
                record.lastUsedAt = time
                return try JSON.encodeSorted(record)
            }
        }
    }

    private static func key(_ name: String) -> DocumentKey? { DocumentKey(prefix + name) }
}
