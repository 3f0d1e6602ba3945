extension ErrorCode {
    public static let invalidCertificate = ErrorCode(6800)
    public static let certificateKeyMismatch = ErrorCode(6801)
    public static let certificateExpired = ErrorCode(6802)
    public static let certificateNameMismatch = ErrorCode(6803)
    public static let invalidDomain = ErrorCode(6804)
    public static let unknownDomain = ErrorCode(6805)
    public static let badDomainRequest = ErrorCode(6806)
    public static let domainKeyUnreadable = ErrorCode(6807)

    static let domainExplanations: [ErrorExplanation] = [
        .init(
            .invalidCertificate, "A certificate or its key can't be read",
            "A domain takes a chain of certificates and a private key, both in PEM: the certificate of the domain first, "
                + "then those that vouch for it. The key has no password.",
            mend: "Look at the files with `openssl x509 -in cert.pem -text` and `openssl pkey -in key.pem`.",
            example: "$ meridian domain add shop.example --service shop --certificate chain.pem --key key.pem"),
        .init(
            .certificateKeyMismatch, "The private key is not the certificate's",
            "Who has the certificate must also have the key that it was made for; no client would accept another.",
            mend: "Give the key that the certificate was requested with.",
            example: "$ openssl x509 -in cert.pem -pubkey -noout; openssl pkey -in key.pem -pubout"),
        .init(
            .certificateExpired, "The certificate is not valid now",
            "Its time is over or has not begun, so no client would accept it.",
            mend: "Renew the certificate, or set the machine's clock.",
            example: "$ openssl x509 -in chain.pem -noout -dates"),
        .init(
            .certificateNameMismatch, "The certificate does not name the domain",
            "None of its subject alternative names is the domain, or `*.` and all behind the domain's first dot.",
            mend: "Request a certificate for the domain.",
            example: "$ openssl x509 -in chain.pem -noout -ext subjectAltName"),
        .init(
            .invalidDomain, "A domain's name is no host name",
            "A domain is a host name in ASCII with at least one dot, `*.` before it for all names one level below. Names "
                + "under `localhost` lead to services already.",
            mend: "Write the name as it stands in the Host field; use punycode for other letters.",
            example: "$ meridian domain add '*.shop.example' --service shop --certificate chain.pem --key key.pem"),
        .init(
            .unknownDomain, "There is no such domain",
            "No domain of that name was added, or it was removed.",
            mend: "List what there is with `meridian domain list`.", example: "$ meridian domain list"),
        .init(
            .badDomainRequest, "A domain's document can't be used",
            "It has `service`, perhaps `alias`, and for HTTPS `certificate` and `key`, both or neither.",
            mend: "Send what the message asks for.",
            example: #"PUT /v1/domains/beta.shop.example {"service": "shop", "alias": "beta"}"#),
        .init(
            .domainKeyUnreadable, "The key of a domain can't be opened",
            "It is sealed under the platform's master key, and what is stored does not open with it. The domain is not "
                + "served over HTTPS.",
            mend: "Put the right master.key back, or add the domain again with its certificate and key.",
            example: "$ meridian domain add shop.example --service shop --certificate chain.pem --key key.pem"),
    ]
}
