import Meridian

/// In which order items are listed; a minus turns it round.
enum ItemOrder: String, Codable, Sendable, ParameterConvertible {
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

    /// - Throws: A problem with the status 400 that names the parameter.
    init(
        query: String = "", category: Category? = nil, order: ItemOrder = .number, page: Int = 1, size: Int = 20
    ) throws(Problem) {
        try Self.check("page", page, 1...10_000)
        try Self.check("size", size, 1...100)
        try Self.check("query", query.count, 0...100, unit: " characters long")
        self.words = SearchIndex.words(of: query)
        self.category = category
        self.order = order
        self.page = page
        self.size = size
    }

    private static func check(
        _ name: String, _ value: Int, _ range: ClosedRange<Int>, unit: String = ""
    ) throws(Problem) {
        guard range.contains(value) else {
            throw Problem(
                .badParameter,
                "the query parameter '\(name)' is \(value)\(unit); it must be from \(range.lowerBound) to "
                    + "\(range.upperBound)\(unit)", status: 400,
                extensions: ["field": .string(name), "in": "query"])
        }
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
