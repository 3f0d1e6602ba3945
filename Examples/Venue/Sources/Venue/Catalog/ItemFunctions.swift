import Meridian

@Functions("/items")
struct ItemFunctions {
    @Inject var catalog: Catalog
    @Inject var store: Store
    @Config("items.pageSize") var pageSize: Int

    // Asynchronous although nothing is awaited: the first search builds the index, which is too long for an event loop.
    @HTTP(.get, description: "Search the items, a page at a time")
    @Check("query", as: String.self, .length(0...100))
    @Check("page", as: Int.self, .range(1...10_000))
    @Check("size", as: Int.self, .range(1...100))
    func items(
        query: String = "", category: Category?, sort: ItemOrder = .number, page: Int = 1, size: Int?
    ) async throws -> ItemPage {
        catalog.search(
            ItemSearch(query: query, category: category, order: sort, page: page, size: size ?? pageSize))
    }

    @HTTP(.get, "/{id}", description: "One item, with the pieces that are left")
    func item(id: Int) throws -> ItemDetails {
        let item = try catalog.item(id)
        return ItemDetails(item: item, available: store.available(of: item))
    }
}
