import MeridianCore

extension ConstantTime {
    /// - Parameters:
    ///   - given: What the caller sent; the time depends on its length.
    ///   - expected: What is secret; the time does not depend on its length.
    package static func isEqual(_ given: some Sequence<UInt8>, _ expected: some Sequence<UInt8>) -> Bool {
        // Digests are of one length, and who chooses `given` does not know the key by which they were made.
        let key = ProcessKey.bytes
        let left = SHA256.authenticationCode(of: Array(given), key: key)
        let right = SHA256.authenticationCode(of: Array(expected), key: key)
        return isSame(left, as: right)
    }

    package static func isEqual(_ given: String, _ expected: String) -> Bool {
        isEqual(given.utf8, expected.utf8)
    }

    private enum ProcessKey {
        static let bytes: [UInt8] = {
            var generator = SystemRandomNumberGenerator()
            return (0..<32).map { _ in UInt8.random(in: .min ... .max, using: &generator) }
        }()
    }
}
