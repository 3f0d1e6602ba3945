import Meridian

/// Pieces of an item that are kept for somebody.
struct Reservation: Codable, Sendable, Equatable {
    enum State: String, Codable, Sendable {
        /// Kept until `expiresAt`.
        case held
        /// Part of an order that waits to be paid.
        case ordered
        case sold
        case cancelled
        case expired

        /// Whether the pieces are out of the stock.
        var takesPieces: Bool { self == .held || self == .ordered || self == .sold }
    }

    var id: String
    /// The number of the item.
    var item: Int
    var quantity: Int
    /// Of a piece when it was reserved, in cents.
    var price: Int
    var state: State
    var expiresAt: Timestamp

    /// What all pieces cost together, in cents.
    var total: Int { price * quantity }

    /// How long pieces are kept, in milliseconds.
    static let holdingTime: Int64 = 15 * 60 * 1_000
    static let quantities = 1...10
}

/// The body of a request for a reservation.
struct ReservationWish: Codable, Validatable, Sendable {
    var quantity: Int

    func validate(_ check: inout Validation) {
        check.field("quantity", quantity, .range(Reservation.quantities))
    }
}
