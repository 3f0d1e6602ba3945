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
        // (hash, private key, bytes) → signature by RSASSA-PKCS1-v1_5
        (
            "rsaSign",
            { isolate, arguments throws(NativeFailure) in
                let hash = try HashName(arguments.string(0))
                let (key, bytes) = (try arguments.bytes(1), try arguments.bytes(2))
                return try isolate.operation { try RSAKey.sign(bytes, key: key, hash: hash) }
            }
        ),
        // (hash, public key, signature, bytes) → whether it is the signature by RSASSA-PKCS1-v1_5
        (
            "rsaVerify",
            { isolate, arguments throws(NativeFailure) in
                let hash = try HashName(arguments.string(0))
                let (key, signature, bytes) = (
                    try arguments.bytes(1), try arguments.bytes(2), try arguments.bytes(3)
                )
                let isValid = try? RSAKey.verify(signature, of: bytes, publicKey: key, hash: hash)
                return isolate.value(isValid ?? false)
            }
        ),
        // (hash, private key, length of the salt, bytes) → signature by RSA-PSS
        (
            "pssSign",
            { isolate, arguments throws(NativeFailure) in
                let hash = try HashName(arguments.string(0))
                let (key, bytes) = (try arguments.bytes(1), try arguments.bytes(3))
                return try isolate.operation {
                    try RSAKey.sign(pss: bytes, key: key, hash: hash, saltLength: arguments.int(2))
                }
            }
        ),
        // (hash, what the public key made of the signature, bits of the modulus, length of the salt, bytes)
        //   → whether that is of these bytes
        (
            "pssVerify",
            { isolate, arguments throws(NativeFailure) in
                let hash = try HashName(arguments.string(0))
                return isolate.value(
                    RSAPadding.isPSS(
                        try arguments.bytes(1), of: try arguments.bytes(4), hash: hash, saltLength: arguments.int(3),
                        bits: arguments.int(2)))
            }
        ),
        // (hash, label, bytes of the modulus, bytes) → what the public key encrypts by RSA-OAEP
        (
            "oaepEncode",
            { isolate, arguments throws(NativeFailure) in
                let hash = try HashName(arguments.string(0))
                let (label, bytes) = (try arguments.bytes(1), try arguments.bytes(3))
                return try isolate.operation {
                    try RSAPadding.oaep(bytes, label: label, hash: hash, count: arguments.int(2))
                }
            }
        ),
        // (hash, private key, label, bytes) → what was encrypted by RSA-OAEP
        (
            "oaepDecrypt",
            { isolate, arguments throws(NativeFailure) in
                let hash = try HashName(arguments.string(0))
                let (key, label, bytes) = (try arguments.bytes(1), try arguments.bytes(2), try arguments.bytes(3))
                return try isolate.operation {
                    try RSAKey.decrypt(oaep: bytes, key: key, hash: hash, label: label)
                }
            }
        ),
    ]
}
