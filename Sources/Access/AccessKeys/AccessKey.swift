private import JSONCodec

/// What the holder of a token signs requests with, in AWS's form: an identifier that is sent, and a secret that is not.
public struct AccessKey: Sendable {
    /// `MRDA` and sixteen of `A–Z` and `2–7`.
    public let id: String
    /// 40 characters, 240 bits of the system's generator. It is shown once, when the key is made.
    public let secret: String

    static func make() -> AccessKey {
        var generator = SystemRandomNumberGenerator()
        let letters = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZ234567".utf8)
        let id = (0..<16).map { _ in letters[Int.random(in: letters.indices, using: &generator)] }
        let secret = (0..<30).map { _ in UInt8.random(in: 0 ... .max, using: &generator) }
        return AccessKey(
            id: "MRDA" + String(decoding: id, as: UTF8.self), secret: Base64.standard.encode(secret))
    }
}
