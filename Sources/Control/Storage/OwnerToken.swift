import MeridianCore
import NIOCore
import Persistence

#if canImport(Darwin)
    import Darwin
#elseif canImport(Musl)
    import Musl
#else
    import Glibc
#endif

/// The secret that opens the control API.
public struct OwnerToken: Sendable, Equatable {
    /// The name of its file in the data directory.
    public static let fileName = "owner.token"

    public let value: String

    /// - Parameter value: 16–1,024 visible ASCII characters; spaces and line ends around them are left out.
    /// - Returns: `nil` for anything else.
    public init?(_ value: String) {
        var bytes = value.utf8[...]
        while let last = bytes.last, last <= 0x20 { bytes = bytes.dropLast() }
        while let first = bytes.first, first <= 0x20 { bytes = bytes.dropFirst() }
        guard (16...1_024).contains(bytes.count), bytes.allSatisfy(HTTPSyntax.isTarget) else { return nil }
        self.value = String(decoding: bytes, as: UTF8.self)
    }

    /// A new token of 256 random bits from the system's generator.
    public static func make() -> OwnerToken {
        var generator = SystemRandomNumberGenerator()
        let digits = (0..<64).map { _ in "0123456789abcdef".utf8.randomElement(using: &generator)! }
        return OwnerToken(String(decoding: digits, as: UTF8.self))!
    }

    /// Whether a `bearer` value of an `Authorization` field carries this token. The time it takes does not depend
    /// on where they differ.
    func opens(authorization: String?) -> Bool {
        guard let authorization else { return false }
        let parts = authorization.utf8.split(separator: 0x20, maxSplits: 1)
        guard parts.count == 2, String(parts[0])?.lowercased() == "bearer" else { return false }
        let offered = Array(parts[1])
        let expected = Array(value.utf8)
        var difference = UInt(offered.count ^ expected.count)
        for index in expected.indices {
            difference |= UInt((index < offered.count ? offered[index] : 0) ^ expected[index])
        }
        return difference == 0
    }

    /// Reads the token of a data directory, or makes one that only the owner of the process can read.
    /// - Parameter directory: The data directory, which exists.
    /// - Returns: The token, and whether its file had to be closed to other users.
    static func load(in directory: String) throws(MeridianError) -> (token: OwnerToken, tightened: Bool) {
        let path = directory + "/" + fileName
        if let content = try FileSystem.read(path) {
            guard let token = OwnerToken(String(buffer: content)) else {
                throw MeridianError(
                    .dataDirectoryUnusable,
                    "'\(path)' holds no token; remove the file to have a new one made, or write 16–1,024 visible "
                        + "ASCII characters into it")
            }
            var status = stat()
            guard stat(path, &status) == 0 else { throw FileSystem.failure("read", path) }
            guard status.st_mode & 0o077 != 0 else { return (token, false) }
            guard chmod(path, 0o600) == 0 else { throw FileSystem.failure("change the mode of", path) }
            return (token, true)
        }
        let token = make()
        try FileSystem.write(ByteBuffer(string: token.value + "\n"), to: path, mode: 0o600)
        return (token, false)
    }
}
