import Meridian

/// What a coupon made of a sum. Amounts are in cents.
struct Redemption: Codable, Sendable, Equatable {
    /// The coupon's.
    var code: String
    var percentOff: Int
    var orderTotal: Int
    var discount: Int
    /// What is left to be paid.
    var total: Int
}

/// The body of a request for a redemption.
struct RedemptionWish: Codable, Validatable, Sendable {
    /// In cents.
    var orderTotal: Int

    func validate(_ check: inout Validation) {
        check.field("orderTotal", orderTotal, .range(CouponLedger.totals))
    }
}
