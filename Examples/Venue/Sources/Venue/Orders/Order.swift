import Meridian

/// What a customer buys.
struct Order: Sendable, Equatable {
    struct Line: Codable, Sendable, Equatable {
        var reservation: String
        /// The number of the item.
        var item: Int
        var quantity: Int
        /// Of a piece, in cents.
        var price: Int
    }

    enum State: String, Codable, Sendable {
        case placed, paid
    }

    var id: String
    var customer: String
    var state = State.placed
    var placedAt: Timestamp
    var percentOff: Int
    var lines: [Line]

    /// What is to be paid, in cents; half a cent is rounded up.
    var total: Int {
        let sum = lines.reduce(0) { $0 + $1.price * $1.quantity }
        return (sum * (100 - percentOff) + 50) / 100
    }
}

extension Order: Encodable {
    private enum CodingKeys: String, CodingKey {
        case id, customer, state, placedAt, percentOff, lines, total
    }

    func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(id, forKey: .id)
        try container.encode(customer, forKey: .customer)
        try container.encode(state, forKey: .state)
        try container.encode(placedAt, forKey: .placedAt)
        try container.encode(percentOff, forKey: .percentOff)
        try container.encode(lines, forKey: .lines)
        try container.encode(total, forKey: .total)
    }
}

/// The body of a request for an order.
struct OrderWish: Codable, Sendable {
    var customer: String
    /// Ids of reservations that are held.
    var reservations: [String]
    /// The id of a coupon's redemption.
    var redemption: String?
}

/// The data of a `com.example.order.paid` event.
struct PaidOrder: Codable, Sendable {
    /// The id of the order.
    var order: String
}
