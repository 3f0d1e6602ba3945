import Foundation
import MeridianCore
import NIOCore
import Persistence
import Testing

@testable import Access

@Suite struct AuditTests {
    private let documents = MemoryDocumentStore()
    private let key = MasterKey.make()
    private let log: AuditLog

    init() {
        log = AuditLog(documents: documents, key: key)
    }

    private func fill(_ count: Int) async throws {
        for number in 1...count {
            try await log.append(
                AuditEntry(
                    actor: "ci", action: "secret.set", subject: "services/shop/secrets/S\(number)",
                    requestID: "r\(number)",
                    client: "192.0.2.1", before: "{\"version\":\(number)}", after: "{\"version\":\(number + 1)}",
                    time: Timestamp(milliseconds: Int64(number) * 1_000)))
        }
    }

    private func content(_ number: Int) async throws -> ByteBuffer {
        try #require(try await documents.get(AuditLog.key(number))).value
    }

    @Test func anEmptyLogIsIntact() async throws {
        let found = try await log.verify()
        #expect(found == AuditVerification(records: 0, digest: AuditLog.beginning, problems: []))
        #expect(try await log.records(limit: 10).records.isEmpty)
    }

    @Test func recordsFollowEachOther() async throws {
        try await fill(3)
        let (records, next) = try await log.records(limit: 10)
        #expect(records.map(\.number) == [3, 2, 1])
        #expect(next == nil)
        #expect(records[2].former == AuditLog.beginning)
        #expect(records[0].former == AuditLog.digest(try await content(2)))
        #expect(records[0].before == "{\"version\":3}")
        let found = try await log.verify()
        #expect(found.isIntact, "\(found.problems)")
        #expect(found.records == 3)
        #expect(found.digest == AuditLog.digest(try await content(3)))
    }

    @Test func ofALongValueItsDigestIsRecorded() async throws {
        let long = "[" + String(repeating: #""x","#, count: 300_000) + #""x"]"#
        let record = try await log.append(
            AuditEntry(
                actor: "a", action: "rules.replace", subject: "rules", requestID: "1", before: "{}", after: long))
        #expect(record.before == "{}")
        let digest = AuditLog.digest(ByteBuffer(string: long))
        #expect(record.after == #"{"bytes":\#(long.utf8.count),"sha256":"\#(digest)"}"#)
        #expect(try await log.records(limit: 1).records == [record])
        #expect(try await log.verify().isIntact)
    }

    @Test func pagesGoBackToTheFirst() async throws {
        try await fill(25)
        var seen: [Int] = []
        var before: Int?
        repeat {
            let page = try await log.records(before: before, limit: 10)
            seen += page.records.map(\.number)
            before = page.next
        } while before != nil
        #expect(seen == (1...25).reversed())
        #expect(try await log.records(before: 1, limit: 10).records.isEmpty)
        #expect(try await log.records(before: 99, limit: 1).records.map(\.number) == [25])
    }

    @Test func recordsThatComeTogetherAllFollowEachOther() async throws {
        try await withThrowingTaskGroup(of: Void.self) { group in
            for number in 0..<20 {
                group.addTask {
                    try await log.append(
                        AuditEntry(actor: "a", action: "x", subject: "\(number)", requestID: "r"))
                }
            }
            try await group.waitForAll()
        }
        let found = try await log.verify()
        #expect(found.isIntact, "\(found.problems)")
        #expect(found.records == 20)
        #expect(Set(try await log.records(limit: 100).records.map(\.subject)).count == 20)
    }

    private static let fields = [
        "number", "former", "time", "actor", "action", "subject", "requestID", "client", "before", "after",
    ]

    @Test(arguments: fields, [1, 3, 5])
    func aChangedFieldIsFound(field: String, number: Int) async throws {
        try await fill(5)
        var record = try #require(
            try JSONSerialization.jsonObject(with: Data(try await content(number).readableBytesView))
                as? [String: Any])
        switch record[field] {
        case let value as Int: record[field] = value + 1
        case is String where field == "time": record[field] = Timestamp(milliseconds: 7).description
        case let value as String: record[field] = value.dropLast() + (value.last == "1" ? "2" : "1")
        default: Issue.record("no field \(field)")
        }
        let changed = try JSONSerialization.data(withJSONObject: record, options: .sortedKeys)
        try await documents.commit([.put(AuditLog.key(number), ByteBuffer(bytes: changed))])
        let found = try await log.verify()
        #expect(!found.isIntact)
        #expect(found.problems.contains { $0.contains("record \(number)") }, "\(found.problems)")
    }

    @Test(arguments: 1...5)
    func aRemovedRecordIsFound(number: Int) async throws {
        try await fill(5)
        try await documents.commit([.remove(AuditLog.key(number))])
        let found = try await log.verify()
        #expect(found.problems.contains { $0.contains("record \(number) is missing") }, "\(found.problems)")
    }

    @Test func recordsPutInAnotherOrderAreFound() async throws {
        try await fill(5)
        let (second, fourth) = (try await content(2), try await content(4))
        try await documents.commit([.put(AuditLog.key(2), fourth), .put(AuditLog.key(4), second)])
        let found = try await log.verify()
        #expect(found.problems.contains { $0.contains("record 4 lies at 'audit/records/0000000000000002'") })
        #expect(found.problems.contains { $0.contains("record 2 lies at 'audit/records/0000000000000004'") })
    }

    @Test func aRecordThatWasAddedIsFound() async throws {
        try await fill(2)
        let forged = AuditRecord(
            AuditEntry(actor: "x", action: "y", subject: "z", requestID: "r"), number: 3,
            former: AuditLog.digest(try await content(2)))
        try await documents.commit([
            .put(AuditLog.key(3), ByteBuffer(bytes: try JSONEncoder().encode(forged)))
        ])
        #expect(try await !log.verify().isIntact)
        let error = await #expect(throws: MeridianError.self) { try await fill(1) }
        #expect(error?.code == .auditDamaged)
    }

    /// Whoever can write to the store, and does everything right but for the seal, whose key they lack.
    @Test func aChainOfSomebodyElseIsFound() async throws {
        try await fill(3)
        let other = AuditLog(documents: documents, key: .make())
        for number in 1...3 { try await documents.commit([.remove(AuditLog.key(number))]) }
        try await documents.commit([.remove(AuditLog.headKey)])
        try await other.append(AuditEntry(actor: "x", action: "y", subject: "z", requestID: "r"))
        #expect(try await other.verify().isIntact)
        let found = try await log.verify()
        #expect(found.problems.count == 1)
        #expect(found.problems[0].contains("master key"))
    }

    @Test func aHeadThatIsGoneIsFound() async throws {
        try await fill(3)
        try await documents.commit([.remove(AuditLog.headKey)])
        #expect(try await !log.verify().isIntact)
        try await documents.commit([.put(AuditLog.headKey, ByteBuffer(string: "text"))])
        let error = await #expect(throws: MeridianError.self) { try await fill(1) }
        #expect(error?.code == .auditDamaged)
    }
}
