import Meridian
import MeridianTesting
import Testing

@testable import Venue

/// What items cost, with a service of promotions that the tests play.
@Suite(.timeLimit(.minutes(1)))
struct PriceTests {
    private struct Offer: Encodable {
        var price: Int
        var promotion: Promotion?
    }

    private func venue(
        _ promotions: (@Sendable (ServiceCall) async throws -> ServiceAnswer)? = nil
    ) throws -> TestApp {
        try TestApp(Venue.self) {
            $0.override(Catalog.self) { .indexed }
            if let promotions { $0.bind("PROMOTIONS", promotions) }
        }
    }

    @Test func aPromotionMakesAnItemCheaper() async throws {
        let item = try #require(Assortment.item(7))
        let answer = try await venue { call in
            #expect(call.target == "/prices/7?category=\(item.category.rawValue)&price=\(item.price)")
            return try .json(Offer(price: 100, promotion: Promotion(name: "Lights on", percent: 20)))
        }
        .request(.get, "/items/7/price")
        let price = try answer.decode(ItemPrice.self)
        #expect(price == ItemPrice(item: 7, price: 100, promotion: Promotion(name: "Lights on", percent: 20)))
    }

    @Test func anItemIsSoldWithoutPromotionsAsWell() async throws {
        let item = try #require(Assortment.item(7))
        let full = ItemPrice(item: 7, price: item.price)
        let failing = try await venue { _ in .answer(503) }.request(.get, "/items/7/price")
        let failed = try failing.decode(ItemPrice.self)
        #expect(failed == full)
        let unbound = try await venue().request(.get, "/items/7/price").decode(ItemPrice.self)
        #expect(unbound == full)
    }

    @Test func whatIsNotThereHasNoPrice() async throws {
        let answer = try await venue { _ in .answer(500) }.request(.get, "/items/999999/price")
        #expect(answer.status == 404)
    }
}
