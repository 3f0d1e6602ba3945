import Meridian
import Testing

@testable import Venue

@Suite(.timeLimit(.minutes(1)))
struct StockLedgerTests {
    private let item = Item(
        id: 1, name: "Quiet Oak Lamp", category: .lighting, price: 990, stock: 5, description: "A lamp.")
    private let start = Timestamp(milliseconds: 1_000_000)

    private func later(_ milliseconds: Int64) -> Timestamp {
        Timestamp(milliseconds: start.milliseconds + milliseconds)
    }

    @Test func piecesAreKeptUntilTheyAreGone() throws {
        var ledger = StockLedger()
        let (reservation, isNew) = try ledger.reserve(item, quantity: 3, key: nil, at: start)
        #expect(isNew)
        #expect(reservation.state == .held)
        #expect(ledger.available(of: item, at: start) == 2)
        let problem = #expect(throws: Problem.self) { try ledger.reserve(item, quantity: 3, key: nil, at: start) }
        #expect(problem?.status == 409)
        #expect(problem?.extensions["available"] == 2)
        _ = try ledger.reserve(item, quantity: 2, key: nil, at: start)
        #expect(ledger.available(of: item, at: start) == 0)
    }

    @Test func theSameKeyGetsTheSameReservation() throws {
        var ledger = StockLedger()
        let (first, _) = try ledger.reserve(item, quantity: 2, key: "k", at: start)
        let (second, isNew) = try ledger.reserve(item, quantity: 2, key: "k", at: start)
        #expect(second == first)
        #expect(!isNew)
        #expect(ledger.available(of: item, at: start) == 3)
        let problem = #expect(throws: Problem.self) { try ledger.reserve(item, quantity: 1, key: "k", at: start) }
        #expect(problem?.status == 422)
    }

    @Test func whatIsNotOrderedInTimeComesBack() throws {
        var ledger = StockLedger()
        let (reservation, _) = try ledger.reserve(item, quantity: 5, key: "k", at: start)
        #expect(ledger.available(of: item, at: later(Reservation.holdingTime - 1)) == 0)
        #expect(ledger.available(of: item, at: later(Reservation.holdingTime)) == 5)
        let afterwards = later(Reservation.holdingTime)
        #expect(try ledger.reservation(reservation.id, at: afterwards).state == .expired)
        let problem = #expect(throws: Problem.self) { try ledger.held(reservation.id, at: afterwards) }
        #expect(problem?.status == 409)
        #expect(problem?.extensions["state"] == "expired")
        let (repeated, isNew) = try ledger.reserve(item, quantity: 5, key: "k", at: afterwards)
        #expect(repeated.state == .expired)
        #expect(!isNew)
    }

    @Test func whatIsOrderedStays() throws {
        var ledger = StockLedger()
        let (reservation, _) = try ledger.reserve(item, quantity: 5, key: nil, at: start)
        #expect(try ledger.held(reservation.id, at: start) == reservation)
        ledger.order(reservation.id)
        #expect(ledger.available(of: item, at: later(Reservation.holdingTime * 2)) == 0)
        let problem = #expect(throws: Problem.self) { try ledger.cancel(reservation.id, at: start) }
        #expect(problem?.status == 409)
        ledger.sell(reservation.id)
        #expect(try ledger.reservation(reservation.id, at: start).state == .sold)
        #expect(ledger.pieces(.sold) == 5)
    }

    @Test func onlyWhatIsOrderedIsSold() throws {
        var ledger = StockLedger()
        let (reservation, _) = try ledger.reserve(item, quantity: 1, key: nil, at: start)
        ledger.sell(reservation.id)
        #expect(try ledger.reservation(reservation.id, at: start).state == .held)
        try ledger.cancel(reservation.id, at: start)
        ledger.order(reservation.id)
        #expect(try ledger.reservation(reservation.id, at: start).state == .cancelled)
    }

    @Test func cancellingTwiceGivesBackOnce() throws {
        var ledger = StockLedger()
        let (reservation, _) = try ledger.reserve(item, quantity: 2, key: nil, at: start)
        try ledger.cancel(reservation.id, at: start)
        try ledger.cancel(reservation.id, at: start)
        #expect(ledger.available(of: item, at: start) == 5)
        let problem = #expect(throws: Problem.self) { try ledger.cancel("none", at: start) }
        #expect(problem?.status == 404)
    }

    @Test func whatEndedIsForgotten() throws {
        var ledger = StockLedger()
        let (cancelled, _) = try ledger.reserve(item, quantity: 1, key: "a", at: start)
        let (ordered, _) = try ledger.reserve(item, quantity: 1, key: "b", at: start)
        let (held, _) = try ledger.reserve(item, quantity: 1, key: "c", at: later(1_000))
        try ledger.cancel(cancelled.id, at: start)
        ledger.order(ordered.id)
        let afterwards = later(Reservation.holdingTime)
        #expect(ledger.forget(at: afterwards) == 1)
        #expect(throws: Problem.self) { try ledger.reservation(cancelled.id, at: afterwards) }
        #expect(try ledger.reservation(ordered.id, at: afterwards).state == .ordered)
        #expect(try ledger.reservation(held.id, at: afterwards).state == .held)
        let muchLater = later(Reservation.holdingTime + 1_000)
        #expect(ledger.forget(at: muchLater) == 1)
        #expect(ledger.available(of: item, at: muchLater) == 4)
        #expect(try ledger.reserve(item, quantity: 1, key: "c", at: muchLater).isNew)
    }

    @Test func keysAreBounded() throws {
        var ledger = StockLedger()
        for key in ["", String(repeating: "k", count: 201)] {
            let problem = #expect(throws: Problem.self) { try ledger.reserve(item, quantity: 1, key: key, at: start) }
            #expect(problem?.extensions["field"] == "idempotency-key")
        }
        #expect(ledger.available(of: item, at: start) == 5)
    }
}
