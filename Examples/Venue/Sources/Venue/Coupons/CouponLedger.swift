import Meridian

/// Who has which coupon.
struct CouponLedger: Sendable {
    private struct Holder: Hashable {
        var code: String
        var customer: String
    }

    private let coupons: [String: Coupon]
    private var given: [String: Int] = [:]
    private var held: [Holder: String] = [:]
    private var redemptions: [String: Redemption] = [:]

    init(_ coupons: [Coupon]) {
        self.coupons = Dictionary(coupons.map { ($0.code, $0) }) { first, _ in first }
    }

    /// Gives a customer a coupon; one each.
    /// - Parameters:
    ///   - code: The coupon's code in any case.
    ///   - customer: Who asks; 1–100 characters.
    /// - Returns: The redemption, and whether it was made just now rather than the last time the customer asked.
    /// - Throws: A problem with the status 400, 404, or 409 when the last has been given.
    mutating func redeem(_ code: String, for customer: String) throws(Problem) -> (Redemption, isNew: Bool) {
        guard (1...100).contains(customer.count) else { throw .badCustomer() }
        guard let coupon = coupons[code.uppercased()] else {
            throw Problem(.nothingFound, "there is no coupon '\(code)'", status: 404)
        }
        let holder = Holder(code: coupon.code, customer: customer)
        if let earlier = held[holder].flatMap({ redemptions[$0] }) { return (earlier, false) }
        guard given[coupon.code, default: 0] < coupon.limit else {
            throw Problem(
                status: 409, title: "No coupons left", detail: "all \(coupon.limit) coupons '\(coupon.code)' are gone")
        }
        let redemption = Redemption(
            id: Identifier.make(), code: coupon.code, customer: customer, percentOff: coupon.percentOff)
        given[coupon.code, default: 0] += 1
        held[holder] = redemption.id
        redemptions[redemption.id] = redemption
        return (redemption, true)
    }

    /// - Throws: A problem with the status 404 when the customer has no such redemption, 409 when it was used.
    func unused(_ id: String, of customer: String) throws(Problem) -> Redemption {
        guard let redemption = redemptions[id], redemption.customer == customer else {
            throw Problem(.nothingFound, "'\(customer)' has no redemption '\(id)'", status: 404)
        }
        if let order = redemption.order {
            throw Problem(
                status: 409, title: "Coupon used", detail: "the redemption '\(id)' was used for the order '\(order)'")
        }
        return redemption
    }

    mutating func use(_ redemption: Redemption, for order: String) {
        redemptions[redemption.id]?.order = order
    }
}

extension Problem {
    static func badCustomer() -> Problem {
        Problem(
            .badBody, "'customer' must have 1 to 100 characters", status: 400, extensions: ["field": "customer"])
    }
}
