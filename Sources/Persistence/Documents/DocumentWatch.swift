import MeridianCore

/// A part of the history of a store.
public struct DocumentHistoryPage: Sendable {
    /// In order; may be empty when no commit touched what is watched.
    public var commits: [DocumentCommit]
    /// Where the next page begins: every commit up to here was looked at.
    public var through: Revision

    public init(commits: [DocumentCommit], through: Revision) {
        self.commits = commits
        self.through = through
    }
}

/// The commits to a store, as they come. It holds one page of them at a time.
public struct DocumentWatch: AsyncSequence, Sendable {
    public typealias Element = DocumentCommit
    public typealias Failure = any Error

    private let start: Revision
    private let page: @Sendable (Revision) async throws -> DocumentHistoryPage?

    /// - Parameters:
    ///   - revision: After which it begins.
    ///   - page: Returns what follows a revision, waiting until there is something; `nil` when the store is closed.
    public init(
        after revision: Revision, page: @escaping @Sendable (Revision) async throws -> DocumentHistoryPage?
    ) {
        self.start = revision
        self.page = page
    }

    public func makeAsyncIterator() -> Iterator {
        Iterator(position: start, page: page)
    }

    public struct Iterator: AsyncIteratorProtocol {
        fileprivate var position: Revision
        fileprivate let page: @Sendable (Revision) async throws -> DocumentHistoryPage?
        private var commits: ArraySlice<DocumentCommit> = []

        fileprivate init(
            position: Revision, page: @escaping @Sendable (Revision) async throws -> DocumentHistoryPage?
        ) {
            self.position = position
            self.page = page
        }

        public mutating func next() async throws -> DocumentCommit? {
            while true {
                if let commit = commits.popFirst() { return commit }
                try Task.checkCancellation()
                guard let following = try await page(position) else { return nil }
                position = following.through
                commits = following.commits[...]
            }
        }
    }
}

extension MeridianError {
    /// What a watch throws whose place in the history is forgotten.
    static func tooFarBehind(_ revision: Revision, compacted: Revision) -> MeridianError {
        MeridianError(
            .watchTooFarBehind,
            "revision \(revision) is no longer in the history, which begins after \(compacted); list the documents "
                + "again and watch from there", status: 410)
    }
}
