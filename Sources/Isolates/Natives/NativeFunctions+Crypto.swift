import CJavaScriptCore
import MeridianCore

extension NativeFunctions {
    static let crypto: [(String, NativeBody)] = [
        // (count) → ArrayBuffer
        (
            "randomBytes",
            { isolate, arguments in
                var generator = SystemRandomNumberGenerator()
                let count = arguments.int(0)
                return isolate.makeBuffer(count: count) { target in
                    for index in 0..<count { target[index] = UInt8.random(in: 0...255, using: &generator) }
                    return count
                }
            }
        ),
        // (hash, bytes) → ArrayBuffer
        (
            "digest",
            { isolate, arguments throws(NativeFailure) in
                isolate.makeBuffer(try HashName(arguments.string(0)).digest(arguments.bytes(1)))
            }
        ),
        // (hash, key, bytes) → ArrayBuffer
        (
            "hmac",
            { isolate, arguments throws(NativeFailure) in
                isolate.makeBuffer(
                    try HashName(arguments.string(0)).authenticationCode(arguments.bytes(2), key: arguments.bytes(1)))
            }
        ),
        // (bytes, bytes) → whether they are the same, in a time that does not tell where they differ
        (
            "isEqual",
            { isolate, arguments throws(NativeFailure) in
                isolate.value(ConstantTime.isSame(try arguments.bytes(0), as: try arguments.bytes(1)))
            }
        ),
        // (hash, secret, salt, info, length) → ArrayBuffer
        (
            "hkdf",
            { isolate, arguments throws(NativeFailure) in
                let hash = try HashName(arguments.string(0))
                guard
                    let bytes = hash.hkdf(
                        try arguments.bytes(1), salt: try arguments.bytes(2), info: try arguments.bytes(3),
                        length: arguments.int(4))
                else { throw .dom("OperationError", "the length is more than the hash can give") }
                return isolate.makeBuffer(bytes)
            }
        ),
        // (hash, password, salt, rounds, length) → ArrayBuffer
        (
            "pbkdf2",
            { isolate, arguments throws(NativeFailure) in
                let hash = try HashName(arguments.string(0))
                let (password, salt) = (try arguments.bytes(1), try arguments.bytes(2))
                return try isolate.operation {
                    try hash.pbkdf2(password, salt: salt, rounds: arguments.int(3), length: arguments.int(4))
                }
            }
        ),
        // (curve) → private key
        (
            "generateKey",
            { isolate, arguments throws(NativeFailure) in
                isolate.makeBuffer(try EllipticCurve(arguments.string(0)).generate())
            }
        ),
        // (curve, private key) → public key
        (
            "publicKey",
            { isolate, arguments throws(NativeFailure) in
                let curve = try EllipticCurve(arguments.string(0))
                let key = try arguments.bytes(1)
                return try isolate.operation("DataError") { try curve.publicKey(of: key) }
            }
        ),
        // (curve, public key) → public key in its long form
        (
            "normalizeKey",
            { isolate, arguments throws(NativeFailure) in
                let curve = try EllipticCurve(arguments.string(0))
                let key = try arguments.bytes(1)
                return try isolate.operation("DataError") { try curve.normalized(publicKey: key) }
            }
        ),
        // (curve, hash, private key, bytes) → signature
        (
            "sign",
            { isolate, arguments throws(NativeFailure) in
                let curve = try EllipticCurve(arguments.string(0))
                let hash = try arguments.optionalString(1).map { name throws(NativeFailure) in try HashName(name) }
                let (key, bytes) = (try arguments.bytes(2), try arguments.bytes(3))
                return try isolate.operation { try curve.sign(bytes, key: key, hash: hash) }
            }
        ),
        // (curve, hash, public key, signature, bytes) → whether it is the signature
        (
            "verify",
            { isolate, arguments throws(NativeFailure) in
                let curve = try EllipticCurve(arguments.string(0))
                let hash = try arguments.optionalString(1).map { name throws(NativeFailure) in try HashName(name) }
                let (key, signature, bytes) = (
                    try arguments.bytes(2), try arguments.bytes(3), try arguments.bytes(4)
                )
                let isValid = try? curve.verify(signature, of: bytes, publicKey: key, hash: hash)
                return isolate.value(isValid ?? false)
            }
        ),
        // (curve, private key, public key) → shared secret
        (
            "agree",
            { isolate, arguments throws(NativeFailure) in
                let curve = try EllipticCurve(arguments.string(0))
                let (key, peer) = (try arguments.bytes(1), try arguments.bytes(2))
                return try isolate.operation { try curve.agree(key: key, publicKey: peer) }
            }
        ),
    ]
}

extension Isolate {
    /// A buffer of what `body` computes; what it throws becomes a `DOMException`.
    func operation(
        _ name: String = "OperationError", _ body: () throws -> [UInt8]
    ) throws(NativeFailure) -> JSValueRef {
        do {
            return makeBuffer(try body())
        } catch {
            throw .dom(name, "the operation failed: the key, a parameter or the data does not fit")
        }
    }
}
