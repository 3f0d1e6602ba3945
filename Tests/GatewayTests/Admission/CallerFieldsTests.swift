import Admission
import MeridianCore
import NIOCore
import TestSupport
import Testing

@testable import Gateway

@Suite struct CallerFieldsTests {
    private static let hash = KeyHash(seed: 7)

    private func read(_ fields: HTTPFields, isTrusted: Bool = true) -> CallerFields {
        CallerFields(fields, hash: Self.hash, isTrusted: isTrusted)
    }

    @Test func trustedCallersSayWhoTheyAre() {
        let fields = read([
            "x-meridian-criticality": "SHEDDABLE", "x-meridian-origin": "acme", "x-meridian-user": "ann",
            "x-meridian-timeout": "250", "x-meridian-attempt": "3", "authorization": "Bearer x",
        ])
        #expect(fields.criticality == .sheddable)
        #expect(fields.origin == Self.hash("acme"))
        #expect(fields.user == Self.hash("ann"))
        #expect(fields.timeout == 250_000_000)
        #expect(fields.isRetry)
        #expect(fields.hasTrustedFields)
    }

    @Test func othersSayOnlyWhatHarmsThemselves() {
        let fields = read(
            [
                "x-meridian-criticality": "CRITICAL_PLUS", "x-meridian-origin": "acme", "x-meridian-user": "ann",
                "x-meridian-timeout": "250", "x-meridian-attempt": "2", "authorization": "Bearer x",
            ], isTrusted: false)
        #expect(fields.criticality == nil)
        #expect(fields.origin == Self.hash("Bearer x"))
        #expect(fields.user == 0)
        #expect(fields.timeout == 250_000_000)
        #expect(fields.isRetry)
        #expect(fields.hasTrustedFields)
    }

    @Test(arguments: ["", "-1", "1.5", "12345678901", "one", "0x10"])
    func aTimeThatIsNoNumberIsNone(text: String) {
        #expect(read(["x-meridian-timeout": text]).timeout == nil)
        #expect(!read(["x-meridian-attempt": text]).isRetry)
    }

    @Test(arguments: ["critical", "URGENT", "", "SHEDDABLE "])
    func aWordThatIsNoCriticalityIsNone(text: String) {
        #expect(read(["x-meridian-criticality": text]).criticality == nil)
    }

    @Test func aRequestThatSaysNothingIsNobodys() {
        let fields = read(["host": "a", "x-meridian-unknown": "1", "x-request-id": "1"])
        #expect(fields.origin == 0)
        #expect(fields.timeout == nil)
        #expect(!fields.isRetry && !fields.hasTrustedFields)
    }

    /// Fields of all kinds around the one that counts change nothing.
    @Test(arguments: 0..<200)
    func otherFieldsDoNotMatter(seed: UInt64) {
        var generator = SeededGenerator(seed: seed)
        let letters = Array("abx-mridn".utf8)
        var fields = HTTPFields()
        let place = Int.random(in: 0..<6, using: &generator)
        for position in 0..<6 {
            if position == place { fields.append("x-meridian-origin", "acme") }
            let name = String(
                decoding: (0..<Int.random(in: 1...24, using: &generator)).map { _ in
                    letters.randomElement(using: &generator)!
                }, as: UTF8.self)
            if name != "x-meridian-origin" && name != "authorization" { fields.append(name, "v") }
        }
        #expect(read(fields).origin == Self.hash("acme"))
    }
}
