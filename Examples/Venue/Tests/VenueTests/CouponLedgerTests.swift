import Meridian
import Testing

@testable import Venue

@Suite(.timeLimit(.minutes(1)))
struct CouponLedgerTests {
    private static let end = Timestamp(milliseconds: 1_000)
    private let early = Timestamp(milliseconds: 999)
    private let coupons = [
        Coupon(code: "TWICE", percentOff: 20, limit: 2),
        Coupon(code: "MORNING", percentOff: 33, limit: 10, endsAt: end),
    ]

    @Test func aCouponTakesItsShareOff() throws {
        var ledger = CouponLedger(coupons)
        let redemption = try ledger.redeem("twice", on: 1_990, at: early)
        #expect(
            redemption
                == Redemption(code: "TWICE", percentOff: 20, orderTotal: 1_990, discount: 398, total: 1_592))
        // 33 % of 101 cents are 33.33.
        #expect(try ledger.redeem("MORNING", on: 101, at: early).discount == 33)
        #expect(ledger.count == 2)
    }

    @Test func aCouponIsUsedUp() throws {
        var ledger = CouponLedger(coupons)
        _ = try ledger.redeem("TWICE", on: 100, at: early)
        _ = try ledger.redeem("TWICE", on: 100, at: early)
        let problem = #expect(throws: Problem.self) { try ledger.redeem("TWICE", on: 100, at: early) }
        #expect(problem?.status == 409)
        #expect(ledger.count == 2)
    }

    @Test func aCouponEnds() throws {
        var ledger = CouponLedger(coupons)
        _ = try ledger.redeem("MORNING", on: 100, at: early)
        let problem = #expect(throws: Problem.self) { try ledger.redeem("MORNING", on: 100, at: Self.end) }
        #expect(problem?.status == 410)
        #expect(problem?.extensions["endedAt"] == "1970-01-01T00:00:01.000Z")
    }

    @Test func anUnknownCouponIsNotFound() {
        var ledger = CouponLedger(coupons)
        let problem = #expect(throws: Problem.self) { try ledger.redeem("THRICE", on: 100, at: early) }
        #expect(problem?.status == 404)
    }
}
