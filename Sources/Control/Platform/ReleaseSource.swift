import Engine
import MeridianCore
import Packaging

/// Where the files of a new release come from.
public enum ReleaseSource: Sendable {
    /// A package. The file is moved into the data directory.
    case package(path: String)
    /// A directory with `manifest.json` and the entry, as unpacking a package would leave it. It is moved into the
    /// data directory without being packed: for `dev`, where packing would take longer than building.
    case directory(path: String)
}

/// A release's files in their place in the data directory.
struct StoredPackage: Sendable {
    var digest: String
    var size: Int
    var manifest: Manifest
    var directory: String
}

extension DataDirectory {
    /// Checks the files of a new release and takes them over. Blocks.
    /// - Parameter service: The service that the package must be of.
    func store(_ source: ReleaseSource, for service: ServiceName) throws -> StoredPackage {
        switch source {
        case .package(let path):
            let reader = try PackageReader(path: path)
            let manifest = reader.manifest
            let size = reader.size
            try Self.check(manifest, isOf: service)
            let digest = try PackageDigest(ofFileAt: path).rawValue
            // Unpacked first: a package whose contents are damaged never gets a place.
            let directory = try unpack(digest, from: path)
            try adoptPackage(path, digest: digest)
            return StoredPackage(digest: digest, size: size, manifest: manifest, directory: directory)
        case .directory(let path):
            let manifestBytes = try FileSystem.read(path + "/" + ManifestCoding.path) ?? []
            let manifest = try ManifestCoding.decode(manifestBytes)
            try Self.check(manifest, isOf: service)
            let digest = try PackageDigest(ofDirectoryAt: path).rawValue
            return StoredPackage(
                digest: digest, size: 0, manifest: manifest, directory: try adoptDirectory(path, digest: digest))
        }
    }

    /// A manifest that came in a package is no more trusted than the rest of it.
    private static func check(_ manifest: Manifest, isOf service: ServiceName) throws(MeridianError) {
        guard manifest.service == service else {
            throw MeridianError(
                .releaseUnusable,
                "the package is of service '\(manifest.service)' and was sent to '\(service)'; send it to "
                    + "/v1/services/\(manifest.service)/releases",
                status: 400)
        }
        guard Engine.runtimes.contains(manifest.runtime) else {
            throw MeridianError(
                .releaseUnusable,
                "the package wants the runtime '\(manifest.runtime.rawValue)'; this platform has "
                    + Engine.runtimes.map(\.rawValue).joined(separator: ", "),
                status: 400)
        }
        var routes: [(methods: [HTTPMethod], pattern: PathPattern, target: Int)] = []
        do throws(MeridianError) {
            for (index, function) in manifest.functions.enumerated() {
                for case .http(let http) in function.triggers {
                    routes.append((http.methods, try PathPattern(http.path), index))
                }
            }
            _ = try Router(routes)
        } catch {
            throw MeridianError(
                .releaseUnusable, "the functions of '\(manifest.service)' can't stand together: \(error.message)",
                status: 400, cause: error)
        }
    }
}
