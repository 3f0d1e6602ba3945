import Meridian

extension Problem {
    static func noCoupon(_ code: String) -> Problem {
        Problem(.nothingFound, "there is no coupon '\(code)'", status: 404)
    }

    static func noCouponsLeft(_ coupon: Coupon) -> Problem {
        Problem(
            status: 409, title: "No coupons left",
            detail: "all \(coupon.limit) coupons '\(coupon.code)' have been redeemed")
    }

    static func couponEnded(_ coupon: Coupon, at end: Timestamp) -> Problem {
        Problem(
            status: 410, title: "Coupon ended", detail: "the coupon '\(coupon.code)' ended at \(end)",
            extensions: ["endedAt": .string("\(end)")])
    }
}
