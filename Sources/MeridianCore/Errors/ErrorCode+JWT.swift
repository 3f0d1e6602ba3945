extension ErrorCode {
    public static let jwtBadKey = ErrorCode(1530)
    public static let jwtNoSigningKey = ErrorCode(1531)
    public static let jwtRefused = ErrorCode(1532)
    public static let jwtInsufficientScope = ErrorCode(1533)

    static let jwtExplanations: [ErrorExplanation] = [
        .init(
            .jwtBadKey, "A key for tokens can't be used",
            "The message names the setting and what is wrong with the key: it can't be read, it is too short (an HMAC "
                + "key has at least 32 bytes, an RSA key 2,048 bits), its algorithm is not known, or two have the same "
                + "identifier. Secrets are never in the message.",
            mend: "Give the key in the form that the message names.",
            example: """
                MERIDIAN_JWT_KEYS='[{"id": "2026", "algorithm": "ES256", "file": "/run/secrets/jwt.pem"}]'
                """),
        .init(
            .jwtNoSigningKey, "There is no key to sign with",
            "A token is to be signed, but no key has the identifier, or the key is a public one.",
            mend: "Configure a private key, and name it in `jwt.signingKey` when there are several.",
            example: """
                MERIDIAN_JWT_SIGNING_KEY=2026
                """),
        .init(
            .jwtRefused, "The token is not accepted",
            "The token is malformed, is signed by a key or with an algorithm that is not accepted, has expired, is not "
                + "valid yet, or is meant for others. The field www-authenticate of the answer says so.",
            mend: "Ask the issuer for a new token.",
            example: """
                HTTP/1.1 401 Unauthorized
                www-authenticate: Bearer realm="shop", error="invalid_token", error_description="the token has expired"
                """),
        .init(
            .jwtInsufficientScope, "The token does not allow this",
            "The token is good, but lacks a scope that these functions need. The field www-authenticate of the answer "
                + "names them.",
            mend: "Ask the issuer for a token with the scopes.",
            example: """
                HTTP/1.1 403 Forbidden
                www-authenticate: Bearer realm="shop", error="insufficient_scope", scope="orders:write"
                """),
    ]
}
