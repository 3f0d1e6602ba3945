/// What a token must say to be accepted.
public struct JWTRequirements: Sendable, Hashable {
    /// Who must have issued it; anybody with a key when `nil`.
    public var issuer: String?
    /// One of those it must be meant for; when `nil`, a token with any audience is accepted.
    public var audience: String?
    /// How far clocks may differ.
    public var leeway: Duration
    /// Whether it must say when it expires.
    public var requiresExpiry: Bool
    /// Longest time from its issue to now, by `iat`; no limit when `nil`.
    public var maximumAge: Duration?

    public init(
        issuer: String? = nil, audience: String? = nil, leeway: Duration = .seconds(30), requiresExpiry: Bool = true,
        maximumAge: Duration? = nil
    ) {
        self.issuer = issuer
        self.audience = audience
        self.leeway = leeway
        self.requiresExpiry = requiresExpiry
        self.maximumAge = maximumAge
    }

    /// - Parameter now: Seconds since 1970.
    func check(_ claims: JWTClaims, now: Double) throws(JWTRefusal) {
        let leeway = seconds(leeway)
        if let expiry = try claims.moment("exp") {
            guard now < expiry + leeway else { throw JWTRefusal("the token has expired") }
        } else if requiresExpiry {
            throw JWTRefusal("the token does not say when it expires")
        }
        if let beginning = try claims.moment("nbf"), now + leeway < beginning {
            throw JWTRefusal("the token is not valid yet")
        }
        let issued = try claims.moment("iat")
        if let issued, now + leeway < issued { throw JWTRefusal("the token was issued in the future") }
        if let maximumAge {
            guard let issued, now <= issued + seconds(maximumAge) + leeway else {
                throw JWTRefusal("the token is too old")
            }
        }
        if let issuer, claims.issuer != issuer { throw JWTRefusal("the token is of another issuer") }
        if let audience, !claims.audience.contains(audience) { throw JWTRefusal("the token is meant for others") }
    }

    private func seconds(_ duration: Duration) -> Double {
        Double(duration.components.seconds) + Double(duration.components.attoseconds) / 1e18
    }
}
