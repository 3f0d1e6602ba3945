import Meridian
import Testing

@testable import Venue

@Suite(.timeLimit(.minutes(1)))
struct AssortmentTests {
    @Test func anItemIsTheSameEveryTime() throws {
        let catalog = Catalog()
        #expect(try catalog.item(7) == catalog.item(7))
        #expect(try catalog.item(7) == #require(Assortment.item(7)))
        #expect(try catalog.item(7) != catalog.item(8))
    }

    @Test(arguments: [Int.min, -1, 0, 10_001, Int.max])
    func nothingIsOutside(number: Int) {
        let problem = #expect(throws: Problem.self) { try Catalog().item(number) }
        #expect(problem?.status == 404)
    }

    @Test func everythingIsForSale() {
        let items = Assortment.numbers.compactMap(Assortment.item)
        #expect(items.count == 10_000)
        #expect(items.allSatisfy { $0.price >= 90 && $0.price % 100 == 90 && (1...50).contains($0.stock) })
        #expect(items.allSatisfy { $0.description.hasPrefix("A ") && $0.description.hasSuffix(".") })
        #expect(Set(items.map(\.category)).count == Category.allCases.count)
    }

    @Test(arguments: [(0, "0.00 €"), (5, "0.05 €"), (1_290, "12.90 €"), (100_000, "1000.00 €")])
    func moneyIsWritten(cents: Int, text: String) {
        #expect(Money.text(cents) == text)
    }
}
