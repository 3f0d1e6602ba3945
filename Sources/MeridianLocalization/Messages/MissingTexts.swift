import Synchronization

/// Remembers which texts have been found missing, so that each is told once.
final class MissingTexts: Sendable {
    private struct Missing: Hashable {
        var language: String
        var key: String
    }

    /// Keys may be made at run time.
    private static let maxCount = 1_000

    private let known = Mutex<Set<Missing>>([])

    /// - Returns: Whether it is to be told: not a second time, and no further ones when there are very many.
    func isNew(_ key: String, in language: String) -> Bool {
        known.withLock { $0.count < Self.maxCount && $0.insert(Missing(language: language, key: key)).inserted }
    }
}
