import Meridian

/// Every order by its id.
struct OrderBook: Sendable {
    private var orders: [String: Order] = [:]

    /// - Throws: A problem with the status 404 when there is no such order.
    func order(_ id: String) throws(Problem) -> Order {
        guard let order = orders[id] else { throw .noOrder(id) }
        return order
    }

    mutating func add(_ order: Order) {
        orders[order.id] = order
    }

    /// Notes that an order was paid. Doing so twice changes nothing.
    /// - Throws: A problem with the status 404 when there is no such order.
    mutating func pay(_ id: String, at now: Timestamp) throws(Problem) -> Order {
        var order = try order(id)
        guard order.state == .placed else { return order }
        order.state = .paid
        order.paidAt = now
        orders[id] = order
        return order
    }

    var count: Int { orders.count }

    /// What the paid orders brought, in cents.
    var takings: Int {
        orders.values.reduce(0) { $1.state == .paid ? $0 + $1.total : $0 }
    }
}

extension Problem {
    static func noOrder(_ id: String) -> Problem {
        Problem(.nothingFound, "there is no order '\(id)'", status: 404)
    }
}
