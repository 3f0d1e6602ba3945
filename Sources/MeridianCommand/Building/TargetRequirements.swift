import Exporting
import MeridianCore
import Packaging
import Specification

/// What a platform asks of a package.
enum TargetRequirements {
    /// Where platforms look for libraries of the package's own.
    private static let libraryFolder = "lib"

    /// Looks at what the executable needs of the machine that it runs on.
    /// - Parameters:
    ///   - executable: Its path.
    ///   - files: The paths of other files inside the package.
    /// - Throws: ``CommandFailure``, when neither the platform's image nor the package has it.
    static func check(
        _ executable: String, with files: [String], of service: ServiceName, for target: PlatformTarget
    ) throws {
        guard target != .meridian, let needs = try ExecutableNeeds(of: executable) else { return }
        let missing = needs.extraLibraries.filter { library in
            target == .azure || !files.contains("\(libraryFolder)/\(library)")
        }
        guard missing.isEmpty else {
            let isDebug = missing.contains { $0.hasPrefix("libswift") }
            throw CommandFailure(
                .notStatic,
                "'\(service)' needs \(missing.map { "'\($0)'" }.joined(separator: ", ")), which an image of "
                    + "\(target.title) may not have; "
                    + (isDebug
                        ? "build without --debug"
                        : "link it statically"
                            + (target == .azure ? "" : ", or include a copy in the package as \(libraryFolder)/NAME")),
                status: .badData)
        }
        if let found = needs.glibc, let has = target.glibc, LibraryVersion(has.major, has.minor) < found {
            throw CommandFailure(
                .notStatic,
                "'\(service)' needs glibc \(found), and an image of \(target.title) has \(has.major).\(has.minor); build it on a "
                    + "system that is as old, such as Amazon Linux 2023 for Lambda and Debian 12 elsewhere",
                status: .badData)
        }
    }

    /// Looks at the size.
    /// - Throws: ``CommandFailure`` with the sizes of all parts, when it is above the budget.
    static func check(_ package: BuiltPackage) throws(CommandFailure) {
        let (own, standard) = (package.specification.targets[package.target]?.budget, package.target.largestPackage)
        let bounds = [
            ("packed", package.size, own?.packed ?? standard.packed, own?.packed != nil),
            ("unpacked", package.unpackedSize, own?.unpacked ?? standard.unpacked, own?.unpacked != nil),
        ]
        for (word, size, limit, isOwn) in bounds {
            // A directory has no packed size that matters.
            guard let limit, size > limit << 20, word == "unpacked" || package.target.packageForm == .zip else {
                continue
            }
            let bound =
                isOwn
                ? "the budget in \(package.specification.file) is" : "\(package.target.title) takes at most"
            throw CommandFailure(
                .budgetExceeded,
                "the package of '\(package.manifest.service)' has \(Quantities.bytes(size)) \(word), and \(bound) "
                    + "\(limit) MiB\n\(package.sizes)", status: .badData)
        }
    }
}
