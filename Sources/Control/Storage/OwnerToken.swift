import MeridianCore
import NIOCore
import Persistence

/// The secret that opens the control API.
public struct OwnerToken: Sendable, Equatable {
    /// The name of its file in the data directory.
    public static let fileName = "owner.token"

    public let value: String

    /// - Parameter value: 16–8,192 visible ASCII characters; spaces and line ends around them are left out.
    /// - Returns: `nil` for anything else.
    public init?(_ value: String) {
        var bytes = value.utf8[...]
        while let last = bytes.last, last <= 0x20 { bytes = bytes.dropLast() }
        while let first = bytes.first, first <= 0x20 { bytes = bytes.dropFirst() }
        guard (16...8_192).contains(bytes.count), bytes.allSatisfy(HTTPSyntax.isTarget) else { return nil }
        self.value = String(decoding: bytes, as: UTF8.self)
    }

    /// A new token of 256 random bits from the system's generator.
    public static func make() -> OwnerToken {
        var generator = SystemRandomNumberGenerator()
        let digits = (0..<64).map { _ in "0123456789abcdef".utf8.randomElement(using: &generator)! }
        return OwnerToken(String(decoding: digits, as: UTF8.self))!
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
                    "'\(path)' holds no token; remove the file to have a new one made, or write 16–8,192 visible "
                        + "ASCII characters into it")
            }
            return (token, try FileSystem.closeToOthers(path))
        }
        let token = make()
        try FileSystem.write(ByteBuffer(string: token.value + "\n"), to: path, mode: 0o600)
        return (token, false)
    }
}
