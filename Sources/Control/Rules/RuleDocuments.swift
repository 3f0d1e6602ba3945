import Admission
import JSONCodec
import MeridianCore
import NIOCore
import Persistence

/// Sets of rules in the store of documents: `rules` says how many parts there are, `rules/0` and so on hold the JSON,
/// since ten thousand rules are larger than one document may be.
struct RuleDocuments: Sendable {
    private struct Head: Codable {
        var parts: Int
    }

    private static let headKey: DocumentKey = "rules"
    private static let partSize = 1_000_000

    let store: any DocumentStore

    private static func key(ofPart number: Int) -> DocumentKey {
        DocumentKey("rules/\(number)")!
    }

    /// - Returns: `nil` when none were ever stored.
    func read() async throws -> LiveRules.Version? {
        guard let document = try await store.get(Self.headKey) else { return nil }
        let head = try JSON.decode(Head.self, from: document.value)
        var text = ByteBuffer()
        for number in 0..<head.parts {
            guard let part = try await store.get(Self.key(ofPart: number)) else {
                throw MeridianError(.storeDamaged, "the part \(number) of the rules is missing", status: 500)
            }
            text.writeImmutableBuffer(part.value)
        }
        return LiveRules.Version(rules: try RuleSet(json: text), revision: document.revision)
    }

    /// - Parameter revision: Of what is there; zero when nothing is.
    /// - Returns: That of the commit.
    func write(_ rules: RuleSet, after revision: Revision) async throws -> Revision {
        var text = try rules.json()
        var changes: [DocumentChange] = []
        while let part = text.readSlice(length: min(text.readableBytes, Self.partSize)), part.readableBytes > 0 {
            changes.append(.put(Self.key(ofPart: changes.count), part))
        }
        let formerParts =
            try await store.get(Self.headKey).map { try JSON.decode(Head.self, from: $0.value).parts } ?? 0
        let head = try JSON.encodeSorted(Head(parts: changes.count))
        for number in changes.count..<max(formerParts, changes.count) {
            changes.append(.remove(Self.key(ofPart: number)))
        }
        changes.append(.put(Self.headKey, head, if: revision == .zero ? .absent : .revision(revision)))
        return try await store.commit(changes)
    }
}
