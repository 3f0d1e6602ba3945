import Meridian

@Functions("/coupons")
struct CouponFunctions {
    let store: Store

    @HTTP(.post, "/{code}/redemptions", description: "Take a coupon; one for each customer")
    func redeem(code: String, _ wish: RedemptionWish) async throws -> Response {
        let (redemption, isNew) = try await store.redeem(code, for: wish.customer)
        return try .json(redemption, status: isNew ? 201 : 200)
    }
}
