/// A code that makes an order cheaper.
struct Coupon: Sendable, Equatable {
    var code: String
    /// 1–100.
    var percentOff: Int
    /// Customers that can have it.
    var limit: Int

    /// Those of the festival.
    static let festival = [
        Coupon(code: "FESTIVAL10", percentOff: 10, limit: 10_000),
        Coupon(code: "EARLY25", percentOff: 25, limit: 50),
        Coupon(code: "CREW50", percentOff: 50, limit: 5),
    ]
}

/// A coupon in the hands of a customer, good for one order.
struct Redemption: Codable, Sendable, Equatable {
    var id: String
    var code: String
    var customer: String
    var percentOff: Int
    /// The order it was used for.
    var order: String?
}

/// The body of a request for a redemption.
struct RedemptionWish: Codable, Sendable {
    var customer: String
}
