import Synchronization

struct Entry: Codable, Equatable, Sendable {
    var name: String
    var text: String
}

/// The entries, newest first, in the memory of one instance.
final class Book: Sendable {
    private let list = Mutex<[Entry]>([])

    var entries: [Entry] { list.withLock { $0 } }

    func add(_ entry: Entry) {
        list.withLock { $0.insert(entry, at: 0) }
    }

    func forget(allBut count: Int) {
        list.withLock { $0 = Array($0.prefix(count)) }
    }
}
