/// A file inside a package.
public struct PackageEntry: Hashable, Sendable {
    /// Its path, with `/` between the parts.
    public let path: String
    /// Its size in bytes as the archive declares it; extraction does not rely on it.
    public let declaredSize: Int
    /// Its size in bytes inside of the archive.
    public let packedSize: Int
    public let isExecutable: Bool
}
