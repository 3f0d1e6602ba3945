import Meridian
import MeridianTesting
import Testing

@testable import Venue

/// The service as its visitors know it.
@Suite(.timeLimit(.minutes(1)))
struct VenueTests {
    private let clock = SettableClock()
    private let venue: TestApp

    init() throws {
        let clock = clock
        venue = try TestApp(Venue.self) {
            $0.override(Catalog.self) { .indexed }
            $0.override(Store.self) { Store(clock: { clock.now }) }
        }
    }

    private func reserve(_ item: Int, _ quantity: Int, key: String? = nil) async throws -> TestAnswer {
        var headers = HTTPFields()
        if let key { headers.append("idempotency-key", key) }
        return try await venue.request(
            .post, "/items/\(item)/reservations", headers: headers, json: ReservationWish(quantity: quantity))
    }

    @Test func theAppDeclaresItsFunctions() throws {
        #expect(
            try TestApp(Venue.self).functions
                == [
                    "home", "items", "item", "price", "reserve", "reservation", "cancel", "redeem", "place", "order",
                    "paid",
                    "mails", "refresh", "health-live", "health-ready", "openapi-document", "openapi-page",
                ])
    }

    @Test func thePageIsThere() async throws {
        let answer = try await venue.request(.get, "/")
        #expect(answer.status == 200)
        #expect(answer.fields["content-type"] == "text/html; charset=utf-8")
        #expect(answer.text.contains("The venue"))
        let item = try #require(Assortment.item(7))
        #expect(answer.text.contains("<a href=\"items/7\">\(item.name)</a>"))
        #expect(answer.text.contains("{&quot;quantity&quot;: 1}"))
    }

    @Test func pluginsAnswerBesideTheFunctions() async throws {
        #expect(try await venue.request(.get, "/health/ready")[member: "status"] == "ready")
        let document = try await venue.request(.get, "/openapi.json")
        #expect(document[member: "openapi"] == "3.1.0")
        #expect(document.text.contains(#""/items/{id}/reservations""#))
        #expect(try await venue.request(.get, "/openapi").fields["content-type"] == "text/html; charset=utf-8")
    }

    @Test func itemsAreSearched() async throws {
        let answer = try await venue.request(.get, "/items?query=lamp&category=lighting&sort=-price&size=3&page=2")
        #expect(answer.status == 200)
        let page = try answer.decode(ItemPage.self)
        #expect(page.items.count == 3)
        #expect(page.page == 2)
        #expect(page.items.allSatisfy { $0.name.hasSuffix("Lamp") })
    }

    @Test(arguments: [
        ("size=x", "size"), ("size=0", "size"), ("size=101", "size"), ("page=0", "page"),
        ("page=10001", "page"),
        ("page=99999999999999999999", "page"), ("query=\(String(repeating: "a", count: 101))", "query"),
        ("category=cars", "category"), ("sort=best", "sort"),
    ])
    func aBadParameterIsNamed(query: String, field: String) async throws {
        let answer = try await venue.request(.get, "/items?\(query)")
        #expect(answer.status == 400)
        #expect(answer[member: "field"] == .string(field))
    }

    @Test func aPageHasTheSizeThatIsSet() async throws {
        #expect(try await venue.request(.get, "/items").decode(ItemPage.self).items.count == 20)
        let other = try TestApp(Venue.self) {
            $0.override(Catalog.self) { .indexed }
            $0.set("items.pageSize", 5)
        }
        #expect(try await other.request(.get, "/items").decode(ItemPage.self).items.count == 5)
        #expect(try await other.request(.get, "/items?size=2").decode(ItemPage.self).items.count == 2)
    }

    @Test func answersTellBrowsersToBeCareful() async throws {
        #expect(try await venue.request(.get, "/").fields["x-content-type-options"] == "nosniff")
        let foreign = try await venue.request(
            .post, "/items/7/reservations", headers: ["sec-fetch-site": "cross-site"],
            json: ReservationWish(quantity: 1))
        #expect(foreign.status == 403)
    }

    @Test func anItemTellsWhatIsLeft() async throws {
        let before = try await venue.request(.get, "/items/7").decode(ItemDetails.self)
        #expect(before.available == before.item.stock)
        #expect(try await reserve(7, 1).status == 201)
        let after = try await venue.request(.get, "/items/7").decode(ItemDetails.self)
        #expect(after.available == before.available - 1)
        let missing = try await venue.request(.get, "/items/10001")
        #expect(missing.status == 404)
        #expect(missing.fields["content-type"] == "application/problem+json")
        #expect(try await venue.request(.get, "/items/seven").status == 400)
    }

    @Test func aReservationIsRepeatedWithItsKeyAndGivenBack() async throws {
        let first = try await reserve(8, 1, key: "once")
        #expect(first.status == 201)
        let second = try await reserve(8, 1, key: "once")
        #expect(second.status == 200)
        #expect(try await reserve(8, 2, key: "once").status == 422)
        #expect(try second.decode(Reservation.self) == first.decode(Reservation.self))
        let path = try #require(first.fields["location"])
        #expect(second.fields["location"] == path)
        #expect(try await venue.request(.get, path)[member: "state"] == "held")
        #expect(try await venue.request(.delete, path).status == 204)
        #expect(try await venue.request(.delete, path).status == 204)
        #expect(try await venue.request(.get, path)[member: "state"] == "cancelled")
        #expect(try await venue.request(.delete, "/reservations/none").status == 404)
        let details = try await venue.request(.get, "/items/8").decode(ItemDetails.self)
        #expect(details.available == details.item.stock)
    }

    @Test func aBadWishNamesItsField() async throws {
        for quantity in [0, -1, 11, Int.max] {
            let answer = try await reserve(8, quantity)
            #expect(answer.status == 422)
            #expect(answer[member: "field"] == "quantity")
        }
        let text = try await venue.request(.post, "/items/8/reservations", body: #"{"quantity":"two"}"#)
        #expect(text.status == 400)
        #expect(text[member: "field"] == "quantity")
        #expect(try await reserve(0, 1).status == 404)
    }

    @Test func nothingIsSoldTwice() async throws {
        let details = try await venue.request(.get, "/items/9").decode(ItemDetails.self)
        let statuses = try await withThrowingTaskGroup(of: Int.self) { group in
            for _ in 0..<details.available + 50 { group.addTask { try await reserve(9, 1).status } }
            return try await group.reduce(into: [Int: Int]()) { $0[$1, default: 0] += 1 }
        }
        #expect(statuses == [201: details.available, 409: 50])
        clock.advance(milliseconds: Reservation.holdingTime)
        #expect(try await reserve(9, 1).status == 201)
    }

    @Test func couponsTakeOff() async throws {
        func redeem(_ code: String, _ total: Int) async throws -> TestAnswer {
            try await venue.request(.post, "/coupons/\(code)/redemptions", json: RedemptionWish(orderTotal: total))
        }
        let answer = try await redeem("festival10", 4_990)
        #expect(answer.status == 200)
        #expect(answer[member: "discount"] == 499)
        #expect(answer[member: "total"] == 4_491)
        #expect(try await redeem("NONE", 4_990).status == 404)
        for total in [Int.min, 0, 100_000_001] {
            let answer = try await redeem("festival10", total)
            #expect(answer.status == 422)
            #expect(answer[member: "field"] == "orderTotal")
        }
        #expect(try await redeem("LASTYEAR", 4_990).status == 410)
        #expect(try await redeem("CREW50", 0)[member: "field"] == "orderTotal")
        for _ in 0..<5 { #expect(try await redeem("CREW50", 100).status == 200) }
        #expect(try await redeem("CREW50", 100).status == 409)
    }

    @Test func anOrderIsPlacedWithACouponAndPaid() async throws {
        let reservation = try await reserve(10, 1).decode(Reservation.self)
        let wish = OrderWish(reservation: reservation.id, coupon: "festival10")
        let answer = try await venue.request(.post, "/orders", json: wish)
        #expect(answer.status == 201)
        let placed = try answer.decode(Order.self)
        #expect(placed.coupon == "FESTIVAL10")
        #expect(placed.total == reservation.price - reservation.price / 10)
        let location = try #require(answer.fields["location"])
        #expect(try await venue.request(.get, location).decode(Order.self) == placed)
        #expect(try await venue.request(.post, "/orders", json: wish).status == 409)
        #expect(try await venue.request(.delete, "/reservations/\(reservation.id)").status == 409)

        let event = CloudEvent(
            id: "1", source: "/till", type: "com.example.order.paid", data: PaidOrder(order: placed.id))
        try await venue.send(event)
        try await venue.send(event)
        let paid = try await venue.request(.get, location).decode(Order.self)
        #expect(paid.state == .paid)
        #expect(paid.paidAt == clock.now)
        #expect(try await venue.request(.get, "/reservations/\(reservation.id)")[member: "state"] == "sold")
        #expect(try await venue.request(.get, "/orders/none").status == 404)
    }

    @Test func anUnknownOrderCantBePaid() async throws {
        let failure = await #expect(throws: TestFailure.self) {
            try await venue.send(
                CloudEvent(id: "1", source: "/till", type: "com.example.order.paid", data: PaidOrder(order: "none")))
        }
        #expect(failure?.status == 404)
    }

    @Test func theNightForgetsWhatExpired() async throws {
        let path = try #require(try await reserve(11, 1).fields["location"])
        clock.advance(milliseconds: Reservation.holdingTime)
        #expect(try await venue.request(.get, path)[member: "state"] == "expired")
        try await venue.fire(timer: "refresh", at: "2026-03-01T03:00:00Z")
        #expect(try await venue.request(.get, path).status == 404)
    }
}
