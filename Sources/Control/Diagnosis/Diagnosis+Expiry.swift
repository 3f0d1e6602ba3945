import Access
import MeridianCore

/// What runs out: tokens and certificates.
extension Diagnosis {
    /// How long before it is said, and how long afterwards of what nobody took away, in milliseconds.
    private static let soon: Int64 = 14 * 86_400_000

    mutating func judge(_ tokens: [TokenRecord], now: Timestamp) {
        for token in tokens {
            guard let expiry = token.expiresAt, abs(expiry.milliseconds - now.milliseconds) < Self.soon else {
                continue
            }
            if expiry > now {
                add(.tokenExpires, token.name, "the token '\(token.name)' expires at \(expiry)")
            } else {
                add(
                    .tokenExpires, token.name, "the token '\(token.name)' expired at \(expiry)",
                    mend: "make another for whoever still uses it, and take this one away by `meridian token revoke`")
            }
        }
    }

    /// - Parameter validity: When the certificate is valid; `nil` when it can't be used.
    mutating func judge(_ domain: DomainName, _ validity: Range<Timestamp>?, now: Timestamp) {
        guard let validity else {
            return add(
                .domainKeyUnreadable, domain.rawValue, "the certificate of '\(domain)' can't be used, so HTTPS fails",
                isError: true)
        }
        if now >= validity.upperBound {
            add(
                .certificateExpires, domain.rawValue,
                "the certificate of '\(domain)' ran out at \(validity.upperBound)", isError: true)
        } else if now < validity.lowerBound {
            add(
                .certificateExpires, domain.rawValue,
                "the certificate of '\(domain)' is only valid from \(validity.lowerBound), and it is \(now)",
                isError: true, mend: "set the machine's clock, or add the domain with a certificate that is valid")
        } else if validity.upperBound.milliseconds - now.milliseconds < Self.soon {
            add(
                .certificateExpires, domain.rawValue,
                "the certificate of '\(domain)' runs out at \(validity.upperBound)")
        }
    }
}
