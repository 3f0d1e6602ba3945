/// Finds items by the words of their names.
struct SearchIndex: Sendable {
    private let items: [Item]
    /// For every word of any name the positions in `items`, ascending.
    private let positions: [(word: String, positions: [Int])]

    init(_ items: [Item]) {
        var positions: [String: [Int]] = [:]
        for (position, item) in items.enumerated() {
            for word in Set(Self.words(of: item.name)) { positions[word, default: []].append(position) }
        }
        self.items = items
        self.positions = positions.map { ($0.key, $0.value) }
    }

    static func words(of text: String) -> [String] {
        text.lowercased().split { !$0.isLetter && !$0.isNumber }.map(String.init)
    }

    func page(_ search: ItemSearch) -> ItemPage {
        var found = matches(search.words)
        if let category = search.category { found.removeAll { items[$0].category != category } }
        sort(&found, by: search.order)
        let start = min((search.page - 1) * search.size, found.count)
        let end = min(start + search.size, found.count)
        return ItemPage(
            items: found[start..<end].map { items[$0] }, page: search.page, size: search.size, total: found.count)
    }

    /// Positions of the items whose names have all of `words`, ascending.
    private func matches(_ words: [String]) -> [Int] {
        guard !words.isEmpty else { return Array(items.indices) }
        var hits = [Int](repeating: 0, count: items.count)
        for (round, beginning) in words.enumerated() {
            for (word, positions) in positions where word.hasPrefix(beginning) {
                // An item that has two words with this beginning counts once.
                for position in positions where hits[position] == round { hits[position] = round + 1 }
            }
        }
        return items.indices.filter { hits[$0] == words.count }
    }

    private func sort(_ found: inout [Int], by order: ItemOrder) {
        switch order {
        case .number: break
        case .name: found.sort { (items[$0].name, $0) < (items[$1].name, $1) }
        case .price: found.sort { (items[$0].price, $0) < (items[$1].price, $1) }
        case .dearest: found.sort { (-items[$0].price, $0) < (-items[$1].price, $1) }
        }
    }
}
