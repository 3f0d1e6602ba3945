import Meridian

@Functions("/coupons")
struct CouponFunctions {
    @Inject var store: Store

    @HTTP(.post, "/{code}/redemptions", description: "Take a coupon off a sum")
    func redeem(code: String, _ wish: RedemptionWish) throws -> Redemption {
        try store.redeem(code, on: wish.orderTotal)
    }
}
