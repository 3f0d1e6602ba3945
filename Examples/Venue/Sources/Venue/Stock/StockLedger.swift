import Meridian

/// How many pieces are left, and for whom the others are kept. Times are handed in, which makes it testable.
struct StockLedger: Sendable {
    /// Pieces that are out of the stock, by item.
    private var taken: [Int: Int] = [:]
    private var reservations: [String: Reservation] = [:]
    /// Ids in the order in which the reservations were made, which is that of their expiry.
    private var line: [String] = []
    /// How many at the beginning of `line` have been looked at for expiry.
    private var inspected = 0
    private var idempotency: [String: String] = [:]

    mutating func available(of item: Item, at now: Timestamp) -> Int {
        expire(at: now)
        return item.stock - taken[item.id, default: 0]
    }

    /// - Throws: A problem with the status 404 when there is no such reservation.
    mutating func reservation(_ id: String, at now: Timestamp) throws(Problem) -> Reservation {
        expire(at: now)
        guard let reservation = reservations[id] else { throw .noReservation(id) }
        return reservation
    }

    /// Keeps pieces for somebody.
    /// - Parameters:
    ///   - item: The item.
    ///   - quantity: Pieces, 1–10.
    ///   - key: A second request with the same key and content gets the reservation of the first.
    ///   - now: The time.
    /// - Returns: The reservation, and whether it was made just now.
    /// - Throws: A problem with the status 400, 409 (sold out) or 422 (the key was used for something else).
    mutating func reserve(
        _ item: Item, quantity: Int, key: String?, at now: Timestamp
    ) throws(Problem) -> (Reservation, isNew: Bool) {
        if let key {
            guard (1...200).contains(key.utf8.count) else { throw .badIdempotencyKey() }
            if let earlier = idempotency[key].flatMap({ reservations[$0] }) {
                guard earlier.item == item.id, earlier.quantity == quantity else { throw .idempotencyKeyReused(key) }
                expire(at: now)
                return (reservations[earlier.id] ?? earlier, false)
            }
        }
        let available = available(of: item, at: now)
        guard quantity <= available else { throw .soldOut(item, wanted: quantity, available: available) }
        let reservation = Reservation(
            id: Identifier.make(), item: item.id, quantity: quantity, price: item.price, state: .held,
            expiresAt: Timestamp(milliseconds: now.milliseconds + Reservation.holdingTime))
        reservations[reservation.id] = reservation
        line.append(reservation.id)
        taken[item.id, default: 0] += quantity
        if let key { idempotency[key] = reservation.id }
        return (reservation, true)
    }

    /// Gives pieces back. Doing so twice changes nothing.
    /// - Throws: A problem with the status 404, or 409 when the pieces belong to an order.
    mutating func cancel(_ id: String, at now: Timestamp) throws(Problem) {
        let reservation = try reservation(id, at: now)
        switch reservation.state {
        case .held: move(id, to: .cancelled)
        case .cancelled, .expired: break
        case .ordered, .sold: throw .reservationNotHeld(reservation)
        }
    }

    /// The reservation, for an order that is about to be made of it.
    /// - Throws: A problem with the status 404, or 409 when it is not held any more.
    mutating func held(_ id: String, at now: Timestamp) throws(Problem) -> Reservation {
        let reservation = try reservation(id, at: now)
        guard reservation.state == .held else { throw .reservationNotHeld(reservation) }
        return reservation
    }

    /// A held reservation has become an order: it does not expire any more.
    mutating func order(_ id: String) {
        if reservations[id]?.state == .held { move(id, to: .ordered) }
    }

    /// The order of this reservation has been paid.
    mutating func sell(_ id: String) {
        if reservations[id]?.state == .ordered { move(id, to: .sold) }
    }

    /// Pieces in reservations of this state.
    func pieces(_ state: Reservation.State) -> Int {
        reservations.values.reduce(0) { $1.state == state ? $0 + $1.quantity : $0 }
    }

    /// Drops reservations that ended, and the keys that led to them.
    /// - Returns: How many.
    mutating func forget(at now: Timestamp) -> Int {
        expire(at: now)
        let ended = reservations.values.filter { !$0.state.takesPieces }.map(\.id)
        for id in ended { reservations[id] = nil }
        idempotency = idempotency.filter { reservations[$0.value] != nil }
        line.removeFirst(inspected)
        line.removeAll { reservations[$0] == nil }
        inspected = 0
        return ended.count
    }

    private mutating func expire(at now: Timestamp) {
        while inspected < line.count {
            let id = line[inspected]
            if let reservation = reservations[id] {
                guard reservation.expiresAt <= now else { return }
                if reservation.state == .held { move(id, to: .expired) }
            }
            inspected += 1
        }
    }

    private mutating func move(_ id: String, to state: Reservation.State) {
        guard var reservation = reservations[id] else { return }
        if reservation.state.takesPieces && !state.takesPieces {
            taken[reservation.item, default: 0] -= reservation.quantity
        }
        reservation.state = state
        reservations[id] = reservation
    }
}
