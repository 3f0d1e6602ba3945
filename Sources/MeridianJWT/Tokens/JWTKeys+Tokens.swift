import FoundationEssentials
import JSONCodec
import Meridian
public import MeridianCore
import NIOCore

extension JWTKeys {
    /// Signs claims.
    /// - Returns: The token in its compact form.
    /// - Throws: ``ErrorCode/jwtNoSigningKey``.
    public func sign(_ claims: JWTClaims) throws(MeridianError) -> String {
        let key = try signer()
        var head: [String: JSONValue] = ["alg": .string(key.algorithm.description), "typ": "JWT"]
        head["kid"] = key.id.map(JSONValue.string)
        let input: String
        do {
            input =
                Base64.url.encode(try JSON.encodeSorted(head).readableBytesView) + "."
                + Base64.url.encode(try JSON.encodeSorted(claims.values).readableBytesView)
        } catch {
            throw MeridianError(.jwtNoSigningKey, "the claims can't be written as JSON", cause: error)
        }
        return input + "." + Base64.url.encode(try key.sign(Array(input.utf8)))
    }

    /// Verifies a token: its signature first, then what it says.
    /// - Throws: ``ErrorCode/jwtRefused`` with a reason that may be sent to who has sent the token.
    public func verify(_ token: String, _ requirements: JWTRequirements = JWTRequirements()) throws(MeridianError)
        -> JWTClaims
    {
        do throws(JWTRefusal) {
            return try verified(token, requirements, now: Date().timeIntervalSince1970)
        } catch {
            throw MeridianError(.jwtRefused, error.reason, status: 401)
        }
    }

    /// - Parameter now: Seconds since 1970.
    func verified(_ token: String, _ requirements: JWTRequirements, now: Double) throws(JWTRefusal) -> JWTClaims {
        let token = try CompactToken(token)
        // The algorithm is the key's, whatever the token asks for: one of another is as if the key were not there.
        guard let key = key(token.keyID, token.algorithm) else {
            throw JWTRefusal("no key is known for the token and its algorithm")
        }
        guard key.verifies(token.signature, of: token.input) else { throw JWTRefusal("the signature is wrong") }
        guard let values = CompactToken.object(token.payload) else {
            throw JWTRefusal("the claims of the token are no JSON object")
        }
        let claims = JWTClaims(values)
        try requirements.check(claims, now: now)
        return claims
    }
}
