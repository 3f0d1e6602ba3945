import MeridianCore
import SecureTransport
import TestSupport
import Testing

@Suite struct ServerCertificateTests {
    @Test func aCertificateTellsWhatItIsFor() throws {
        let made = try TestCertificate(for: ["shop.example", "*.Shop.example"])
        let certificate = try ServerCertificate(chain: made.chain, key: made.key)
        #expect(certificate.names == ["shop.example", "*.shop.example"])
        for name in ["shop.example", "a.shop.example", "*.shop.example"] {
            #expect(throws: Never.self) { try certificate.check(for: DomainName(name)!) }
        }
        for name in ["example.org", "a.b.shop.example", "*.a.shop.example"] {
            let failure = #expect(throws: MeridianError.self) { try certificate.check(for: DomainName(name)!) }
            #expect(failure?.code == .certificateNameMismatch)
            #expect(failure?.message.contains("shop.example, *.shop.example") == true)
        }
        for time in [
            Timestamp(milliseconds: 0), Timestamp(milliseconds: certificate.validity.upperBound.milliseconds),
        ] {
            let failure = #expect(throws: MeridianError.self) {
                try certificate.check(for: DomainName("shop.example")!, at: time)
            }
            #expect(failure?.code == .certificateExpired)
        }
    }

    @Test func whatIsNoCertificateIsRefused() throws {
        let (one, two) = (
            try TestCertificate(for: ["a.example"]), try TestCertificate(for: ["a.example"])
        )
        for (chain, key, code) in [
            ("", one.key, ErrorCode.invalidCertificate), ("nonsense", one.key, .invalidCertificate),
            (one.key, one.key, .invalidCertificate), (one.chain, "", .invalidCertificate),
            (one.chain, one.chain, .invalidCertificate), (one.chain, two.key, .certificateKeyMismatch),
            (String(one.chain.prefix(200)), one.key, .invalidCertificate),
        ] {
            let failure = #expect(throws: MeridianError.self) { try ServerCertificate(chain: chain, key: key) }
            #expect(failure?.code == code)
            #expect(failure?.status == 400)
        }
    }
}
