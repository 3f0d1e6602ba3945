import Foundation
import MeridianCore

/// Where a new project finds the package Meridian.
struct MeridianDependency: Sendable, CustomStringConvertible {
    enum Place: Hashable, Sendable {
        /// An absolute path.
        case path(String)
        case url(String)
    }

    let place: Place
    let description: String

    /// - Parameters:
    ///   - wanted: What the person named.
    ///   - executable: The path of this program.
    ///   - directory: Where the command runs.
    /// - Throws: ``ErrorCode/dependencyUnknown``.
    static func find(
        _ wanted: String?, executable: String? = Bundle.main.executablePath,
        directory: String = FileManager.default.currentDirectoryPath
    ) throws(CommandFailure) -> MeridianDependency {
        if let wanted { return try named(wanted) }
        if let checkout = checkout(around: directory) {
            return MeridianDependency(place: .path(checkout), description: "the checkout at \(checkout)")
        }
        if let executable, let checkout = checkout(around: executable) {
            return MeridianDependency(
                place: .path(checkout), description: "the checkout at \(checkout), which this command was built from")
        }
        if let url = MeridianVersion.releasedPackage {
            return MeridianDependency(
                place: .url(url), description: "\(url) from \(MeridianVersion.current)")
        }
        throw CommandFailure(
            .dependencyUnknown,
            "this command was not built from a checkout of Meridian and knows no released package; name one with "
                + "--dependency PATH or URL")
    }

    private static func named(_ text: String) throws(CommandFailure) -> MeridianDependency {
        if text.contains("://") || text.hasPrefix("git@") {
            return MeridianDependency(place: .url(text), description: "\(text) from \(MeridianVersion.current)")
        }
        let path = URL(fileURLWithPath: text).standardizedFileURL.path
        guard isCheckout(path) else {
            throw CommandFailure(.dependencyUnknown, "there is no checkout of Meridian at '\(text)'", status: .noInput)
        }
        return MeridianDependency(place: .path(path), description: "the checkout at \(path)")
    }

    private static func checkout(around path: String) -> String? {
        var folder = URL(fileURLWithPath: path).resolvingSymlinksInPath()
        while folder.path.count > 1 {
            if isCheckout(folder.path) { return folder.path }
            folder.deleteLastPathComponent()
        }
        return nil
    }

    private static func isCheckout(_ path: String) -> Bool {
        ["Package.swift", "Sources/Meridian/App/FunctionApp.swift"].allSatisfy {
            FileManager.default.fileExists(atPath: path + "/" + $0)
        }
    }

    /// The line of Package.swift, for a project in `folder`.
    func requirement(from folder: String) -> String {
        switch place {
        case .path(let path): #".package(name: "meridian", path: "\#(Self.relative(path, to: folder))")"#
        case .url(let url): #".package(url: "\#(url)", from: "\#(MeridianVersion.current)")"#
        }
    }

    /// A way by `..` when both lie below a common folder, so that they can be moved together.
    static func relative(_ path: String, to folder: String) -> String {
        let target = path.split(separator: "/")
        let base = folder.split(separator: "/")
        let common = zip(target, base).prefix { $0 == $1 }.count
        guard common > 0, common < base.count else { return path }
        let steps = Array(repeating: "..", count: base.count - common) + target.dropFirst(common).map(String.init)
        return steps.joined(separator: "/")
    }
}
