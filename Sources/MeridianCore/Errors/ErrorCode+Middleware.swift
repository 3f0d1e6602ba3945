extension ErrorCode {
    public static let unauthenticated = ErrorCode(1401)
    public static let crossSiteRequest = ErrorCode(1402)
    public static let rateLimited = ErrorCode(1403)
    public static let sessionTooLarge = ErrorCode(1404)

    static let middlewareExplanations: [ErrorExplanation] = [
        .init(
            .unauthenticated, "The caller has not said who it is",
            "The function asks for a password or a token, and the request has none or a wrong one. The field "
                + "www-authenticate of the answer says what is asked for.",
            mend: "Send the password or the token that www-authenticate asks for.",
            example: """
                $ curl -i localhost:7700/admin
                HTTP/1.1 401 Unauthorized
                www-authenticate: Basic realm="admin", charset="UTF-8"
                $ curl -u anna localhost:7700/admin
                """),
        .init(
            .crossSiteRequest, "A page of another site sent the request",
            "The browser says that the request was caused by a page of another origin, which could use the visitor's "
                + "cookies without asking. Send it from a page of the same origin, or name the other origin in "
                + "`CrossSiteProtection(trustedOrigins:)`.",
            mend: "Send the request from a page of the same origin, or trust the other one.",
            example: """
                CrossSiteProtection(trustedOrigins: "https://admin.example.com")
                """),
        .init(
            .rateLimited, "The caller asks too often",
            "A `RateLimit` around the function has run out for this caller. The field retry-after says after how many "
                + "seconds the next request is taken.",
            mend: "Wait as many seconds as retry-after says.",
            example: """
                HTTP/1.1 429 Too Many Requests
                retry-after: 5
                ratelimit: "default";r=0;t=60
                """),
        .init(
            .sessionTooLarge, "The session does not fit into a cookie",
            "Browsers keep cookies of at most 4 KiB. Keep large values in a store and only their id in the session.",
            mend: "Keep large values in a store and only their id in the session.",
            example: """
                context.session?["cart"] = .string(cart.id)   // not the cart itself
                """),
    ]
}
