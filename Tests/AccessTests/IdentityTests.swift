import Foundation
import JWTKit
import MeridianCore
import NIOCore
import Persistence
import Testing

@testable import Access

@Suite struct IdentityTests {
    private static let issuer = "https://id.example.com"
    private static let now = Timestamp(milliseconds: 1_800_000_000_000)
    private static let seconds = 1_800_000_000.0

    private let directory = FileManager.default.temporaryDirectory.appending(path: "identity-\(UUID())").path
    private let key = ES256PrivateKey()

    private func keySet(_ key: ES256PrivateKey, _ name: String) throws -> String {
        let (x, y) = try #require(key.publicKey.parameters)
        func coordinate(_ text: String) -> String {
            text.replacing("+", with: "-").replacing("/", with: "_").replacing("=", with: "")
        }
        return #"{"keys":[{"kty":"EC","crv":"P-256","alg":"ES256","use":"sig","kid":"\#(name)","#
            + #""x":"\#(coordinate(x))","y":"\#(coordinate(y))"}]}"#
    }

    private func withProvider(
        keys: String? = nil, _ body: (IdentityProvider) async throws -> Void
    ) async throws {
        try FileManager.default.createDirectory(atPath: directory, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(atPath: directory) }
        try (keys ?? keySet(key, "one")).write(toFile: directory + "/jwks.json", atomically: true, encoding: .utf8)
        let configuration = try IdentityConfiguration(
            json: ByteBuffer(
                string: """
                    {"issuer": "\(Self.issuer)", "audience": "meridian", "keySet": "jwks.json",
                     "roles": {"shop": ["developer@shop", "viewer"], "sre": ["operator", "viewer"]}}
                    """), path: "identity.json")
        try await body(IdentityProvider(configuration, directory: directory))
    }

    private static let claims: [String: IdentityClaims.Value] = [
        "iss": .text(issuer), "aud": .texts(["other", "meridian"]), "exp": .number(seconds + 300),
        "email": .text("ada@example.com"), "groups": .texts(["shop", "sre", "unknown"]),
    ]

    private func sign(
        _ changes: [String: IdentityClaims.Value?] = [:], by key: ES256PrivateKey? = nil, as name: String = "one"
    ) async throws -> String {
        var claims = Self.claims
        for (name, value) in changes { claims[name] = value }
        let keys = await JWTKeyCollection().add(ecdsa: key ?? self.key, kid: JWKIdentifier(string: name))
        return try await keys.sign(IdentityClaims(claims), kid: JWKIdentifier(string: name))
    }

    private func code(
        _ provider: IdentityProvider, _ token: String, at time: Timestamp = now
    ) async -> ErrorCode? {
        do {
            _ = try await provider.principal(of: token, at: time)
            return nil
        } catch {
            return error.code
        }
    }

    @Test func groupsBecomeRoles() async throws {
        try await withProvider { provider in
            let found = try await provider.principal(of: sign(), at: Self.now)
            #expect(found.name == "identity:ada@example.com")
            #expect(found.grants.map(\.description) == ["developer@shop", "viewer", "operator"])
            let single = try await provider.principal(
                of: sign(["aud": .text("meridian"), "groups": .text("shop")]), at: Self.now)
            #expect(single.grants.map(\.description) == ["developer@shop", "viewer"])
            let none = try await provider.principal(of: sign(["groups": nil]), at: Self.now)
            #expect(none.grants.isEmpty)
        }
    }

    @Test(
        arguments: [
            (["iss": .text("https://evil.example.com")], .unauthorized), (["iss": nil], .unauthorized),
            (["aud": .text("other")], .unauthorized), (["aud": nil], .unauthorized), (["exp": nil], .unauthorized),
            (["exp": .text("soon")], .unauthorized), (["exp": .number(seconds - 60)], .tokenExpired),
            (["exp": .number(seconds - 59)], nil), (["nbf": .number(seconds + 61)], .unauthorized),
            (["nbf": .number(seconds + 60)], nil), (["email": nil], .unauthorized),
            (["email": .text("a b")], .unauthorized), (["email": .text("")], .unauthorized),
            (["email": .texts(["a@b"])], .unauthorized),
        ] as [([String: IdentityClaims.Value?], ErrorCode?)])
    func claimsMustHold(changes: [String: IdentityClaims.Value?], expected: ErrorCode?) async throws {
        try await withProvider { provider in
            let token = try await sign(changes)
            let found = await code(provider, token)
            #expect(found == expected)
        }
    }

