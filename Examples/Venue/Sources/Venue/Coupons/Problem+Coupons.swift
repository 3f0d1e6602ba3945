import Meridian

extension Problem {
    static func badTotal(_ total: Int) -> Problem {
        let range = CouponLedger.totals
        return Problem(
            .badBody,
            "'orderTotal' is \(total); it must be from \(range.lowerBound) to \(range.upperBound) cents", status: 400,
            extensions: ["field": "orderTotal"])
    }

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
