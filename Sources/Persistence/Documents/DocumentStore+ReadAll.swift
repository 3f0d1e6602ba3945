public import MeridianCore

extension DocumentStore {
    /// Reads all documents under a prefix.
    /// - Parameter read: Returns `false`, or throws, for one that is not what it should be.
    /// - Returns: What could not be read.
    public func readAll(prefix: String, _ read: (Document) throws -> Bool) async throws -> [MeridianError] {
        var problems: [MeridianError] = []
        var after: DocumentKey?
        repeat {
            let page = try await list(prefix: prefix, after: after, limit: DocumentLimits.page)
            problems += page.damaged.map {
                MeridianError(.storeDamaged, "the document '\($0)' is damaged; write it anew or restore a backup")
            }
            for document in page.documents where (try? read(document)) != true {
                problems.append(
                    MeridianError(
                        .storeDamaged,
                        "the document '\(document.key)' is not what it should be; write it anew or "
                            + "restore a backup"))
            }
            after = page.next
        } while after != nil
        return problems
    }
}
