import Meridian
import MeridianTesting
import Testing

@testable import Venue

/// The service as its visitors know it.
@Suite(.timeLimit(.minutes(1)))
struct VenueTests {
    private let venue: TestApp

    init() throws {
        venue = try TestApp(Venue.self)
    }

    private func reserve(_ item: Int, _ quantity: Int, key: String? = nil) async throws -> TestAnswer {
        var headers = HTTPFields()
        if let key { headers.append("idempotency-key", key) }
        return try await venue.request(
            .post, "/items/\(item)/reservations", headers: headers, json: ReservationWish(quantity: quantity))
    }

    @Test func thePageIsThere() async throws {
        let answer = try await venue.request(.get, "/")
        #expect(answer.status == 200)
        #expect(answer.fields["content-type"] == "text/html; charset=utf-8")
        #expect(answer.text.contains("The venue"))
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
        ("size=x", "size"), ("size=101", "size"), ("page=0", "page"), ("category=cars", "category"),
        ("sort=best", "sort"),
    ])
    func aBadParameterIsNamed(query: String, field: String) async throws {
        let answer = try await venue.request(.get, "/items?\(query)")
        #expect(answer.status == 400)
        #expect(answer[member: "field"] == .string(field))
    }

    @Test func anItemTellsWhatIsLeft() async throws {
        let before = try await venue.request(.get, "/items/7").decode(ItemDetails.self)
        #expect(before.available == before.item.pieces)
        #expect(try await reserve(7, 1).status == 201)
        let after = try await venue.request(.get, "/items/7").decode(ItemDetails.self)
        #expect(after.available == before.available - 1)
        #expect(try await venue.request(.get, "/items/10001").status == 404)
        #expect(try await venue.request(.get, "/items/seven").status == 400)
    }

    @Test func aReservationIsRepeatedWithItsKeyAndGivenBack() async throws {
        let first = try await reserve(8, 1, key: "once")
        #expect(first.status == 201)
        let second = try await reserve(8, 1, key: "once")
        #expect(second.status == 200)
        let reservation = try first.decode(Reservation.self)
        #expect(try second.decode(Reservation.self) == reservation)
        let path = "/items/8/reservations/\(reservation.id)"
        #expect(try await venue.request(.delete, path).status == 204)
        #expect(try await venue.request(.delete, path).status == 204)
        #expect(try await venue.request(.delete, "/items/8/reservations/none").status == 404)
        let details = try await venue.request(.get, "/items/8").decode(ItemDetails.self)
        #expect(details.available == details.item.pieces)
    }

    @Test func nothingIsSoldTwice() async throws {
        let details = try await venue.request(.get, "/items/9").decode(ItemDetails.self)
        let statuses = try await withThrowingTaskGroup(of: Int.self) { group in
            for _ in 0..<details.available + 20 { group.addTask { try await reserve(9, 1).status } }
            return try await group.reduce(into: [Int: Int]()) { $0[$1, default: 0] += 1 }
        }
        #expect(statuses == [201: details.available, 409: 20])
    }

    @Test func anOrderIsPlacedWithACouponAndPaid() async throws {
        let reservation = try await reserve(10, 1).decode(Reservation.self)
        let redemption = try await venue.request(
            .post, "/coupons/festival10/redemptions", json: RedemptionWish(customer: "ann")
        ).decode(Redemption.self)
        let wish = OrderWish(customer: "ann", reservations: [reservation.id], redemption: redemption.id)
        let answer = try await venue.request(.post, "/orders", json: wish)
        #expect(answer.status == 201)
        let location = try #require(answer.fields["location"])
        #expect(answer[member: "total"] == .integer(Int64((reservation.price * 90 + 50) / 100)))

        #expect(try await venue.request(.post, "/orders", json: wish).status == 409)
        let id = String(location.dropFirst("/orders/".count))
        try await venue.send(
            CloudEvent(id: "1", source: "/till", type: "com.example.order.paid", data: PaidOrder(order: id)))
        #expect(try await venue.request(.get, location)[member: "state"] == "paid")
        #expect(try await venue.request(.get, "/orders/none").status == 404)
    }

    @Test func aFailedOrderLeavesTheCouponUnused() async throws {
        let redemption = try await venue.request(
            .post, "/coupons/EARLY25/redemptions", json: RedemptionWish(customer: "bob")
        ).decode(Redemption.self)
        let failed = try await venue.request(
            .post, "/orders", json: OrderWish(customer: "bob", reservations: ["none"], redemption: redemption.id))
        #expect(failed.status == 404)
        let reservation = try await reserve(11, 1).decode(Reservation.self)
        let placed = try await venue.request(
            .post, "/orders",
            json: OrderWish(customer: "bob", reservations: [reservation.id], redemption: redemption.id))
        #expect(placed.status == 201)
    }

    @Test func anUnknownOrderCantBePaid() async throws {
        let failure = await #expect(throws: TestFailure.self) {
            try await venue.send(
                CloudEvent(id: "1", source: "/till", type: "com.example.order.paid", data: PaidOrder(order: "none")))
        }
        #expect(failure?.status == 404)
    }

    @Test func theNightlyTimerRuns() async throws {
        try await venue.fire(timer: "refresh")
    }
}
