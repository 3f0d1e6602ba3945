import MeridianCore
public import NIOCore

/// Versioned documents under keys: what must be agreed on, changed in one step and noticed at once.
///
/// ```swift
/// let page = try await store.list(prefix: "services/")
/// for try await commit in try await store.watch(prefix: "services/", after: page.revision) { … }
/// ```
/// A commit is durable when it returns, is seen whole or not at all, and has the next revision of the store.
/// `PersistenceChecks` of the tests shows what every store must do.
public protocol DocumentStore: Sendable {
    /// Of the last commit.
    func revision() async throws -> Revision

    /// - Returns: `nil` when there is none.
    /// - Throws: ``MeridianCore/ErrorCode/storeDamaged`` when it can't be read.
    func get(_ key: DocumentKey) async throws -> Document?

    /// The documents whose keys begin with a text, by their keys.
    /// - Parameters:
    ///   - after: Where the page before ended; `nil` for the first page.
    ///   - limit: Most documents on the page, 1–1,000.
    func list(prefix: String, after: DocumentKey?, limit: Int) async throws -> DocumentPage

    /// Makes several changes together, or none when one of their conditions does not hold.
    /// - Returns: The revision of the commit; the one before when nothing changed.
    /// - Throws: ``MeridianCore/ErrorCode/documentConflict`` caused by a ``DocumentConflict``,
    ///   ``MeridianCore/ErrorCode/badDocument``, ``MeridianCore/ErrorCode/storeFull``.
    @discardableResult
    func commit(_ changes: [DocumentChange]) async throws -> Revision

    /// Every commit after a revision that touches keys beginning with a text, in order, none twice, as they come.
    ///
    /// Nothing is buffered for a watcher: one that is slow reads the history, and one that is slower than the history is
    /// long gets ``MeridianCore/ErrorCode/watchTooFarBehind``. The sequence ends when the store is closed.
    /// - Throws: ``MeridianCore/ErrorCode/watchTooFarBehind``.
    func watch(prefix: String, after revision: Revision) async throws -> DocumentWatch

    /// Forgets the history up to a revision. Documents stay.
    func compact(through revision: Revision) async throws

    /// Waits for commits that were begun, ends watches, and refuses everything from then on.
    func close() async
}

extension DocumentStore {
    public func list(prefix: String) async throws -> DocumentPage {
        try await list(prefix: prefix, after: nil, limit: DocumentLimits.page)
    }

    /// Reads a document and writes it again, as often as others come between.
    /// - Parameter change: Of the document, or `nil` when there is none, to what it shall be; `nil` removes it. It may be
    ///   called several times.
    /// - Returns: The revision of the commit.
    @discardableResult
    public func update(
        _ key: DocumentKey, _ change: @Sendable (Document?) async throws -> ByteBuffer?
    ) async throws -> Revision {
        while true {
            let current = try await get(key)
            let condition = current.map { DocumentCondition.revision($0.revision) } ?? .absent
            let action = try await change(current).map(DocumentChange.Action.put) ?? .remove
            do {
                return try await commit([DocumentChange(key, action, if: condition)])
            } catch let error as MeridianError where error.code == .documentConflict {
                try Task.checkCancellation()
            }
        }
    }
}
