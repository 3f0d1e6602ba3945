/// How much a package may hold before it is refused.
public struct PackageLimits: Hashable, Sendable {
    /// Bytes of all files together, uncompressed.
    public var totalSize: Int
    /// Files and directories.
    public var entries: Int
    /// How many times its compressed size a file may have; looked at from ``ratioFloor`` bytes on.
    public var ratio: Int
    /// Bytes of a file below which its ratio doesn't matter.
    public var ratioFloor: Int
    /// Bytes of `manifest.json`.
    public var manifestSize: Int

    public init(
        totalSize: Int = 512 << 20, entries: Int = 10_000, ratio: Int = 200, ratioFloor: Int = 1 << 20,
        manifestSize: Int = 4 << 20
    ) {
        self.totalSize = totalSize
        self.entries = entries
        self.ratio = ratio
        self.ratioFloor = ratioFloor
        self.manifestSize = manifestSize
    }
}
