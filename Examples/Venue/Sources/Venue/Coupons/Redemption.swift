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
struct RedemptionWish: Codable, Sendable {
    /// In cents.
    var orderTotal: Int
}
