extension NativeFunctions {
    static let rsa: [(String, NativeBody)] = [
        // (bits) → private key
        (
            "rsaGenerate",
            { isolate, arguments throws(NativeFailure) in
                try isolate.operation { try RSAKey.generate(bits: arguments.int(0)) }
            }
        ),
        // (private key) → public key
        (
            "rsaPublicKey",
            { isolate, arguments throws(NativeFailure) in
                let key = try arguments.bytes(0)
                return try isolate.operation("DataError") { try RSAKey.publicKey(of: key) }
            }
        ),
        // (is private, key) → key in its usual form
        (
            "rsaNormalize",
            { isolate, arguments throws(NativeFailure) in
                let key = try arguments.bytes(1)
                return try isolate.operation("DataError") {
                    try arguments.bool(0) ? RSAKey.normalized(privateKey: key) : RSAKey.normalized(publicKey: key)
                }
            }
        ),
        // (scheme, hash, private key, bytes) → signature
        (
            "rsaSign",
            { isolate, arguments throws(NativeFailure) in
                let (scheme, hash) = (try RSAKey.Scheme(arguments.string(0)), try HashName(arguments.string(1)))
                let (key, bytes) = (try arguments.bytes(2), try arguments.bytes(3))
                return try isolate.operation { try RSAKey.sign(bytes, key: key, hash: hash, scheme: scheme) }
            }
        ),
        // (scheme, hash, public key, signature, bytes) → whether it is the signature
        (
            "rsaVerify",
            { isolate, arguments throws(NativeFailure) in
                let (scheme, hash) = (try RSAKey.Scheme(arguments.string(0)), try HashName(arguments.string(1)))
                let (key, signature, bytes) = (
                    try arguments.bytes(2), try arguments.bytes(3), try arguments.bytes(4)
                )
                let isValid = try? RSAKey.verify(signature, of: bytes, publicKey: key, hash: hash, scheme: scheme)
                return isolate.value(isValid ?? false)
            }
        ),
    ]
}
