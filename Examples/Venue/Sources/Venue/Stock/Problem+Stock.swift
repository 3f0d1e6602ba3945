import Meridian

extension Problem {
    static func badIdempotencyKey() -> Problem {
        Problem(
            .badParameter, "the header field 'idempotency-key' must have 1 to 200 bytes", status: 400,
            extensions: ["field": "idempotency-key", "in": "header"])
    }

    static func idempotencyKeyReused(_ key: String) -> Problem {
        Problem(
            status: 422, title: "Key used before",
            detail: "the idempotency key '\(key)' belongs to a reservation of another item or quantity; use a new one")
    }

    static func soldOut(_ item: Item, wanted: Int, available: Int) -> Problem {
        Problem(
            status: 409, title: "Sold out",
            detail: "\(wanted) of '\(item.name)' can't be reserved; \(available) left",
            extensions: ["item": .integer(Int64(item.id)), "available": .integer(Int64(available))])
    }

    static func noReservation(_ id: String) -> Problem {
        Problem(.nothingFound, "there is no reservation '\(id)'", status: 404)
    }

    static func reservationNotHeld(_ reservation: Reservation) -> Problem {
        Problem(
            status: 409, title: "Reservation not held",
            detail: "the reservation '\(reservation.id)' is \(reservation.state.rawValue)",
            extensions: [
                "reservation": .string(reservation.id), "state": .string(reservation.state.rawValue),
            ])
    }
}
