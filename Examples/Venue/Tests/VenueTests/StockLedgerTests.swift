import Meridian
import Testing

@testable import Venue

@Suite(.timeLimit(.minutes(1)))
struct StockLedgerTests {
    private let item = Item(id: 1, name: "Quiet Oak Lamp", category: .lighting, price: 990, pieces: 5)
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
        #expect(ledger[reservation.id]?.state == .expired)
        #expect(throws: Problem.self) { try ledger.take([reservation.id], at: later(Reservation.holdingTime)) }
    }

    @Test func whatIsOrderedStays() throws {
        var ledger = StockLedger()
        let (reservation, _) = try ledger.reserve(item, quantity: 5, key: nil, at: start)
        _ = try ledger.take([reservation.id], at: start)
        #expect(ledger.available(of: item, at: later(Reservation.holdingTime * 2)) == 0)
        let problem = #expect(throws: Problem.self) {
            try ledger.cancel(reservation.id, item: item.id, at: start)
        }
        #expect(problem?.status == 409)
        ledger.sell([reservation.id])
        #expect(ledger[reservation.id]?.state == .sold)
    }

    @Test func cancellingTwiceGivesBackOnce() throws {
        var ledger = StockLedger()
        let (reservation, _) = try ledger.reserve(item, quantity: 2, key: nil, at: start)
        try ledger.cancel(reservation.id, item: item.id, at: start)
        try ledger.cancel(reservation.id, item: item.id, at: start)
        #expect(ledger.available(of: item, at: start) == 5)
        #expect(throws: Problem.self) { try ledger.cancel(reservation.id, item: 2, at: start) }
    }

    @Test func anOrderTakesAllOrNone() throws {
        var ledger = StockLedger()
        let (first, _) = try ledger.reserve(item, quantity: 1, key: nil, at: start)
        let (second, _) = try ledger.reserve(item, quantity: 1, key: nil, at: start)
        try ledger.cancel(second.id, item: item.id, at: start)
        #expect(throws: Problem.self) { try ledger.take([first.id, second.id], at: start) }
        #expect(ledger[first.id]?.state == .held)
        #expect(throws: Problem.self) { try ledger.take([first.id, first.id], at: start) }
        #expect(throws: Problem.self) { try ledger.take([], at: start) }
    }

    @Test func whatEndedIsForgotten() throws {
        var ledger = StockLedger()
        let (cancelled, _) = try ledger.reserve(item, quantity: 1, key: "a", at: start)
        let (ordered, _) = try ledger.reserve(item, quantity: 1, key: "b", at: start)
        let (held, _) = try ledger.reserve(item, quantity: 1, key: "c", at: later(1_000))
        try ledger.cancel(cancelled.id, item: item.id, at: start)
        _ = try ledger.take([ordered.id], at: start)
        #expect(ledger.forget(at: later(Reservation.holdingTime)) == 1)
        #expect(ledger[cancelled.id] == nil)
        #expect(ledger[ordered.id]?.state == .ordered)
        #expect(ledger[held.id]?.state == .held)
        #expect(ledger.forget(at: later(Reservation.holdingTime + 1_000)) == 1)
        #expect(ledger.available(of: item, at: later(Reservation.holdingTime + 1_000)) == 4)
        #expect(try ledger.reserve(item, quantity: 1, key: "c", at: later(Reservation.holdingTime * 2)).isNew)
    }

    @Test(arguments: [0, -1, 11, Int.max])
    func quantitiesAreBounded(quantity: Int) {
        var ledger = StockLedger()
        let problem = #expect(throws: Problem.self) {
            try ledger.reserve(item, quantity: quantity, key: nil, at: start)
        }
        #expect(problem?.status == 400)
    }
}
