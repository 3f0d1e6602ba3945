import JSONCodec
import Meridian
import MeridianCore
import Testing

@testable import MeridianJWT

private let secret = Array("0123456789abcdef0123456789abcdef".utf8)

@Suite("Keys for tokens")
struct JWTKeysTests {
    private func token(head: String, claims: String, key: JWTKey? = nil) throws -> String {
        let input = Base64.url.encode(head.utf8) + "." + Base64.url.encode(claims.utf8)
        return input + "." + Base64.url.encode(try key?.sign(Array(input.utf8)) ?? [])
    }

    @Test("what is signed is verified, by each algorithm", arguments: ["h", "d"])
    func roundTrip(id: String) async throws {
        let keys = try JWTKeys(try await JWTKeys.keySet(Vectors.keySet), signingKey: id)
        let token = try keys.sign(
            JWTClaims(subject: "anna", audience: ["a", "b"], scopes: ["x", "y"], expires: .seconds(60)))
        let claims = try keys.verify(token, JWTRequirements(audience: "b"))
        #expect(claims.subject == "anna")
        #expect(claims.scopes == ["x", "y"])
    }

    @Test(
        "keys in PEM",
        arguments: [
            (JWTAlgorithmName.es256, PEM.es256, PEM.es256Public), (.edDSA, PEM.ed25519, PEM.ed25519Public),
            (.rs256, PEM.rsa, PEM.rsaPublic),
        ])
    func pem(algorithm: JWTAlgorithmName, privatePEM: String, publicPEM: String) async throws {
        let signer = try JWTKeys([try await .pem(privatePEM, algorithm, id: "k")])
        let verifier = try JWTKeys([try await .pem(publicPEM, algorithm, id: "k")])
        let token = try signer.sign(JWTClaims(subject: "anna", expires: .seconds(60)))
        let claims = try verifier.verify(token)
        #expect(claims.subject == "anna")
        #expect(throws: MeridianError.self) { try verifier.sign(JWTClaims()) }
    }

    @Test("'none' and other algorithms than the key's are refused")
    func confusion() async throws {
        let publicKey = try await JWTKey.pem(PEM.rsaPublic, .rs256, id: "k")
        let keys = try JWTKeys([publicKey])
        let claims = #"{"sub": "mallory", "exp": 99999999999}"#
        for algorithm in ["none", "None", "NONE", "", "hs256", "HS256", "RS512"] {
            // The public key as a secret: what a verifier that believes the token would take it for.
            let forger = try await JWTKey.secret(Array(PEM.rsaPublic.utf8))
            for key in [nil, forger] {
                let token = try token(head: #"{"alg": "\#(algorithm)", "kid": "k"}"#, claims: claims, key: key)
                #expect(throws: JWTRefusal("no key is known for the token and its algorithm")) {
                    try keys.verified(token, JWTRequirements(), now: 0)
                }
            }
        }
    }

