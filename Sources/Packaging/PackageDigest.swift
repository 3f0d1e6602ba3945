import Crypto
public import MeridianCore

/// The name of a package: the SHA-256 of its bytes (FIPS 180-4) as 64 lower-case hexadecimal digits.
public struct PackageDigest: RawRepresentable, Hashable, Sendable, CustomStringConvertible {
    public let rawValue: String

    /// `nil` unless the text is 64 lower-case hexadecimal digits.
    public init?(rawValue: String) {
        guard rawValue.utf8.count == 64,
            rawValue.utf8.allSatisfy({ (0x30...0x39).contains($0) || (0x61...0x66).contains($0) })
        else { return nil }
        self.rawValue = rawValue
    }

    /// The digest of bytes in memory.
    public init(of bytes: some Sequence<UInt8>) {
        var hash = SHA256()
        hash.update(data: Array(bytes))
        self.init(hash.finalize())
    }

    /// The digest of a file, read in pieces.
    /// - Throws: ``MeridianCore/ErrorCode/unreadablePackage``, when the file can't be read.
    public init(ofFileAt path: String) throws(MeridianError) {
        var hash = SHA256()
        do throws(SystemFailure) {
            let file = try FileDescriptor.reading(path)
            try file.readAll { hash.update(bufferPointer: $0) }
        } catch {
            throw MeridianError(
                .unreadablePackage, "the package '\(path)' can't be read: \(error)", status: 400, cause: error)
        }
        self.init(hash.finalize())
    }

    /// The digest of a directory: of the paths of its files, whether they can be executed, and their contents.
    /// - Throws: ``MeridianCore/ErrorCode/unreadablePackage``, when a file can't be read.
    public init(ofDirectoryAt path: String) throws(MeridianError) {
        var hash = SHA256()
        do throws(SystemFailure) {
            var folders = [""]
            while let folder = folders.popLast() {
                for name in try DirectoryTree.names(in: path + "/" + folder) {
                    let file = folder + name
                    let kind = try FileKind(at: "\(path)/\(file)")
                    if kind.isDirectory {
                        folders.append(file + "/")
                        continue
                    }
                    let contents = try FileDescriptor.reading("\(path)/\(file)")
                    hash.update(data: Array("\(file)\0\(kind.isExecutable)\0\(try contents.size())\0".utf8))
                    try contents.readAll { hash.update(bufferPointer: $0) }
                }
            }
        } catch {
            throw MeridianError(
                .unreadablePackage, "the directory '\(path)' can't be read: \(error)", status: 400, cause: error)
        }
        self.init(hash.finalize())
    }

    private init(_ digest: SHA256.Digest) {
        let digits = Array("0123456789abcdef".utf8)
        rawValue = String(
            decoding: digest.flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] }, as: UTF8.self)
    }

    public var description: String { rawValue }
}

extension PackageDigest: Codable {
    public init(from decoder: any Decoder) throws {
        let text = try decoder.singleValueContainer().decode(String.self)
        guard let digest = PackageDigest(rawValue: text) else {
            throw DecodingError.dataCorrupted(
                .init(codingPath: decoder.codingPath, debugDescription: "'\(text)' is no SHA-256 in hexadecimal"))
        }
        self = digest
    }

    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(rawValue)
    }
}
