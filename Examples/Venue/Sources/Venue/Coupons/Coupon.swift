import Meridian

/// A code that makes an order cheaper.
struct Coupon: Sendable, Equatable {
    var code: String
    /// 1–100.
    var percentOff: Int
    /// How often it can be redeemed.
    var limit: Int
    /// From when on it can't be redeemed any more; `nil` for never.
    var endsAt: Timestamp?

    /// What it takes off, in cents; fractions of a cent stay with the venue.
    func discount(on total: Int) -> Int { total * percentOff / 100 }

    /// Those of the festival.
    static let festival = [
        Coupon(code: "FESTIVAL10", percentOff: 10, limit: 10_000),
        Coupon(code: "EARLY25", percentOff: 25, limit: 50),
        Coupon(code: "CREW50", percentOff: 50, limit: 5),
        // Good until the first of January, 2025.
        Coupon(code: "LASTYEAR", percentOff: 30, limit: 1_000, endsAt: Timestamp(milliseconds: 1_735_689_600_000)),
    ]
}
