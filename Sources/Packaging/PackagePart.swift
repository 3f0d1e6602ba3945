/// What a package consists of, for people who want to know what makes it large.
public struct PackagePart: Hashable, Sendable, Codable {
    /// A file at the root of the package, or a directory there with a slash behind its name.
    public var name: String
    public var files: Int
    /// Bytes inside the zip.
    public var packed: Int
    /// Bytes when it is unpacked.
    public var unpacked: Int

    public init(name: String, files: Int, packed: Int, unpacked: Int) {
        self.name = name
        self.files = files
        self.packed = packed
        self.unpacked = unpacked
    }

    /// Joins the entries of each directory.
    /// - Returns: The parts, the largest first.
    public static func parts(of entries: [PackageEntry]) -> [PackagePart] {
        var parts: [String: PackagePart] = [:]
        for entry in entries {
            let name = entry.path.firstIndex(of: "/").map { String(entry.path[...$0]) } ?? entry.path
            var part = parts[name] ?? PackagePart(name: name, files: 0, packed: 0, unpacked: 0)
            part.files += 1
            part.packed += entry.packedSize
            part.unpacked += entry.declaredSize
            parts[name] = part
        }
        return parts.values.sorted { ($1.unpacked, $0.name) < ($0.unpacked, $1.name) }
    }
}
