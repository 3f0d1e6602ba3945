import Crypto

/// What RSA computes with in place of a message: RSAES-OAEP and EMSA-PSS (RFC 8017 §7.1, §9.1), with MGF1 of the same hash.
enum RSAPadding {
    // MARK: OAEP

    /// - Parameter count: Bytes of the modulus.
    static func oaep(_ message: [UInt8], label: [UInt8], hash: HashName, count: Int) throws -> [UInt8] {
        let size = hash.byteCount
        guard message.count <= count - 2 * size - 2 else { throw CryptoKitError.incorrectParameterSize }
        let filling = [UInt8](repeating: 0, count: count - 2 * size - 2 - message.count)
        let block = hash.digest(label) + filling + [1] + message
        let seed = random(size)
        let masked = exclusiveOr(block, mask(seed, block.count, hash))
        return [0] + exclusiveOr(seed, mask(masked, size, hash)) + masked
    }

    /// Takes as long, and throws the same, whatever is wrong, so that nobody learns what was in there (§7.1.2, the note).
    static func openOAEP(_ encoded: [UInt8], label: [UInt8], hash: HashName) throws -> [UInt8] {
        let size = hash.byteCount
        guard encoded.count >= 2 * size + 2 else { throw CryptoKitError.incorrectParameterSize }
        let masked = Array(encoded[(1 + size)...])
        let seed = exclusiveOr(Array(encoded[1...size]), mask(masked, size, hash))
        let block = exclusiveOr(masked, mask(seed, masked.count, hash))
        var wrong = encoded[0]
        for (found, expected) in zip(block, hash.digest(label)) { wrong |= found ^ expected }
        // The filling ends with the first 1; all before it must be 0.
        var isFilling = true
        var start = block.count
        for index in size..<block.count {
            let byte = block[index]
            let ends = isFilling && byte == 1
            start = ends ? index + 1 : start
            wrong |= isFilling && byte > 1 ? 1 : 0
            isFilling = isFilling && !ends
        }
        guard wrong == 0, !isFilling else { throw CryptoKitError.authenticationFailure }
        return Array(block[start...])
    }

    // MARK: PSS

    /// - Parameter bits: Of the modulus.
    /// - Returns: As many bytes as the modulus has.
    static func pss(_ message: [UInt8], hash: HashName, saltLength: Int, bits: Int) throws -> [UInt8] {
        let size = hash.byteCount
        // One bit less than the modulus has.
        let count = (bits + 6) / 8
        guard count >= size + saltLength + 2 else { throw CryptoKitError.incorrectParameterSize }
        let salt = random(saltLength)
        let digest = pssDigest(of: message, salt, hash)
        let block = [UInt8](repeating: 0, count: count - size - saltLength - 2) + [1] + salt
        var masked = exclusiveOr(block, mask(digest, block.count, hash))
        masked[0] &= topMask(bits)
        return [UInt8](repeating: 0, count: (bits + 7) / 8 - count) + masked + digest + [0xbc]
    }

    /// - Parameter encoded: As many bytes as the modulus has.
    static func isPSS(_ encoded: [UInt8], of message: [UInt8], hash: HashName, saltLength: Int, bits: Int) -> Bool {
        let size = hash.byteCount
        let count = (bits + 6) / 8
        guard encoded.count == (bits + 7) / 8, count >= size + saltLength + 2, encoded.last == 0xbc,
            encoded.dropLast(count).allSatisfy({ $0 == 0 })
        else { return false }
        let masked = Array(encoded.suffix(count).dropLast(size + 1))
        let digest = Array(encoded.dropLast().suffix(size))
        guard masked[0] & ~topMask(bits) == 0 else { return false }
        var block = exclusiveOr(masked, mask(digest, masked.count, hash))
        block[0] &= topMask(bits)
        let filling = block.dropLast(saltLength)
        guard filling.last == 1, filling.dropLast().allSatisfy({ $0 == 0 }) else { return false }
        return pssDigest(of: message, Array(block.suffix(saltLength)), hash) == digest
    }

    private static func pssDigest(of message: [UInt8], _ salt: [UInt8], _ hash: HashName) -> [UInt8] {
        hash.digest([UInt8](repeating: 0, count: 8) + hash.digest(message) + salt)
    }

    /// The bits of the first byte that a number of one bit less than the modulus may have.
    private static func topMask(_ bits: Int) -> UInt8 { 0xff >> UInt8((8 - (bits - 1) % 8) % 8) }

    // MARK: Both

    /// MGF1 (§B.2.1).
    private static func mask(_ seed: [UInt8], _ count: Int, _ hash: HashName) -> [UInt8] {
        var result: [UInt8] = []
        var counter: UInt32 = 0
        while result.count < count {
            result += hash.digest(seed + (0..<4).map { UInt8(truncatingIfNeeded: counter >> (24 - 8 * $0)) })
            counter += 1
        }
        return Array(result.prefix(count))
    }

    private static func exclusiveOr(_ first: [UInt8], _ second: [UInt8]) -> [UInt8] {
        zip(first, second).map { $0 ^ $1 }
    }

    private static func random(_ count: Int) -> [UInt8] {
        var generator = SystemRandomNumberGenerator()
        return (0..<count).map { _ in UInt8.random(in: 0...255, using: &generator) }
    }
}
