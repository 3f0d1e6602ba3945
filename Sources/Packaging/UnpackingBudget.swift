import MeridianCore

/// Counts what an archive unpacks to, so that neither its declared sizes nor its compression are trusted.
struct UnpackingBudget {
    let limits: PackageLimits
    let package: String
    private var total = 0
    private var name = ""
    private var compressedSize = 0
    private var produced = 0

    init(limits: PackageLimits, package: String) {
        self.limits = limits
        self.package = package
    }

    mutating func begin(_ file: PackageContents.File) {
        name = file.entry.path
        compressedSize = file.compressedSize
        produced = 0
    }

    mutating func spend(_ count: Int) throws(MeridianError) {
        produced += count
        total += count
        guard total <= limits.totalSize else {
            throw MeridianError(
                .packageContentsTooLarge,
                "'\(package)' unpacks to more than the limit of \(limits.totalSize) bytes, reached in '\(name)'; leave "
                    + "out what the functions don't need", status: 413)
        }
        guard produced <= limits.ratioFloor || produced / limits.ratio <= compressedSize else {
            throw MeridianError(
                .compressionBomb,
                "'\(name)' in '\(package)' unpacks to more than \(limits.ratio) times its \(compressedSize) bytes; "
                    + "leave it out or make it at start-up", status: 413)
        }
    }
}
