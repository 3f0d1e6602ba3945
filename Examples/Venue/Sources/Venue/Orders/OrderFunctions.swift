import Meridian

@Functions("/orders")
struct OrderFunctions {
    @Inject var store: Store

    @HTTP(.post, description: "Order what was reserved")
    func place(_ wish: OrderWish) throws -> Response {
        let order = try store.place(wish)
        var response = try Response.json(order, status: 201)
        response.fields.set("location", "/orders/\(order.id)")
        return response
    }

    @HTTP(.get, "/{id}", description: "An order")
    func order(id: String) throws -> Order {
        try store.order(id)
    }

    @Event(type: "com.example.order.paid", description: "Settle an order and its reservation")
    func paid(_ event: CloudEvent<PaidOrder>, _ context: Context) throws {
        let order = try store.settle(event.data.order)
        context.logger.info("order \(order.id) is paid", metadata: ["total": "\(order.total)"])
    }
}
