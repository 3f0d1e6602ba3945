import Meridian
import Synchronization

/// What is for sale. It never changes while the festival lasts.
final class Catalog: Sendable {
    // Built by the first search: an instance that is started to show one item need not make ten thousand.
    private let index = Mutex<SearchIndex?>(nil)

    /// - Throws: A problem with the status 404 when there is no such item.
    func item(_ number: Int) throws(Problem) -> Item {
        guard let item = Assortment.item(number) else {
            throw Problem(
                .nothingFound,
                "there is no item \(number); items are numbered from \(Assortment.numbers.lowerBound) to "
                    + "\(Assortment.numbers.upperBound)", status: 404)
        }
        return item
    }

    func search(_ search: ItemSearch) -> ItemPage {
        let index = index.withLock { index in
            let built = index ?? SearchIndex(Assortment.numbers.compactMap(Assortment.item))
            index = built
            return built
        }
        return index.page(search)
    }
}
