public import NIOCore

/// A value under a key, as of the commit that wrote it.
public struct Document: Hashable, Sendable {
    public var key: DocumentKey
    public var value: ByteBuffer
    /// Of the commit that wrote this value.
    public var revision: Revision

    public init(key: DocumentKey, value: ByteBuffer, revision: Revision) {
        self.key = key
        self.value = value
        self.revision = revision
    }
}

/// A part of a list of documents.
public struct DocumentPage: Sendable {
    /// By their keys.
    public var documents: [Document]
    /// What lies in the range of this page but can't be read. It can be written anew or removed.
    public var damaged: [DocumentKey]
    /// The key after which the next page begins; `nil` when this is the last.
    public var next: DocumentKey?
    /// The state of the store that this page shows. A watch that begins after the revision of the *first* page misses
    /// nothing, whatever was changed between pages.
    public var revision: Revision

    public init(documents: [Document], damaged: [DocumentKey] = [], next: DocumentKey?, revision: Revision) {
        self.documents = documents
        self.damaged = damaged
        self.next = next
        self.revision = revision
    }
}

/// What one commit changed, as a watch shows it: the keys under the prefix of the watch only.
public struct DocumentCommit: Hashable, Sendable {
    public var revision: Revision
    /// By their keys.
    public var written: [Document]
    /// In order.
    public var removed: [DocumentKey]

    public init(revision: Revision, written: [Document] = [], removed: [DocumentKey] = []) {
        self.revision = revision
        self.written = written
        self.removed = removed
    }
}
