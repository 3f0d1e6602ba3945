/// Something that is for sale.
struct Item: Codable, Sendable, Hashable {
    /// From 1.
    var id: Int
    var name: String
    var category: Category
    /// In cents.
    var price: Int
    /// Pieces there were when the festival opened.
    var stock: Int
    var description: String
}

/// An item with what is left of it.
struct ItemDetails: Codable, Sendable, Hashable {
    var item: Item
    /// Pieces that can be reserved now.
    var available: Int
}
