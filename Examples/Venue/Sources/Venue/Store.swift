import Meridian
import Synchronization

/// Everything that changes, in the memory of this instance.
///
/// One lock guards all of it, so that an order takes its reservation and its coupon in one step or not at all. It is
/// held for a few look-ups at a time; functions that use it need no `await` and run on the event loop.
final class Store: Sendable {
    private struct State: Sendable {
        var stock = StockLedger()
        var coupons: CouponLedger
        var orders = OrderBook()
        var outbox = Outbox()
    }

    private let state: Mutex<State>
    private let clock: @Sendable () -> Timestamp

    /// - Parameters:
    ///   - coupons: What can be redeemed.
    ///   - clock: What tells the time.
    init(coupons: [Coupon] = Coupon.festival, clock: @escaping @Sendable () -> Timestamp = { .now }) {
        state = Mutex(State(coupons: CouponLedger(coupons)))
        self.clock = clock
    }

    private func change<Result: Sendable, Failure: Error>(
        _ body: (inout State, Timestamp) throws(Failure) -> Result
    ) throws(Failure) -> Result {
        try state.withLock { state throws(Failure) in try body(&state, clock()) }
    }
}

extension Store {
    /// Pieces of an item that can be reserved.
    func available(of item: Item) -> Int {
        change { state, now in state.stock.available(of: item, at: now) }
    }

    /// - Returns: The reservation, and whether this call made it rather than one before with the same key.
    func reserve(_ item: Item, quantity: Int, key: String? = nil) throws(Problem) -> (Reservation, isNew: Bool) {
        try change { state, now throws(Problem) in
            try state.stock.reserve(item, quantity: quantity, key: key, at: now)
        }
    }

    func reservation(_ id: String) throws(Problem) -> Reservation {
        try change { state, now throws(Problem) in try state.stock.reservation(id, at: now) }
    }

    func cancel(_ reservation: String) throws(Problem) {
        try change { state, now throws(Problem) in try state.stock.cancel(reservation, at: now) }
    }
}

extension Store {
    func redeem(_ code: String, on orderTotal: Int) throws(Problem) -> Redemption {
        try change { state, now throws(Problem) in try state.coupons.redeem(code, on: orderTotal, at: now) }
    }

    /// Makes an order of a reservation.
    func place(_ wish: OrderWish) throws(Problem) -> Order {
        let id = Identifier.make()
        return try change { state, now throws(Problem) in
            let reservation = try state.stock.held(wish.reservation, at: now)
            // The last that can fail; from here on everything happens.
            var redemption: Redemption?
            if let code = wish.coupon { redemption = try state.coupons.redeem(code, on: reservation.total, at: now) }
            state.stock.order(reservation.id)
            let order = Order(id: id, of: reservation, with: redemption, placedAt: now)
            state.orders.add(order)
            return order
        }
    }

    func order(_ id: String) throws(Problem) -> Order {
        try change { state, _ throws(Problem) in try state.orders.order(id) }
    }

    /// An order has been paid: its pieces are sold. Saying so twice changes nothing.
    func settle(_ id: String) throws(Problem) -> Order {
        try change { state, now throws(Problem) in
            let order = try state.orders.pay(id, at: now)
            state.stock.sell(order.reservation)
            return order
        }
    }
}

extension Store {
    /// - Returns: Whether the letter goes out now rather than before.
    func send(_ letter: Letter, for message: String) -> Bool {
        change { state, _ in state.outbox.add(letter, for: message) }
    }

    /// Drops what nobody will ask for any more.
    func closeDay() -> Figures {
        change { state, now in
            Figures(
                dropped: state.stock.forget(at: now), heldPieces: state.stock.pieces(.held),
                orderedPieces: state.stock.pieces(.ordered), soldPieces: state.stock.pieces(.sold),
                orders: state.orders.count, takings: state.orders.takings, redemptions: state.coupons.count,
                mails: state.outbox.clear())
        }
    }
}
