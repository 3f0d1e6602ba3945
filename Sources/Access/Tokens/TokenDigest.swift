import Crypto
import MeridianCore

/// The SHA-256 of a secret: what is kept in place of the secret itself, which has 256 random bits and so needs no salt.
public struct TokenDigest: Sendable, Hashable {
    private let bytes: [UInt8]

    public init(of secret: some StringProtocol) {
        bytes = Array(SHA256.hash(data: Array(secret.utf8)))
    }

    /// `nil` for anything but 64 hexadecimal digits.
    init?(hex: String) {
        guard let bytes = Hex.decode(hex), bytes.count == SHA256.byteCount else { return nil }
        self.bytes = bytes
    }

    var hex: String { Hex.encode(bytes) }

    /// Takes the same time wherever two digests differ.
    public static func == (left: TokenDigest, right: TokenDigest) -> Bool {
        ConstantTime.isSame(left.bytes, as: right.bytes)
    }
}
