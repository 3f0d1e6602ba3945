import JSONCodec
import Meridian
import MeridianCore
import Testing

@testable import MeridianJWT

/// The examples of RFC 7515, appendix A, and of RFC 8037, appendix A.
enum Vectors {
    static let claims =
        "eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAsDQogImh0dHA6Ly9leGFtcGxlLmNvbS9pc19yb290Ijp0cnVlfQ"
    static let secret = "AyM1SysPpbyDfgZld3umj1qzKObwVMkoqQ-EstJQLr_T-1qS0gZH75aKtMN3Yj0iPS4hcgUuTwjAzZr1Z9CAow"
    static let hs256 =
        "eyJ0eXAiOiJKV1QiLA0KICJhbGciOiJIUzI1NiJ9.\(claims).dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk"
    static let rs256 =
        "eyJhbGciOiJSUzI1NiJ9.\(claims).cC4hiUPoj9Eetdgtv3hF80EGrhuB__dzERat0XF9g2VtQgr9PJbu3XOiZj5RZmh7AAuHIm4Bh-0Qc_lF"
        + "5YKt_O8W2Fp5jujGbds9uJdbF9CUAr7t1dnZcAcQjbKBYNX4BAynRFdiuB--f_nZLgrnbyTyWzO75vRK5h6xBArLIARNPvkSjtQBMHlb1L07"
        + "Qe7K0GarZRmB_eSN9383LcOLn6_dO--xi12jzDwusC-eOkHWEsqtFZESc6BfI7noOPqvhJ1phCnvWh6IeYI2w9QOYEUipUTI8np6LbgGY9Fs"
        + "98rqVt5AXLIhWkWywlVmtVrBp0igcN_IoypGlUPQGe77Rw"
    static let es256 =
        "eyJhbGciOiJFUzI1NiJ9.\(claims).DtEhU3ljbEg8L38VWAfUAqOyKAM6-Xx-F4GawxaepmXFCgfTjDxw5djxLa8ISlSApmWQxfKTUJqPP3-K"
        + "g6NU1Q"
    static let rsa =
        "ofgWCuLjybRlzo0tZWJjNiuSfb4p4fAkd_wWJcyQoTbji9k0l8W26mPddxHmfHQp-Vaw-4qPCJrcS2mJPMEzP1Pt0Bm4d4QlL-yRT-SFd2lZS-pCgN"
        + "MsD1W_YpRPEwOWvG6b32690r2jZ47soMZo9wGzjb_7OMg0LOL-bSf63kpaSHSXndS5z5rexMdbBYUsLA9e-KXBdQOS-UTo7WTBEMa2R2CapHg665xsmt"
        + "dVMTBQY4uDZlxvb3qCo5ZwKh9kG4LT6_I5IhlJH7aGhyxXFvUK-DWNmoudF8NAco9_h9iaGNj8q2ethFkMLs91kzk2PAcDTW9gb54h4FRWyuXpoQ"

    static let keySet = """
        {"keys": [
            {"kty": "oct", "kid": "h", "k": "\(secret)"},
            {"kty": "RSA", "kid": "r", "use": "sig", "n": "\(rsa)", "e": "AQAB"},
            {"kty": "RSA", "kid": "other", "use": "enc", "n": "\(rsa)", "e": "AQAB"},
            {"kty": "EC", "kid": "e", "crv": "P-256", "x": "f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU",
                "y": "x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0"},
            {"kty": "OKP", "kid": "d", "crv": "Ed25519", "alg": "EdDSA",
                "d": "nWGxne_9WmC6hEr0kuwsxERJxWl7MmkZcDusAxyuf2A", "x": "11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo"}
        ]}
        """
    /// A second before the tokens expire.
    static let now = 1_300_819_379.0

    /// The key of the set with an id, alone, so that a token without an id finds it.
    static func keys(_ id: String) async throws -> JWTKeys {
        let keys = try await JWTKeys.keySet(keySet)
        let key = try #require(keys.first { $0.id == id })
        return try JWTKeys([key])
    }
}

@Suite("Tokens of the RFCs")
struct JWTVectorTests {
    @Test("are verified", arguments: [("h", Vectors.hs256), ("r", Vectors.rs256), ("e", Vectors.es256)])
    func verified(id: String, token: String) async throws {
        let keys = try await Vectors.keys(id)
        let claims = try keys.verified(token, JWTRequirements(leeway: .zero), now: Vectors.now)
        #expect(claims.issuer == "joe")
        #expect(claims["http://example.com/is_root"] == true)
        #expect(throws: JWTRefusal("the token has expired")) {
            try keys.verified(token, JWTRequirements(leeway: .zero), now: Vectors.now + 1)
        }
    }

    @Test("RFC 8037: Ed25519 signs and verifies as it says")
    func ed25519() async throws {
        let keys = try await JWTKeys.keySet(Vectors.keySet)
        let key = try #require(keys.first { $0.id == "d" })
        let input = Array("eyJhbGciOiJFZERTQSJ9.RXhhbXBsZSBvZiBFZDI1NTE5IHNpZ25pbmc".utf8)
        let signature = try key.sign(input)
        #expect(
            Base64.url.encode(signature)
                == "hgyY0il_MGCjP0JzlnLWG1PPOt7-09PGcvMg3AIbQR6dWbhijcNR4ki4iylGjg5BhVsPt9g7sVvpAr_MuM0KAg")
        #expect(key.verifies(signature, of: input))
    }

    @Test("a key that is not for signatures is left out")
    func use() async throws {
        let keys = try await JWTKeys.keySet(Vectors.keySet)
        #expect(keys.compactMap(\.id) == ["h", "r", "e", "d"])
        #expect(keys.filter(\.canSign).compactMap(\.id) == ["h", "d"])
    }

    @Test(
        "any change of a byte is noticed",
        arguments: [("h", Vectors.hs256), ("r", Vectors.rs256), ("e", Vectors.es256)])
    func changed(id: String, token: String) async throws {
        let keys = try await Vectors.keys(id)
        let letters = Array(token)
        for index in stride(from: 0, to: letters.count, by: 7) {
            var changed = letters
            changed[index] = changed[index] == "A" ? "B" : "A"
            #expect(throws: JWTRefusal.self) {
                try keys.verified(String(changed), JWTRequirements(), now: Vectors.now)
            }
        }
        for length in [0, 1, token.count / 2, token.count - 1] {
            #expect(throws: JWTRefusal.self) {
                try keys.verified(String(token.prefix(length)), JWTRequirements(), now: Vectors.now)
            }
        }
    }
}
