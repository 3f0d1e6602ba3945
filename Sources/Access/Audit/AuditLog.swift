import Crypto
import MeridianCore
import NIOCore
public import Persistence

import enum JSONCodec.JSON

/// The changes that were made to a platform, in order, each bound to the one before by its SHA-256.
///
/// A record and the new head are one commit, so a record is there whole or not at all, and no two follow the same one.
public struct AuditLog: Sendable {
    static let prefix = "audit/records/"
    static let headKey: DocumentKey = "audit/head"
    static let beginning = String(repeating: "0", count: 64)

    let documents: any DocumentStore
    private let key: SymmetricKey

    public init(documents: any DocumentStore, key: MasterKey) {
        self.documents = documents
        self.key = key.derived(for: "audit")
    }

    /// Records a change.
    /// - Throws: ``ErrorCode/auditDamaged`` when there is nothing to follow, or what keeps the store from taking it.
    @discardableResult
    public func append(_ entry: AuditEntry) async throws -> AuditRecord {
        while true {
            let (head, revision) = try await head()
            let record = AuditRecord(entry, number: head.count + 1, former: head.digest)
            let content = try JSON.encodeSorted(record)
            let next = sealed(count: record.number, digest: Self.digest(content))
            do {
                try await documents.commit([
                    .put(Self.key(record.number), content, if: .absent),
                    .put(Self.headKey, try JSON.encodeSorted(next), if: revision.map { .revision($0) } ?? .absent),
                ])
                return record
            } catch let error as MeridianError where error.code == .documentConflict {
                try Task.checkCancellation()
                // Somebody else's record came between, unless one is there that the head does not know.
                guard try await self.head().head != head else {
                    throw MeridianError(
                        .auditDamaged,
                        "the audit log has a record \(record.number) that its head does not know; "
                            + "look at `meridian audit --verify`")
                }
            }
        }
    }

    /// Records, the newest first.
    /// - Parameters:
    ///   - before: The number of a record, itself left out; `nil` begins with the newest.
    ///   - limit: Most records, 1–1,000.
    /// - Returns: The records, those that can't be read left out, and before which record the next page begins.
    public func records(before: Int? = nil, limit: Int) async throws -> (records: [AuditRecord], next: Int?) {
        let count = try await head().head.count
        let last = min(before.map { $0 - 1 } ?? count, count)
        guard last >= 1 else { return ([], nil) }
        let first = max(1, last - min(max(limit, 1), DocumentLimits.page) + 1)
        let page = try await documents.list(
            prefix: Self.prefix, after: Self.key(first - 1), limit: last - first + 1)
        let records = page.documents.compactMap { try? JSON.decode(AuditRecord.self, from: $0.value) }
        return (records.filter { (first...last).contains($0.number) }.reversed(), first > 1 ? first : nil)
    }

    func head() async throws -> (head: AuditHead, revision: Revision?) {
        guard let document = try await documents.get(Self.headKey) else {
            return (AuditHead(count: 0, digest: Self.beginning, seal: ""), nil)
        }
        guard let head = try? JSON.decode(AuditHead.self, from: document.value), head.count >= 1 else {
            throw MeridianError(
                .auditDamaged, "the head of the audit log can't be read; restore the last backup", status: 500)
        }
        return (head, document.revision)
    }

    private func sealed(count: Int, digest: String) -> AuditHead {
        let code = HMAC<SHA256>.authenticationCode(for: Self.sealedBytes(count, digest), using: key)
        return AuditHead(count: count, digest: digest, seal: Hex.encode(code))
    }

    func isSealed(_ head: AuditHead) -> Bool {
        guard let seal = Hex.decode(head.seal) else { return false }
        return HMAC<SHA256>.isValidAuthenticationCode(
            seal, authenticating: Self.sealedBytes(head.count, head.digest), using: key)
    }

    private static func sealedBytes(_ count: Int, _ digest: String) -> [UInt8] { Array("\(count):\(digest)".utf8) }

    static func digest(_ content: ByteBuffer) -> String {
        Hex.encode(SHA256.hash(data: Array(content.readableBytesView)))
    }

    /// Numbers have sixteen digits, so that keys are in their order.
    static func key(_ number: Int) -> DocumentKey {
        let digits = String(number)
        return DocumentKey(prefix + String(repeating: "0", count: max(0, 16 - digits.count)) + digits)!
    }
}
