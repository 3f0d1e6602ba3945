import Meridian

/// Everything that changes. One actor holds all of it, so that an order takes its reservations and its coupon in one
/// step or not at all.
actor Store {
    private var stock = StockLedger()
    private var coupons = CouponLedger(Coupon.festival)
    private var orders = OrderBook()
    private let clock: @Sendable () -> Timestamp

    /// - Parameter clock: What tells the time.
    init(clock: @escaping @Sendable () -> Timestamp = { .now }) {
        self.clock = clock
    }
}

extension Store {
    /// Pieces of an item that can be reserved.
    func available(of item: Item) -> Int {
        stock.available(of: item, at: clock())
    }

    /// - Returns: The reservation, and whether this call made it rather than one before with the same key.
    func reserve(_ item: Item, quantity: Int, key: String?) throws(Problem) -> (Reservation, isNew: Bool) {
        try stock.reserve(item, quantity: quantity, key: key, at: clock())
    }

    func cancel(_ reservation: String, of item: Item) throws(Problem) {
        try stock.cancel(reservation, item: item.id, at: clock())
    }

    /// Drops what nobody will ask for any more.
    /// - Returns: How many reservations were dropped.
    func forget() -> Int {
        stock.forget(at: clock())
    }
}

extension Store {
    func redeem(_ code: String, for customer: String) throws(Problem) -> (Redemption, isNew: Bool) {
        try coupons.redeem(code, for: customer)
    }
}

extension Store {
    /// Makes an order of reservations.
    func place(_ wish: OrderWish) throws(Problem) -> Order {
        let id = Identifier.make()
        let now = clock()
        // Looked up before anything changes; taken after nothing can fail any more.
        let redemption = try wish.redemption.map { redemption throws(Problem) in
            try coupons.unused(redemption, of: wish.customer)
        }
        let taken = try stock.take(wish.reservations, at: now)
        if let redemption { coupons.use(redemption, for: id) }
        let order = Order(
            id: id, customer: wish.customer, placedAt: now, percentOff: redemption?.percentOff ?? 0,
            lines: taken.map {
                Order.Line(reservation: $0.id, item: $0.item, quantity: $0.quantity, price: $0.price)
            })
        orders.add(order)
        return order
    }

    func order(_ id: String) -> Order? {
        orders[id]
    }

    /// An order has been paid: its pieces are sold. Saying so twice changes nothing.
    func settle(_ id: String) throws(Problem) -> Order {
        let order = try orders.pay(id)
        stock.sell(order.lines.map(\.reservation))
        return order
    }
}
