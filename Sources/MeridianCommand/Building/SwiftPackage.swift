import Foundation
import MeridianCore

/// The Swift package of a service, as far as building needs to know it.
struct SwiftPackage: Sendable {
    /// The directory with Package.swift.
    let directory: String
    /// The executable product to build.
    let product: String
    /// Whether a target of the product uses the framework.
    let usesMeridian: Bool

    private struct Description: Decodable {
        struct Product: Decodable {
            struct Kind: Decodable {
                /// Present, with a null, for an executable.
                let isExecutable: Bool

                private enum CodingKeys: String, CodingKey { case executable }

                init(from decoder: any Decoder) throws {
                    isExecutable = try decoder.container(keyedBy: CodingKeys.self).contains(.executable)
                }
            }

            let name: String
            let type: Kind
            let targets: [String]
        }

        struct Target: Decodable {
            enum CodingKeys: String, CodingKey {
                case name
                case products = "product_dependencies"
                case targets = "target_dependencies"
            }

            let name: String
            let products: [String]?
            let targets: [String]?
        }

        let products: [Product]
        let targets: [Target]

        /// Whether a product is reached from the targets of another.
        func reaches(_ product: String, from name: String) -> Bool {
            var pending = products.first { $0.name == name }?.targets ?? []
            var seen: Set<String> = []
            while let next = pending.popLast() {
                guard seen.insert(next).inserted, let target = targets.first(where: { $0.name == next }) else {
                    continue
                }
                if target.products?.contains(product) == true { return true }
                pending += target.targets ?? []
            }
            return false
        }
    }

    /// Asks SwiftPM about a package.
    /// - Parameter product: Which executable is meant, when there are several.
    /// - Throws: ``CommandFailure`` when there is no package, or no or several executables.
    static func describe(_ directory: String, product wanted: String?) async throws -> SwiftPackage {
        guard FileManager.default.fileExists(atPath: directory + "/Package.swift") else {
            throw CommandFailure(
                .noSuchSource, "'\(directory)' has no Package.swift; name the directory of a Swift package")
        }
        let outcome = try await Tool("swift").run(
            ["package", "--package-path", directory, "describe", "--type", "json"])
        guard outcome.status == 0 else {
            throw BuildFailure.from(outcome, directory: directory, what: "Package.swift can't be read")
        }
        // SwiftPM may write notes before the document.
        guard let begin = outcome.output.firstIndex(of: UInt8(ascii: "{")),
            let description = try? JSONDecoder().decode(Description.self, from: outcome.output[begin...])
        else {
            throw CommandFailure(.buildFailed, "`swift package describe` did not answer with JSON in '\(directory)'")
        }
        let executables = description.products.filter(\.type.isExecutable).map(\.name)
        if let wanted {
            guard executables.contains(wanted) else {
                throw CommandFailure(
                    .noExecutable,
                    "the package in '\(directory)' has no executable product '\(wanted)'; it has \(list(executables))")
            }
            return SwiftPackage(
                directory: directory, product: wanted, usesMeridian: description.reaches("Meridian", from: wanted))
        }
        guard let only = executables.first, executables.count == 1 else {
            throw CommandFailure(
                .noExecutable,
                executables.isEmpty
                    ? "the package in '\(directory)' has no executable product; add an executable target"
                    : "the package in '\(directory)' has several executables, \(list(executables)); name one with "
                        + "--product")
        }
        return SwiftPackage(
            directory: directory, product: only, usesMeridian: description.reaches("Meridian", from: only))
    }

    private static func list(_ names: [String]) -> String {
        names.isEmpty ? "none" : names.map { "'\($0)'" }.joined(separator: ", ")
    }
}
