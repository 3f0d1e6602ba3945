import Foundation
import MeridianCore
import Packaging
import Specification

extension Checkup {
    private static let oldestSwift = [6, 2]

    mutating func checkToolchain() async {
        do {
            let outcome = try await Tool("swift").run(["--version"])
            guard let version = Self.swiftVersion(in: outcome.lines) else {
                return add(
                    Finding(.warning, .toolchainTooOld, "`swift --version` does not tell its version as it used to"))
            }
            let shown = version.map(String.init).joined(separator: ".")
            note("swift", shown)
            if version.lexicographicallyPrecedes(Self.oldestSwift) {
                add(
                    Finding(
                        .error, .toolchainTooOld,
                        "Swift is \(shown); Meridian needs \(Self.oldestSwift.map(String.init).joined(separator: "."))")
                )
            }
        } catch {
            add(error)
        }
    }

    /// Reads `Swift version 6.3.1 (swift-6.3.1-RELEASE)`.
    static func swiftVersion(in lines: [String]) -> [Int]? {
        for line in lines {
            guard let match = line.firstMatch(of: #/Swift version (\d+(?:\.\d+)*)/#) else { continue }
            return match.1.split(separator: ".").compactMap { Int($0) }
        }
        return nil
    }

    mutating func checkTools() {
        var present: [String] = []
        if let strip = ["strip", "llvm-strip"].first(where: { Tool.path(of: $0) != nil }) {
            present.append(strip)
        } else {
            add(
                Finding(
                    .warning, .usefulToolMissing,
                    "there is no `strip` on the PATH; packages hold the symbols of the executable and are larger"))
        }
        do {
            try Self.packsFiles()
            present.append("libzip")
        } catch {
            add(error)
        }
        note("tools", present.isEmpty ? "none" : present.joined(separator: ", "))
    }

    /// Writes a package and reads it again.
    private static func packsFiles() throws {
        let path = FileManager.default.temporaryDirectory.appending(path: "meridian-\(RequestID.make()).zip").path
        defer { try? FileManager.default.removeItem(atPath: path) }
        var writer = try PackageWriter(manifest: Manifest(service: ServiceName("check")!, functions: []))
        try writer.add([0x23], at: "bootstrap", isExecutable: true)
        _ = try writer.write(to: path)
        _ = try PackageReader(path: path)
    }
}
