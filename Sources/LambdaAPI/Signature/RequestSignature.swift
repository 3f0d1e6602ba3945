public import Crypto
import MeridianCore
import NIOCore

/// The signature of a request by AWS's signature version 4
/// (https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-signing-elements.html).
public enum RequestSignature {
    static let algorithm = "AWS4-HMAC-SHA256"

    /// - Parameters:
    ///   - time: In the basic form of ISO 8601: `20150830T123600Z`.
    ///   - secret: The secret access key.
    public static func sign(
        _ request: CanonicalRequest, time: String, scope: CredentialScope, secret: String
    ) -> HMAC<SHA256>.MAC {
        HMAC<SHA256>.authenticationCode(
            for: Array(stringToSign(request, time: time, scope: scope).utf8), using: key(scope, secret))
    }

    static func stringToSign(_ request: CanonicalRequest, time: String, scope: CredentialScope) -> String {
        "\(algorithm)\n\(time)\n\(scope)\n\(request.hash)"
    }

    /// The chain of keys from the secret by way of day, region and service.
    private static func key(_ scope: CredentialScope, _ secret: String) -> SymmetricKey {
        var key = SymmetricKey(data: Array("AWS4\(secret)".utf8))
        for part in [scope.date, scope.region, scope.service, CredentialScope.terminator] {
            key = SymmetricKey(data: HMAC<SHA256>.authenticationCode(for: Array(part.utf8), using: key))
        }
        return key
    }

    /// The SHA-256 of a body in hexadecimal.
    public static func payloadHash(_ body: some Sequence<UInt8>) -> String {
        var hash = SHA256()
        hash.update(data: Array(body))
        return Hexadecimal.encode(hash.finalize())
    }

    /// Takes the same time wherever the two differ.
    static func isSame(_ signature: HMAC<SHA256>.MAC, as text: String) -> Bool {
        ConstantTime.isSame(Hexadecimal.encode(signature).utf8, as: text.utf8)
    }
}
