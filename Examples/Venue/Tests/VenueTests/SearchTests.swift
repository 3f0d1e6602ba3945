import Meridian
import Testing

@testable import Venue

@Suite(.timeLimit(.minutes(1)))
struct SearchTests {
    private let catalog = Catalog.indexed

    @Test func everythingIsFoundWithoutWords() {
        let page = catalog.search(ItemSearch())
        #expect(page.total == 10_000)
        #expect(page.items.map(\.id) == Array(1...20))
    }

    @Test func allWordsMustBegin() {
        let page = catalog.search(ItemSearch(query: "LAMP oa", size: 100))
        #expect(page.total > 0)
        #expect(page.items.allSatisfy { $0.name.hasSuffix("Oak Lamp") })
        #expect(catalog.search(ItemSearch(query: "amp")).total == 0)
        // "Light" is both a manner and the beginning of nothing else; an item is counted once for it.
        let light = catalog.search(ItemSearch(query: "l l", size: 100))
        #expect(Set(light.items.map(\.id)).count == light.items.count)
    }

    @Test func departmentsAddUp() {
        let totals = Category.allCases.map { catalog.search(ItemSearch(category: $0)).total }
        #expect(totals.reduce(0, +) == 10_000)
        #expect(totals.allSatisfy { $0 > 1_000 })
    }

    @Test func pagesFollowOneAnother() {
        let all = catalog.search(ItemSearch(query: "rug", order: .price, size: 100)).items
        let first = catalog.search(ItemSearch(query: "rug", order: .price, page: 1, size: 10)).items
        let second = catalog.search(ItemSearch(query: "rug", order: .price, page: 2, size: 10)).items
        #expect(first + second == Array(all.prefix(20)))
        #expect(all.map(\.price) == all.map(\.price).sorted())
        #expect(catalog.search(ItemSearch(page: 10_000)).items.isEmpty)
    }

    @Test func theDearestComesFirstWithAMinus() {
        let prices = catalog.search(ItemSearch(order: .dearest, size: 100)).items.map(\.price)
        #expect(prices == prices.sorted(by: >))
        let names = catalog.search(ItemSearch(order: .name, size: 100)).items.map(\.name)
        #expect(names == names.sorted())
    }

    @Test func theLastPageIsWhole() {
        let last = catalog.search(ItemSearch(page: 100, size: 100))
        #expect(last.items.map(\.id) == Array(9_901...10_000))
        let beyond = catalog.search(ItemSearch(page: 101, size: 100))
        #expect(beyond.items.isEmpty)
        #expect(beyond.total == 10_000)
        let odd = catalog.search(ItemSearch(page: 1_429, size: 7))
        #expect(odd.items.map(\.id) == [9_997, 9_998, 9_999, 10_000])
        #expect(catalog.search(ItemSearch(size: 1)).items.map(\.id) == [1])
    }

    @Test func wordsAndDepartmentsNarrowEachOther() {
        #expect(catalog.search(ItemSearch(query: "lamp", category: .garden)).total == 0)
        let lamps = catalog.search(ItemSearch(query: "lamp")).total
        #expect(lamps > 0)
        #expect(catalog.search(ItemSearch(query: "lamp", category: .lighting)).total == lamps)
    }

    @Test func aQueryMayRepeatItself() {
        let once = catalog.search(ItemSearch(query: "oak")).total
        #expect(catalog.search(ItemSearch(query: String(repeating: "oak ", count: 25))).total == once)
        #expect(catalog.search(ItemSearch(query: " -!- ")).total == 10_000)
    }
}
