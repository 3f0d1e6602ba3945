extension ErrorCode {
    public static let packageUnsigned = ErrorCode(6810)
    public static let packageSignatureWrong = ErrorCode(6811)
    public static let badSigningKey = ErrorCode(6812)
    public static let unknownSigningKey = ErrorCode(6813)

    static let signingExplanations: [ErrorExplanation] = [
        .init(
            .packageUnsigned, "The service takes signed packages only",
            "Someone trusted a key for the service, and from then on it takes only what was signed with a trusted key.",
            mend: "Sign the package with a key that the service trusts.",
            example: "$ meridian deploy --sign release.key"),
        .init(
            .packageSignatureWrong, "The signature of a package does not hold",
            "It was made with a key that the service does not trust, for another package or service, or is damaged.",
            mend: "Sign this very package with a trusted key; `meridian key list SERVICE` shows which are.",
            example: "$ meridian build -o shop.zip --sign release.key && meridian deploy shop.zip"),
        .init(
            .badSigningKey, "A key for signatures can't be read",
            "A public key is 64 hexadecimal digits behind `ed25519:`, a private one the file that `meridian key create` "
                + "wrote. The name of a key has 1–64 letters, digits and `-_.`.",
            mend: "Copy the whole line that `meridian key create` printed.",
            example:
                "$ meridian key trust shop ci ed25519:3b6a27bcceb6a42d62a3a8d02a6f0d73653215771de243a63ac048a18b59da29"),
        .init(
            .unknownSigningKey, "The service trusts no key of that name",
            "It was never trusted, or is trusted no more.",
            mend: "List the keys with `meridian key list SERVICE`.", example: "$ meridian key list shop"),
    ]
}
