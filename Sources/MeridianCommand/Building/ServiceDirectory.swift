import Foundation
import MeridianCore
import Specification

/// The directory of a service: a Swift package, and `meridian.yml` when there is one.
struct ServiceDirectory: Sendable {
    static let specificationName = "meridian.yml"
    /// Read when there is no ``specificationName``.
    static let foreignSpecificationName = "f.yml"

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

    /// The file that says more of the service, when there is one, as messages show it.
    var specificationFile: String? {
        [Self.specificationName, Self.foreignSpecificationName].map { "\(path)/\($0)" }
            .first { FileManager.default.fileExists(atPath: $0) }.map(Self.shown)
    }

    /// Reads `meridian.yml`, else `f.yml`; without either the service is named after the product.
    func specification(product: String, context: SpecificationContext) throws -> ServiceSpecification {
        if let file = specificationFile {
            return file.hasSuffix(Self.specificationName)
                ? try ServiceSpecification.load(from: file, context: context)
                : try ConvertedSpecification.specification(from: file, context: context)
        }
        guard let name = Self.serviceName(product) else {
            throw CommandFailure(
                .badArgument,
                "no service name can be made of '\(product)'; write a \(Self.specificationName) with `service: NAME`",
                status: .badData)
        }
        return ServiceSpecification(service: name, file: Self.shown("\(path)/\(Self.specificationName)"))
    }

    var isSwiftPackage: Bool { FileManager.default.fileExists(atPath: path + "/Package.swift") }

    /// What the file says when the code is a program that declares no functions; `nil` for a Swift package.
    func foreignSpecification(context: SpecificationContext) throws -> ServiceSpecification? {
        guard let file = specificationFile, file.hasSuffix(Self.specificationName) else { return nil }
        let specification = try ServiceSpecification.load(from: file, context: context)
        return specification.program == nil ? nil : specification
    }

    /// What is known of a service whose functions are scripts; `nil` when it is a Swift package.
    func scriptSpecification(context: SpecificationContext) throws -> ServiceSpecification? {
        let files = FileManager.default
        guard !files.fileExists(atPath: "\(path)/Package.swift"), ScriptFunctions.exist(in: path) else { return nil }
        return try specification(product: (path as NSString).lastPathComponent, context: context)
    }

    /// A path relative to the current directory, where it is below that.
    static func shown(_ file: String) -> String {
        let base = FileManager.default.currentDirectoryPath + "/"
        return file.hasPrefix(base) ? String(file.dropFirst(base.count)) : file
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
