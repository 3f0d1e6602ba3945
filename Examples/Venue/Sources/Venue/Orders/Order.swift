import Meridian

/// Reserved pieces that somebody buys. Amounts are in cents.
struct Order: Codable, Sendable, Equatable {
    enum State: String, Codable, Sendable {
        case placed, paid
    }

    var id: String
    var reservation: String
    /// The number of the item.
    var item: Int
    var quantity: Int
    /// Of a piece.
    var price: Int
    /// The code of the coupon that was redeemed.
    var coupon: String?
    var discount: Int
    /// What is to be paid.
    var total: Int
    var state: State
    var placedAt: Timestamp
    var paidAt: Timestamp?

    init(id: String, of reservation: Reservation, with redemption: Redemption?, placedAt: Timestamp) {
        self.id = id
        self.reservation = reservation.id
        item = reservation.item
        quantity = reservation.quantity
        price = reservation.price
        coupon = redemption?.code
        discount = redemption?.discount ?? 0
        total = reservation.total - discount
        state = .placed
        self.placedAt = placedAt
    }
}

/// The body of a request for an order.
struct OrderWish: Codable, Sendable {
    /// The id of a reservation that is held.
    var reservation: String
    /// The code of a coupon.
    var coupon: String?
}

/// The data of a `com.example.order.paid` event.
struct PaidOrder: Codable, Sendable {
    /// The id of the order.
    var order: String
}
