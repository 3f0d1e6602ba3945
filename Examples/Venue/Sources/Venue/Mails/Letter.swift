/// What is written about an order.
struct Letter: Sendable, Equatable {
    var to: String
    var subject: String
    var text: String

    init(to: String, about order: Order, of item: Item) {
        self.to = to
        subject = order.state == .paid ? "Your order is paid" : "Your order waits to be paid"
        text = "\(order.quantity) × \(item.name), \(Money.text(order.total)). Order \(order.id)."
    }
}
