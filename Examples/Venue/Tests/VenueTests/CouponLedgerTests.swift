import Meridian
import Testing

@testable import Venue

@Suite(.timeLimit(.minutes(1)))
struct CouponLedgerTests {
    private let coupons = [Coupon(code: "TWO", percentOff: 20, limit: 2)]

    @Test func everyCustomerGetsOne() throws {
        var ledger = CouponLedger(coupons)
        let (first, isNew) = try ledger.redeem("two", for: "ann")
        #expect(isNew)
        #expect(first.percentOff == 20)
        let (again, isNewAgain) = try ledger.redeem("TWO", for: "ann")
        #expect(again == first)
        #expect(!isNewAgain)
        _ = try ledger.redeem("TWO", for: "bob")
        let problem = #expect(throws: Problem.self) { try ledger.redeem("TWO", for: "cid") }
        #expect(problem?.status == 409)
        #expect(throws: Problem.self) { try ledger.redeem("THREE", for: "ann") }
        #expect(throws: Problem.self) { try ledger.redeem("TWO", for: "") }
    }

    @Test func aRedemptionIsGoodForOneOrder() throws {
        var ledger = CouponLedger(coupons)
        let (redemption, _) = try ledger.redeem("TWO", for: "ann")
        #expect(try ledger.unused(redemption.id, of: "ann") == redemption)
        #expect(throws: Problem.self) { try ledger.unused(redemption.id, of: "bob") }
        ledger.use(redemption, for: "order")
        let problem = #expect(throws: Problem.self) { try ledger.unused(redemption.id, of: "ann") }
        #expect(problem?.status == 409)
    }
}
