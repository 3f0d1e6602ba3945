import Exporting
import Foundation
import MeridianCore
import Specification

/// A service that was built and described for a platform, in a directory.
struct ExportedService {
    let package: BuiltPackage
    let export: Export
    /// The directory.
    let path: String
    /// The container image that is deployed, where one is.
    let image: String?
    /// What is in it apart from the contents of the package.
    let files: [String]

    /// Builds and writes.
    /// - Parameters:
    ///   - output: The directory; `SERVICE-TARGET` otherwise.
    ///   - image: The container image, when a person named one.
    ///   - tagsImage: Whether an image that is named without a tag gets the package's digest for one.
    ///   - force: Whether to overwrite what no export has written.
    static func write(
        _ builder: ServiceBuilder, for target: PlatformTarget, to output: String?, image: String?,
        tagsImage: Bool = false,
        force: Bool
    ) async throws -> ExportedService {
        let zip = FileManager.default.temporaryDirectory.appending(path: "meridian-\(RequestID.make()).zip").path
        defer { try? FileManager.default.removeItem(atPath: zip) }
        let package = try await builder.package(to: zip, for: target)
        var image = image ?? package.specification.targets[target]?.image?.value
        if tagsImage, let named = image, !isTagged(named) { image = "\(named):\(package.digest.prefix(12))" }
        let export = try package.export(image: image)
        let path = output ?? "\(package.manifest.service)-\(target)"
        let directory = try package.directory(path, with: export.files)
        try directory.write(force: force)
        let inside = TargetDirectory.packageFolder + "/"
        return ExportedService(
            package: package, export: export, path: directory.path,
            image: image,
            files: directory.items.map(\.path).filter { !$0.hasPrefix(inside) }.sorted())
    }

    /// Whether a reference names a tag or a digest; a colon before a slash is one of a port.
    static func isTagged(_ image: String) -> Bool {
        let last = image.split(separator: "/").last ?? ""
        return last.contains(":") || last.contains("@")
    }
}
