import Access
import Meridian
import MeridianCore
import NIOCore

extension ControlAPI {
    static let mostRecords = 1_000

    /// What was changed, the newest first.
    func readAudit(_ request: ControlRequest) async throws -> ControlResponse {
        let before = try request.number("before", in: 1...Int.max)
        let limit = try request.number("limit", in: 1...Self.mostRecords) ?? 100
        let page = try await access.audit.records(before: before, limit: limit)
        return try .json(AuditDocument(records: page.records.map { AuditDocument.Record($0) }, next: page.next))
    }

    /// Reads the whole audit log and tells what is wrong with it. The answer is 200 whatever that is.
    func verifyAudit(_ request: ControlRequest) async throws -> ControlResponse {
        let found = try await access.audit.verify()
        return try .json(
            AuditVerificationDocument(records: found.records, digest: found.digest, problems: found.problems))
    }
}

extension AuditDocument.Record {
    init(_ record: AuditRecord) {
        func json(_ text: String?) -> JSONValue? {
            text.map { (try? ControlJSON.decode(JSONValue.self, from: ByteBuffer(string: $0))) ?? .string($0) }
        }
        self.init(
            number: record.number, time: record.time, actor: record.actor, action: record.action,
            subject: record.subject, requestId: record.requestID, client: record.client, before: json(record.before),
            after: json(record.after))
    }
}