    @Test func onlyTheProvidersKeysSign() async throws {
        try await withProvider { provider in
            let other = ES256PrivateKey()
            let token = try await sign()
            let parts = token.split(separator: ".").map(String.init)
            let unsigned = Data(#"{"alg":"none"}"#.utf8).base64EncodedString().replacing("=", with: "")
            // The public key taken for the secret of a symmetric signature.
            let symmetric = await JWTKeyCollection().add(
                hmac: HMACKey(from: try keySet(key, "one")), digestAlgorithm: .sha256, kid: "one")
            let forged = try await symmetric.sign(IdentityClaims(Self.claims), kid: "one")
            let tokens = [
                try await sign(by: other), try await sign(by: other, as: "two"), forged, "", "a.b.c",
                "\(unsigned).\(parts[1]).", "\(parts[0]).\(parts[1]).\(String(parts[2].reversed()))",
            ]
            for token in tokens {
                let found = await code(provider, token)
                #expect(found == .unauthorized, "\(token)")
            }
        }
    }

    @Test func newKeysAreReadWithinAMinute() async throws {
        try await withProvider { provider in
            try await provider.load(at: Self.now)
            let next = ES256PrivateKey()
            try keySet(next, "two").write(toFile: directory + "/jwks.json", atomically: true, encoding: .utf8)
            let token = try await sign(by: next, as: "two")
            let early = await code(provider, token, at: Timestamp(milliseconds: Self.now.milliseconds + 59_999))
            #expect(early == .unauthorized)
            let late = await code(provider, token, at: Timestamp(milliseconds: Self.now.milliseconds + 60_000))
            #expect(late == nil)
            try FileManager.default.removeItem(atPath: directory + "/jwks.json")
            let without = await code(provider, token, at: Timestamp(milliseconds: Self.now.milliseconds + 120_000))
            #expect(without == nil, "keys that were read stay")
        }
    }

    @Test func saysWhatIsWrongWithFiles() async throws {
        for keys in ["text", "{}"] {
            try await withProvider(keys: keys) { provider in
                let error = await #expect(throws: MeridianError.self) { try await provider.load() }
                #expect(error?.code == .dataDirectoryUnusable)
                #expect(error?.message.contains("jwks.json") == true)
                let found = await code(provider, try await sign())
                #expect(found == .unauthorized)
            }
        }
        let texts = [
            "", "{}", #"{"issuer":"a","audience":"b","keySet":"c"}"#,
            #"{"issuer":"a","audience":"b","keySet":"c","roles":{"g":["king"]}}"#,
        ]
        for text in texts {
            let error = #expect(throws: MeridianError.self) {
                try IdentityConfiguration(json: ByteBuffer(string: text), path: "identity.json")
            }
            #expect(error?.message.contains("identity.json") == true)
        }
    }

    @Test func theAuthenticatorLimitsWrongOnes() async throws {
        try await withProvider { provider in
            let start = ContinuousClock.now
            let authenticator = Authenticator(
                owner: "the-owners-token", tokens: TokenStore(documents: MemoryDocumentStore()), identity: provider,
                instant: { start }, time: { Self.now })
            let right = try await sign()
            #expect(authenticator.identityToken(authorization: "Bearer \(right)") == right)
            #expect(authenticator.identityToken(authorization: "Bearer mrd_00") == nil)
            #expect(authenticator.identityToken(authorization: nil) == nil)
            let found = try await authenticator.authenticate(identityToken: right, client: "192.0.2.1")
            #expect(found.name == "identity:ada@example.com")
            func code(_ token: String) async -> ErrorCode? {
                do {
                    _ = try await authenticator.authenticate(identityToken: token, client: "192.0.2.1")
                    return nil
                } catch {
                    return error.code
                }
            }
            let wrong = try await sign(["aud": .text("other")])
            for _ in 0..<SignInLimits.ofNetwork.burst {
                let answer = await code(wrong)
                #expect(answer == .unauthorized)
            }
            let tooMany = await code(wrong)
            #expect(tooMany == .tooManySignIns)
            let known = await code(right)
            #expect(known == nil)
        }
    }
}
