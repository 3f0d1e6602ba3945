import Meridian

/// In which order items are listed; a minus turns it round.
enum ItemOrder: String, CaseIterable, Codable, Sendable, ParameterConvertible {
    case number, name, price
    case dearest = "-price"
}

/// What a visitor looks for.
struct ItemSearch: Sendable, Hashable {
    /// Beginnings of words that the name must have, all of them.
    var words: [String]
    var category: Category?
    var order: ItemOrder
    /// From 1.
    var page: Int
    /// Items on a page.
    var size: Int

    init(query: String = "", category: Category? = nil, order: ItemOrder = .number, page: Int = 1, size: Int = 20) {
        self.words = SearchIndex.words(of: query)
        self.category = category
        self.order = order
        self.page = page
        self.size = size
    }
}

/// A page of what was found.
struct ItemPage: Codable, Sendable, Equatable {
    var items: [Item]
    var page: Int
    var size: Int
    /// Items on all pages together.
    var total: Int
}
