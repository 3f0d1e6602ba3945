import Meridian

@Functions("/orders")
struct OrderFunctions {
    let store: Store

    @HTTP(.post, description: "Order what was reserved")
    func place(_ wish: OrderWish) async throws -> Response {
        guard (1...100).contains(wish.customer.count) else { throw Problem.badCustomer() }
        let order = try await store.place(wish)
        var response = try Response.json(order, status: 201)
        response.fields.set("location", "/orders/\(order.id)")
        return response
    }

    @HTTP(.get, "/{id}", description: "An order")
    func order(id: String) async throws -> Order {
        guard let order = await store.order(id) else { throw Problem.noOrder(id) }
        return order
    }

    @Event(type: "com.example.order.paid", description: "Settle the reservations of an order")
    func paid(_ event: CloudEvent<PaidOrder>, _ context: Context) async throws {
        let order = try await store.settle(event.data.order)
        context.logger.info("order \(order.id) is paid", metadata: ["total": "\(order.total)"])
    }
}
