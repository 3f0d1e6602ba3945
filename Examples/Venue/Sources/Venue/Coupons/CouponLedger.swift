import Meridian

/// How often each coupon has been redeemed.
struct CouponLedger: Sendable {
    private let coupons: [String: Coupon]
    private var redeemed: [String: Int] = [:]

    /// What an order may cost, in cents.
    static let totals = 1...100_000_000

    init(_ coupons: [Coupon]) {
        self.coupons = Dictionary(coupons.map { ($0.code, $0) }) { first, _ in first }
    }

    /// Takes a coupon off a sum, once.
    /// - Parameters:
    ///   - code: The coupon's code in any case.
    ///   - orderTotal: In cents, within ``totals``.
    ///   - now: The time.
    /// - Throws: A problem with the status 404, 409 when all have been redeemed, or 410 when the coupon has ended.
    mutating func redeem(_ code: String, on orderTotal: Int, at now: Timestamp) throws(Problem) -> Redemption {
        guard let coupon = coupons[code.uppercased()] else { throw .noCoupon(code) }
        if let end = coupon.endsAt, end <= now { throw .couponEnded(coupon, at: end) }
        guard redeemed[coupon.code, default: 0] < coupon.limit else { throw .noCouponsLeft(coupon) }
        redeemed[coupon.code, default: 0] += 1
        let discount = coupon.discount(on: orderTotal)
        return Redemption(
            code: coupon.code, percentOff: coupon.percentOff, orderTotal: orderTotal, discount: discount,
            total: orderTotal - discount)
    }

    /// Redemptions of all coupons together.
    var count: Int { redeemed.values.reduce(0, +) }
}
