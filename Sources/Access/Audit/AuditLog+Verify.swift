import MeridianCore
import NIOCore
import Persistence

import enum JSONCodec.JSON

/// What a look at the whole audit log found.
public struct AuditVerification: Sendable, Hashable, Codable {
    /// How many records there are.
    public var records: Int
    /// The SHA-256 of the last record. Whoever keeps it elsewhere can see later that this log goes on from it.
    public var digest: String
    /// What is wrong, at most the first hundred; empty when every record is there, in order and unchanged.
    public var problems: [String]

    public var isIntact: Bool { problems.isEmpty }
}

extension AuditLog {
    private static let mostProblems = 100

    /// Reads all records and finds those that were changed, removed, added or put elsewhere.
    public func verify() async throws -> AuditVerification {
        let end = try await head().head
        var chain = AuditChain()
        if end.count > 0, !isSealed(end) {
            chain.problems.append(
                "the head was not sealed with this platform's master key: it was changed, or the key was")
        }
        var after: DocumentKey?
        repeat {
            let page = try await documents.list(prefix: Self.prefix, after: after, limit: DocumentLimits.page)
            // What was recorded since belongs to the next look.
            for document in page.documents where document.key <= Self.key(end.count) { chain.follow(document) }
            after = chain.problems.count < Self.mostProblems ? page.next : nil
        } while after.map({ $0 < Self.key(end.count) }) ?? false
        chain.finish(end)
        if try await hasRecordsBeyondHead() {
            chain.problems.append("there are records that the head does not know: they were added, or it was put back")
        }
        return AuditVerification(
            records: end.count, digest: end.digest, problems: Array(chain.problems.prefix(Self.mostProblems)))
    }

    private func hasRecordsBeyondHead() async throws -> Bool {
        while true {
            let end = try await head().head
            let page = try await documents.list(prefix: Self.prefix, after: Self.key(end.count), limit: 1)
            if page.documents.isEmpty, page.damaged.isEmpty { return false }
            if try await head().head == end { return true }
        }
    }
}

/// The chain as far as it was followed.
private struct AuditChain {
    var problems: [String] = []
    /// The number of the last record that was looked at.
    private(set) var count = 0
    private var digest: String? = AuditLog.beginning

    mutating func follow(_ document: Document) {
        let expected = count + 1
        guard let record = try? JSON.decode(AuditRecord.self, from: document.value) else {
            problems.append("'\(document.key)' can't be read as a record: it was changed")
            skip(to: document.key, document.value)
            return
        }
        if document.key != AuditLog.key(record.number) {
            problems.append(
                "record \(record.number) lies at '\(document.key)': it was put there, or its number changed")
        }
        if document.key != AuditLog.key(expected) {
            problems.append("record \(expected) is missing, or several from it on")
        } else if let digest, record.former != digest {
            problems.append(
                expected == 1
                    ? "record 1 is not the first: it follows another, or was changed"
                    : "record \(expected) does not follow record \(expected - 1): one of the two was changed")
        }
        skip(to: document.key, document.value)
    }

    private mutating func skip(to key: DocumentKey, _ value: ByteBuffer) {
        count = Int(key.rawValue.dropFirst(AuditLog.prefix.count)) ?? count + 1
        digest = AuditLog.digest(value)
    }

    mutating func finish(_ end: AuditHead) {
        if count < end.count {
            problems.append("record \(count + 1) is missing, or several from it on: the head is \(end.count)")
        } else if digest != end.digest {
            problems.append("record \(end.count) is not the one that the head knows: one of the two was changed")
        }
    }
}
