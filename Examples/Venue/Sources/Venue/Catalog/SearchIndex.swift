/// Finds items by the words of their names.
struct SearchIndex: Sendable {
    private let items: [Item]
    /// For every word of any name the positions in `items`, ascending.
    private let positions: [(word: String, positions: [Int])]
    /// The positions in `items` in each order: sorting once is what makes a search a single walk.
    private let orders: [ItemOrder: [Int]]

    init(_ items: [Item]) {
        var positions: [String: [Int]] = [:]
        for (position, item) in items.enumerated() {
            for word in Set(Self.words(of: item.name)) { positions[word, default: []].append(position) }
        }
        self.items = items
        self.positions = positions.map { ($0.key, $0.value) }
        // Equals stand in the order of their numbers.
        orders = [
            .number: Array(items.indices),
            .name: items.indices.sorted { (items[$0].name, $0) < (items[$1].name, $1) },
            .price: items.indices.sorted { (items[$0].price, $0) < (items[$1].price, $1) },
            .dearest: items.indices.sorted { (-items[$0].price, $0) < (-items[$1].price, $1) },
        ]
    }

    static func words(of text: String) -> [String] {
        text.lowercased().split { !$0.isLetter && !$0.isNumber }.map(String.init)
    }

    func page(_ search: ItemSearch) -> ItemPage {
        let hits = hits(search.words)
        let wanted = UInt8(search.words.count)
        let first = (search.page - 1) * search.size
        var page = ItemPage(items: [], page: search.page, size: search.size, total: 0)
        for position in orders[search.order, default: []] where hits[position] == wanted {
            if let category = search.category, items[position].category != category { continue }
            if page.total >= first && page.items.count < search.size { page.items.append(items[position]) }
            page.total += 1
        }
        return page
    }

    /// How many of `words`, one after the other, begin a word of the name, for each item.
    private func hits(_ words: [String]) -> [UInt8] {
        var hits = [UInt8](repeating: 0, count: items.count)
        for (round, beginning) in words.enumerated() {
            let round = UInt8(round)
            for (word, positions) in positions where word.hasPrefix(beginning) {
                // An item that has two words with this beginning counts once.
                for position in positions where hits[position] == round { hits[position] = round + 1 }
            }
        }
        return hits
    }
}
