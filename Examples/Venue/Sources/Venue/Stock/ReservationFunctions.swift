import Meridian

@Functions
struct ReservationFunctions {
    @Inject var catalog: Catalog
    @Inject var store: Store

    @HTTP(.post, "/items/{id}/reservations", description: "Keep pieces of an item for fifteen minutes")
    @Check("idempotencyKey", as: String.self, .length(1...))
    func reserve(id: Int, _ wish: ReservationWish, idempotencyKey: Header<String?>) throws -> Response {
        let item = try catalog.item(id)
        let (reservation, isNew) = try store.reserve(item, quantity: wish.quantity, key: idempotencyKey.value)
        var response = try Response.json(reservation, status: isNew ? 201 : 200)
        response.fields.set("location", "/reservations/\(reservation.id)")
        return response
    }

    @HTTP(.get, "/reservations/{id}", description: "A reservation and what became of it")
    func reservation(id: String) throws -> Reservation {
        try store.reservation(id)
    }

    @HTTP(.delete, "/reservations/{id}", description: "Give reserved pieces back")
    func cancel(id: String) throws {
        try store.cancel(id)
    }
}
