public import MeridianCore
public import NIOCore

/// What a document must be for a commit to be made.
public enum DocumentCondition: Hashable, Sendable {
    /// Anything.
    case any
    /// There is none under the key.
    case absent
    /// The one that the commit of this revision wrote.
    case revision(Revision)

    /// - Parameter current: The revision of the document; `nil` when there is none.
    package func holds(_ current: Revision?) -> Bool {
        switch self {
        case .any: true
        case .absent: current == nil
        case .revision(let expected): current == expected
        }
    }
}

/// One of the changes that a commit makes together.
public struct DocumentChange: Hashable, Sendable {
    public enum Action: Hashable, Sendable {
        case put(ByteBuffer)
        /// A document that is not there stays so.
        case remove
        /// Only the condition is looked at.
        case check
    }

    public var key: DocumentKey
    public var action: Action
    public var condition: DocumentCondition

    public init(_ key: DocumentKey, _ action: Action, if condition: DocumentCondition = .any) {
        self.key = key
        self.action = action
        self.condition = condition
    }

    public static func put(
        _ key: DocumentKey, _ value: ByteBuffer, if condition: DocumentCondition = .any
    ) -> DocumentChange {
        DocumentChange(key, .put(value), if: condition)
    }

    public static func remove(_ key: DocumentKey, if condition: DocumentCondition = .any) -> DocumentChange {
        DocumentChange(key, .remove, if: condition)
    }

    public static func check(_ key: DocumentKey, _ condition: DocumentCondition) -> DocumentChange {
        DocumentChange(key, .check, if: condition)
    }
}

/// How large documents and commits may be, in every store.
public enum DocumentLimits {
    /// Bytes of a value.
    public static let value = 1 << 20
    /// Changes in a commit.
    public static let changes = 1_000
    /// Documents on a page.
    public static let page = 1_000

    /// - Throws: ``ErrorCode/badDocument``.
    public static func check(_ changes: [DocumentChange]) throws(MeridianError) {
        guard (1...Self.changes).contains(changes.count) else {
            throw MeridianError(
                .badDocument, "a commit has 1–\(Self.changes) changes, not \(changes.count)", status: 400)
        }
        var keys: Set<DocumentKey> = []
        for change in changes {
            guard keys.insert(change.key).inserted else {
                throw MeridianError(
                    .badDocument, "'\(change.key)' is in a commit twice; each change is of another key", status: 400)
            }
            if case .put(let value) = change.action, value.readableBytes > Self.value {
                throw MeridianError(
                    .badDocument,
                    "the document '\(change.key)' has \(value.readableBytes) bytes, and may have \(Self.value)",
                    status: 413)
            }
        }
    }
}
