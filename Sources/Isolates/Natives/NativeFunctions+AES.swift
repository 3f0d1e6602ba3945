extension NativeFunctions {
    static let aes: [(String, NativeBody)] = [
        // (is encrypting, key, iv, bytes, additional data, length of the tag in bytes) → ArrayBuffer
        (
            "aesGCM",
            { isolate, arguments throws(NativeFailure) in
                let (key, iv, bytes) = (try arguments.bytes(1), try arguments.bytes(2), try arguments.bytes(3))
                let data = try arguments.bytes(4)
                return try isolate.operation {
                    try Cipher.gcm(
                        bytes, key: key, iv: iv, data: data, tagLength: arguments.int(5),
                        isEncrypting: arguments.bool(0))
                }
            }
        ),
        // (is encrypting, key, iv, bytes) → ArrayBuffer
        (
            "aesCBC",
            { isolate, arguments throws(NativeFailure) in
                let (key, iv, bytes) = (try arguments.bytes(1), try arguments.bytes(2), try arguments.bytes(3))
                return try isolate.operation {
                    try Cipher.cbc(bytes, key: key, iv: iv, isEncrypting: arguments.bool(0))
                }
            }
        ),
        // (key, counter, bytes) → ArrayBuffer
        (
            "aesCTR",
            { isolate, arguments throws(NativeFailure) in
                let (key, counter, bytes) = (try arguments.bytes(0), try arguments.bytes(1), try arguments.bytes(2))
                return try isolate.operation { try Cipher.ctr(bytes, key: key, counter: counter) }
            }
        ),
        // (is wrapping, key, bytes) → ArrayBuffer
        (
            "aesWrap",
            { isolate, arguments throws(NativeFailure) in
                let (key, bytes) = (try arguments.bytes(1), try arguments.bytes(2))
                return try isolate.operation { try Cipher.wrap(bytes, key: key, isWrapping: arguments.bool(0)) }
            }
        ),
    ]
}
