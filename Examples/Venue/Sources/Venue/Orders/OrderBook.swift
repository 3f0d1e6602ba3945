import Meridian

/// Every order by its id.
struct OrderBook: Sendable {
    private var orders: [String: Order] = [:]

    subscript(id: String) -> Order? { orders[id] }

    mutating func add(_ order: Order) {
        orders[order.id] = order
    }

    /// - Throws: A problem with the status 404 when there is no such order.
    mutating func pay(_ id: String) throws(Problem) -> Order {
        guard var order = orders[id] else { throw .noOrder(id) }
        order.state = .paid
        orders[id] = order
        return order
    }
}

extension Problem {
    static func noOrder(_ id: String) -> Problem {
        Problem(.nothingFound, "there is no order '\(id)'", status: 404)
    }
}
