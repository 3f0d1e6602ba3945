import MeridianCore

/// Where the embedded stores are in their directory, and in a backup of it.
///
///     documents.sqlite       documents
///     queues/NAME.sqlite     the events of a service
///     blobs/9f/9f86d0…       blobs
enum StoreLayout {
    static let documents = "documents.sqlite"
    static let queues = "queues"
    static let blobs = "blobs"

    static func blob(_ digest: BlobDigest) -> String { DirectoryBlobStore.path(of: digest, in: blobs) }

    /// Whether a path is that of a file which a backup has.
    static func isPart(_ path: String) -> Bool {
        let parts = path.split(separator: "/", omittingEmptySubsequences: false).map(String.init)
        switch (parts.count, parts[0]) {
        case (1, documents):
            return true
        case (2, queues):
            return parts[1].hasSuffix(".sqlite") && ServiceName(String(parts[1].dropLast(7))) != nil
        case (3, blobs):
            return BlobDigest(parts[2]).map { blob($0) == path } ?? false
        default:
            return false
        }
    }
}
