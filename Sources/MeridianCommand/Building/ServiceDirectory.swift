import Foundation
import MeridianCore
import Specification

/// The directory of a service: a Swift package, and `meridian.yml` when there is one.
struct ServiceDirectory: Sendable {
    static let specificationName = "meridian.yml"

    /// Without a slash at its end.
    let path: String

    /// - Throws: ``CommandFailure`` when there is no such directory.
    init(_ path: String) throws(CommandFailure) {
        var isDirectory: ObjCBool = false
        guard FileManager.default.fileExists(atPath: path, isDirectory: &isDirectory), isDirectory.boolValue else {
            throw CommandFailure(.noSuchSource, "there is no directory '\(path)'")
        }
        let absolute = URL(fileURLWithPath: path).standardizedFileURL.path
        self.path = absolute.count > 1 && absolute.hasSuffix("/") ? String(absolute.dropLast()) : absolute
    }

    /// Reads `meridian.yml`; without one the service is named after the product.
    func specification(product: String) throws -> ServiceSpecification {
        let file = path + "/" + Self.specificationName
        if FileManager.default.fileExists(atPath: file) {
            let shown =
                file.hasPrefix(FileManager.default.currentDirectoryPath + "/")
                ? String(file.dropFirst(FileManager.default.currentDirectoryPath.count + 1)) : file
            return try ServiceSpecification.load(from: shown)
        }
        guard let name = Self.serviceName(product) else {
            throw CommandFailure(
                .badArgument,
                "no service name can be made of '\(product)'; write a \(Self.specificationName) with `service: NAME`",
                status: .badData)
        }
        return ServiceSpecification(service: name)
    }

    /// `ShopService` becomes `shop-service`.
    static func serviceName(_ product: String) -> ServiceName? {
        var name = ""
        var previousIsLower = false
        for character in product.unicodeScalars {
            let isUpper = ("A"..."Z").contains(character)
            if isUpper && previousIsLower { name += "-" }
            let isKept = isUpper || ("a"..."z").contains(character) || ("0"..."9").contains(character)
            name += isKept ? String(character).lowercased() : "-"
            previousIsLower = isKept && !isUpper
        }
        return ServiceName(name.split(separator: "-").joined(separator: "-"))
    }
}