    @Test(
        "tokens that are not what they should be",
        arguments: [
            (#"{"alg": "HS256", "crit": ["x"], "x": 1}"#, #"{"exp": 9}"#, "the token needs an extension"),
            (#"{"kid": "k"}"#, #"{"exp": 9}"#, "the token names no algorithm"),
            (#"{"alg": 5}"#, #"{"exp": 9}"#, "the token names no algorithm"),
            (#"{"alg": "HS256", "kid": 5}"#, #"{"exp": 9}"#, "the token is malformed"),
            (#"{"alg": "HS256", "kid": "z"}"#, #"{"exp": 9}"#, "no key is known for the token and its algorithm"),
            (#"{"alg": "none", "alg": "HS256"}"#, #"{"exp": 9}"#, "the head of the token is no JSON object"),
            (#"["HS256"]"#, #"{"exp": 9}"#, "the head of the token is no JSON object"),
            (#"{"alg": "HS256"}"#, #"[1]"#, "the claims of the token are no JSON object"),
            (#"{"alg": "HS256"}"#, #"{"exp": 1, "exp": 9}"#, "the claims of the token are no JSON object"),
            (#"{"alg": "HS256"}"#, #"{"exp": "9"}"#, "the claim 'exp' is no time"),
            (#"{"alg": "HS256"}"#, #"{}"#, "the token does not say when it expires"),
            (#"{"alg": "HS256"}"#, #"{"exp": 5}"#, "the token has expired"),
            (#"{"alg": "HS256"}"#, #"{"exp": 9, "nbf": 6}"#, "the token is not valid yet"),
            (#"{"alg": "HS256"}"#, #"{"exp": 9, "iat": 6}"#, "the token was issued in the future"),
            (#"{"alg": "HS256"}"#, #"{"exp": 9, "iss": "b"}"#, "the token is of another issuer"),
            (#"{"alg": "HS256"}"#, #"{"exp": 9, "iss": "a", "aud": ["y"]}"#, "the token is meant for others"),
            (#"{"alg": "HS256"}"#, #"{"exp": 9, "iss": "a", "aud": "x"}"#, nil),
            (#"{"alg": "HS256"}"#, #"{"exp": 9.5, "nbf": 5, "iat": 5, "iss": "a", "aud": ["y", "x"]}"#, nil),
        ] as [(String, String, String?)])
    func refused(head: String, claims: String, reason: String?) async throws {
        let key = try await JWTKey.secret(secret)
        let keys = try JWTKeys([key])
        let token = try token(head: head, claims: claims, key: key)
        let requirements = JWTRequirements(issuer: "a", audience: "x", leeway: .zero)
        let found: String?
        do {
            _ = try keys.verified(token, requirements, now: 5)
            found = nil
        } catch {
            found = error.reason
        }
        #expect(found == reason)
    }

    @Test("clocks may differ by the leeway")
    func leeway() throws {
        let claims = JWTClaims(["exp": 100, "nbf": 200, "iat": 200])
        let requirements = JWTRequirements(leeway: .seconds(60))
        #expect(throws: Never.self) { try requirements.check(claims, now: 150) }
        #expect(throws: JWTRefusal.self) { try requirements.check(claims, now: 160) }
        #expect(throws: JWTRefusal.self) { try requirements.check(claims, now: 139) }
        let young = JWTRequirements(leeway: .zero, requiresExpiry: false, maximumAge: .seconds(10))
        #expect(throws: Never.self) { try young.check(JWTClaims(["iat": 100]), now: 110) }
        #expect(throws: JWTRefusal("the token is too old")) { try young.check(JWTClaims(["iat": 100]), now: 111) }
        #expect(throws: JWTRefusal("the token is too old")) { try young.check(JWTClaims(), now: 0) }
    }

    @Test("a token that names no key is not verified by one of several")
    func unnamed() async throws {
        let one = try await JWTKey.secret(secret, id: "1")
        let keys = try JWTKeys([one, try await .secret(secret.reversed(), id: "2")], signingKey: "2")
        let token = try token(head: #"{"alg": "HS256"}"#, claims: #"{"exp": 9}"#, key: one)
        #expect(throws: JWTRefusal.self) { try keys.verified(token, JWTRequirements(), now: 0) }
    }

    @Test("keys that can't be used are refused, without what they hold")
    func badKeys() async throws {
        await #expect(throws: MeridianError.self) { try await JWTKey.secret(Array(secret.dropLast())) }
        for algorithm in JWTAlgorithmName.all {
            do {
                _ = try await JWTKey.pem("-----BEGIN PRIVATE KEY-----\nc2VjcmV0\n-----END PRIVATE KEY-----", algorithm)
                Issue.record("\(algorithm) took it")
            } catch {
                #expect(error.code == .jwtBadKey)
                #expect(!"\(error)".contains("c2VjcmV0"))
            }
        }
        await #expect(throws: MeridianError.self) { try await JWTKey.pem(PEM.es256, .rs256) }
        await #expect(throws: MeridianError.self) { try await JWTKey.pem(PEM.rsa1024, .rs256) }
        let key = try await JWTKey.secret(secret, id: "1")
        #expect(throws: MeridianError.self) { try JWTKeys([key, key]) }
        #expect(throws: MeridianError.self) { try JWTKeys([key], signingKey: "2") }
        for text in [
            "", "[]", #"{"keys": 1}"#, #"{"keys": [{"kty": "EC", "crv": "P-384", "x": "", "y": ""}]}"#,
            #"{"keys": [{"kty": "RSA", "alg": "HS256", "n": "", "e": ""}]}"#, #"{"keys": [{"kty": "oct"}]}"#,
        ] {
            await #expect(throws: MeridianError.self) { try await JWTKeys.keySet(text) }
        }
    }

    @Test("keys come from the configuration")
    func configuration() async throws {
        let configuration: Configuration = [
            "jwt.keys": [
                ["id": "1", "algorithm": "HS256", "secret": "0123456789abcdef0123456789abcdef"],
                ["id": "2", "algorithm": "ES256", "pem": .string(PEM.es256)],
            ],
            "jwt.signingKey": "2",
        ]
        let keys = try await JWTKeys(configuration)
        let token = try keys.sign(JWTClaims(subject: "anna", expires: .seconds(60)))
        let claims = try keys.verify(token)
        #expect(claims.subject == "anna")
        #expect(claims.values["exp"] != nil)
        let fromSet = try await JWTKeys(["jwt.keySet": .string(Vectors.keySet), "jwt.signingKey": "d"])
        #expect(throws: Never.self) { try fromSet.sign(JWTClaims()) }
        for wrong: Configuration in [
            [:], ["jwt.keys": []], ["jwt.keySetFile": "/nowhere"],
            ["jwt.keys": [["algorithm": "none", "secret": "x"]]],
            ["jwt.keys": [["algorithm": "HS256"]]],
        ] {
            await #expect(throws: MeridianError.self) { try await JWTKeys(wrong) }
        }
    }
}
