import Meridian
import Testing

@testable import Venue

@Suite(.timeLimit(.minutes(1)))
struct StoreTests {
    private let clock = SettableClock()
    private let store: Store
    private let item = Item(
        id: 1, name: "Quiet Oak Lamp", category: .lighting, price: 990, stock: 30, description: "A lamp.")

    init() {
        let clock = clock
        store = Store(coupons: [Coupon(code: "ONCE", percentOff: 10, limit: 1)], clock: { clock.now })
    }

    @Test func nothingIsSoldTwice() async throws {
        let ids = await withTaskGroup(of: String?.self) { group in
            for _ in 0..<100 { group.addTask { try? store.reserve(item, quantity: 1).0.id } }
            return await group.reduce(into: [String]()) { if let id = $1 { $0.append(id) } }
        }
        #expect(ids.count == 30)
        #expect(Set(ids).count == 30)
        #expect(store.available(of: item) == 0)
    }

    @Test func oneKeyReservesOnceForAHundredTasks() async throws {
        let ids = try await withThrowingTaskGroup(of: String.self) { group in
            for _ in 0..<100 { group.addTask { try store.reserve(item, quantity: 2, key: "k").0.id } }
            return try await group.reduce(into: Set<String>()) { $0.insert($1) }
        }
        #expect(ids.count == 1)
        #expect(store.available(of: item) == 28)
    }

    @Test func oneReservationBecomesOneOrder() async throws {
        let (reservation, _) = try store.reserve(item, quantity: 1)
        let wish = OrderWish(reservation: reservation.id)
        let orders = await withTaskGroup(of: Bool.self) { group in
            for _ in 0..<100 { group.addTask { (try? store.place(wish)) != nil } }
            return await group.reduce(0) { $1 ? $0 + 1 : $0 }
        }
        #expect(orders == 1)
    }

    @Test func reservationsExpireByTheClock() throws {
        let (reservation, _) = try store.reserve(item, quantity: 3)
        clock.advance(milliseconds: Reservation.holdingTime - 1)
        #expect(store.available(of: item) == 27)
        clock.advance(milliseconds: 1)
        #expect(store.available(of: item) == 30)
        let problem = #expect(throws: Problem.self) { try store.place(OrderWish(reservation: reservation.id)) }
        #expect(problem?.status == 409)
    }

    @Test func aFailedOrderChangesNothing() throws {
        let (reservation, _) = try store.reserve(item, quantity: 1)
        let unknown = #expect(throws: Problem.self) {
            try store.place(OrderWish(reservation: "none", coupon: "ONCE"))
        }
        #expect(unknown?.status == 404)
        _ = #expect(throws: Problem.self) { try store.place(OrderWish(reservation: reservation.id, coupon: "NONE")) }
        #expect(try store.reservation(reservation.id).state == .held)
        #expect(try store.place(OrderWish(reservation: reservation.id, coupon: "ONCE")).discount == 99)
    }

    @Test func anOrderIsSettledOnce() throws {
        let (reservation, _) = try store.reserve(item, quantity: 2)
        let placed = try store.place(OrderWish(reservation: reservation.id))
        #expect(placed.state == .placed)
        #expect(placed.total == 1_980)
        let paid = try store.settle(placed.id)
        #expect(paid.state == .paid)
        #expect(paid.paidAt == clock.now)
        clock.advance(milliseconds: 1_000)
        #expect(try store.settle(placed.id) == paid)
        #expect(try store.reservation(reservation.id).state == .sold)
    }

    @Test func theDayIsClosed() throws {
        let (cancelled, _) = try store.reserve(item, quantity: 1)
        try store.cancel(cancelled.id)
        let (ordered, _) = try store.reserve(item, quantity: 2)
        let (sold, _) = try store.reserve(item, quantity: 4)
        _ = try store.place(OrderWish(reservation: ordered.id))
        let order = try store.place(OrderWish(reservation: sold.id, coupon: "once"))
        _ = try store.settle(order.id)
        _ = try store.reserve(item, quantity: 8)
        clock.advance(milliseconds: Reservation.holdingTime)
        _ = try store.reserve(item, quantity: 3)
        #expect(store.send(Letter(to: "ann@example.com", about: order, of: item), for: "1"))
        #expect(
            store.closeDay()
                == Figures(
                    dropped: 2, heldPieces: 3, orderedPieces: 2, soldPieces: 4, orders: 2, takings: 3_564,
                    redemptions: 1, mails: 1))
        #expect(store.closeDay().dropped == 0)
    }
}
