/// About 1 KiB of JSON with what bodies mostly hold: names, numbers, flags, lists, optional members.
struct Order: Codable, Equatable {
    struct Customer: Codable, Equatable {
        var id: Int
        var name: String
        var email: String
        var phone: String?
        var isMember: Bool
    }

    struct Line: Codable, Equatable {
        var item: Int
        var title: String
        var price: Double
        var count: Int
        var tags: [String]
    }

    var id: Int
    var state: String
    var customer: Customer
    var lines: [Line]
    var total: Double
    var note: String?
    var coupon: String?
    var createdAt: String

    static let sample = Order(
        id: 1_048_577, state: "paid",
        customer: Customer(
            id: 90_210, name: "Zoë Fischer", email: "zoe.fischer@example.com", phone: nil, isMember: true),
        lines: (1...7).map { number in
            Line(
                item: 1000 + number, title: "A lamp of brass, number \(number)", price: 19.99 * Double(number),
                count: number, tags: ["light", "brass", "sale"])
        },
        total: 559.72, note: "Please ring \"twice\"", coupon: nil, createdAt: "2026-11-11T00:00:01Z")
}
