import Meridian

@Functions("/items/{id}/reservations")
struct ReservationFunctions {
    let catalog: Catalog
    let store: Store

    @HTTP(.post, description: "Keep pieces of an item for ten minutes")
    func reserve(id: Int, _ wish: ReservationWish, idempotencyKey: Header<String?>) async throws -> Response {
        let item = try catalog.item(id)
        let (reservation, isNew) = try await store.reserve(item, quantity: wish.quantity, key: idempotencyKey.value)
        return try .json(reservation, status: isNew ? 201 : 200)
    }

    @HTTP(.delete, "/{reservation}", description: "Give reserved pieces back")
    func cancel(id: Int, reservation: String) async throws {
        try await store.cancel(reservation, of: catalog.item(id))
    }
}
