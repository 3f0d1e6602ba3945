import MeridianCore
import Synchronization

/// Documents in memory, for tests and for what need not survive.
public final class MemoryDocumentStore: DocumentStore {
    private struct State {
        var revision = Revision.zero
        var compacted = Revision.zero
        var documents: [DocumentKey: Document] = [:]
        /// Without gaps: the first is of the revision after `compacted`.
        var history: ArraySlice<DocumentCommit> = []
    }

    private let state = Mutex(State())
    private let signal = ChangeSignal()
    private let historyLimit: Int

    /// - Parameter historyLimit: Commits that a watch may be behind.
    public init(historyLimit: Int = 1_000) {
        self.historyLimit = historyLimit
    }

    public func revision() async throws -> Revision {
        try refuseWhenClosed()
        return state.withLock { $0.revision }
    }

    public func get(_ key: DocumentKey) async throws -> Document? {
        try refuseWhenClosed()
        return state.withLock { $0.documents[key] }
    }

    public func list(prefix: String, after: DocumentKey?, limit: Int) async throws -> DocumentPage {
        try refuseWhenClosed()
        let limit = min(max(limit, 1), DocumentLimits.page)
        return state.withLock { state in
            let keys = state.documents.keys.filter { key in
                key.rawValue.hasPrefix(prefix) && after.map { key > $0 } ?? true
            }.sorted()
            let documents = keys.prefix(limit).compactMap { state.documents[$0] }
            return DocumentPage(
                documents: documents, next: keys.count > limit ? documents.last?.key : nil, revision: state.revision)
        }
    }

    @discardableResult
    public func commit(_ changes: [DocumentChange]) async throws -> Revision {
        try refuseWhenClosed()
        try DocumentLimits.check(changes)
        let revision = try state.withLock { state in
            for change in changes {
                let actual = state.documents[change.key]?.revision
                guard change.condition.holds(actual) else {
                    throw DocumentConflict(key: change.key, expected: change.condition, actual: actual).error
                }
            }
            var commit = DocumentCommit(revision: state.revision.next)
            for change in changes {
                switch change.action {
                case .put(let value):
                    let document = Document(key: change.key, value: value, revision: commit.revision)
                    state.documents[change.key] = document
                    commit.written.append(document)
                case .remove:
                    if state.documents.removeValue(forKey: change.key) != nil { commit.removed.append(change.key) }
                case .check:
                    break
                }
            }
            guard !commit.written.isEmpty || !commit.removed.isEmpty else { return state.revision }
            commit.written.sort { $0.key < $1.key }
            commit.removed.sort()
            state.revision = commit.revision
            state.history.append(commit)
            if state.history.count > historyLimit {
                state.compacted = state.history.removeFirst().revision
            }
            return commit.revision
        }
        signal.advance(to: revision.rawValue)
        return revision
    }

    public func watch(prefix: String, after revision: Revision) async throws -> DocumentWatch {
        try refuseWhenClosed()
        try state.withLock { state in
            guard revision >= state.compacted else {
                throw MeridianError.tooFarBehind(revision, compacted: state.compacted)
            }
        }
        return DocumentWatch(after: revision) { try await self.history(prefix, after: $0) }
    }

    private func history(_ prefix: String, after position: Revision) async throws -> DocumentHistoryPage? {
        await signal.wait(beyond: position.rawValue)
        guard !signal.isClosed else { return nil }
        try Task.checkCancellation()
        return try state.withLock { state in
            guard position >= state.compacted else {
                throw MeridianError.tooFarBehind(position, compacted: state.compacted)
            }
            let commits = state.history.dropFirst(Int(position.rawValue - state.compacted.rawValue))
            return DocumentHistoryPage(
                commits: commits.compactMap { Self.part(of: $0, under: prefix) }, through: state.revision)
        }
    }

    private static func part(of commit: DocumentCommit, under prefix: String) -> DocumentCommit? {
        var commit = commit
        commit.written.removeAll { !$0.key.rawValue.hasPrefix(prefix) }
        commit.removed.removeAll { !$0.rawValue.hasPrefix(prefix) }
        return commit.written.isEmpty && commit.removed.isEmpty ? nil : commit
    }

    public func compact(through revision: Revision) async throws {
        try refuseWhenClosed()
        state.withLock { state in
            let revision = min(revision, state.revision)
            guard revision > state.compacted else { return }
            state.history = state.history.dropFirst(Int(revision.rawValue - state.compacted.rawValue))
            state.compacted = revision
        }
    }

    public func close() async {
        signal.close()
    }

    private func refuseWhenClosed() throws(MeridianError) {
        guard !signal.isClosed else {
            throw MeridianError(.storeClosed, "the documents in memory are closed", status: 503)
        }
    }
}
