import Foundation
import MeridianCore
import Specification

/// The functions of a service in JavaScript or TypeScript: the files in `functions`, and those that `meridian.yml` names.
struct ScriptFunctions {
    struct Entry: Hashable, Sendable {
        var name: FunctionName
        /// Below the service's directory.
        var file: String
        /// The path of the trigger that the function has when the specification gives it none.
        var route: String
    }

    static let folder = "functions"
    static let extensions = ["js", "mjs", "cjs", "jsx", "ts", "mts", "tsx"]

    /// Sorted by name.
    let entries: [Entry]

    /// - Throws: ``CommandFailure`` when there are none, when a name can't be made of a file's, or two files would have
    ///   the same.
    init(_ specification: ServiceSpecification, in directory: String) throws(CommandFailure) {
        var found: [FunctionName: Entry] = [:]
        for file in Self.files(below: directory) {
            let entry = try Self.entry(file)
            if let other = found[entry.name] {
                throw CommandFailure(
                    .badArgument,
                    "'\(other.file)' and '\(file)' would both be the function '\(entry.name)'; rename one",
                    status: .badData)
            }
            found[entry.name] = entry
        }
        for function in specification.functions {
            let name = function.handler ?? function.name
            guard found[name] == nil, let file = Self.file(of: name, in: directory) else { continue }
            found[name] = Entry(name: name, file: file, route: "/\(name)")
        }
        guard !found.isEmpty else {
            throw CommandFailure(
                .noSuchSource,
                "'\(directory)' has no functions; write one, such as \(Self.folder)/hello.js, that exports "
                    + "default { fetch(request, env, ctx) { … } }")
        }
        entries = found.values.sorted { $0.name.rawValue < $1.name.rawValue }
    }

    /// The functions as the specification is merged with them: those without a trigger answer requests to their route.
    func declared(_ specification: ServiceSpecification) -> [FunctionManifest] {
        entries.map { entry in
            let own = specification.functions.first { ($0.handler ?? $0.name) == entry.name }
            let triggers: [Trigger] = own?.triggers.isEmpty ?? true ? [.http(HTTPTrigger(path: entry.route))] : []
            return FunctionManifest(name: entry.name, triggers: triggers)
        }
    }

    // MARK: Files

    /// Whether a directory has functions that are scripts.
    static func exist(in directory: String) -> Bool {
        !files(below: directory).isEmpty
    }

    /// `functions/orders/place.ts` is the function `orders-place` at `/orders/place`, `index` stands for its folder,
    /// and `[id]` for a parameter of the path.
    private static func entry(_ file: String) throws(CommandFailure) -> Entry {
        var parts = file.split(separator: "/").dropFirst().map(String.init)
        if let dot = parts[parts.count - 1].lastIndex(of: ".") {
            parts[parts.count - 1].removeSubrange(dot...)
        }
        let route =
            "/"
            + parts.enumerated().filter { $0.offset < parts.count - 1 || $0.element != "index" }
            .map { parameter($0.element) ?? $0.element }.joined(separator: "/")
        let words = parts.count > 1 && parts.last == "index" ? parts.dropLast() : parts[...]
        let text = words.map { $0.filter { $0 != "[" && $0 != "]" && $0 != "." } }.joined(separator: "-")
        guard let name = FunctionName(text) else {
            throw CommandFailure(
                .badArgument, "no function name can be made of '\(file)': \(FunctionName.rule); rename the file",
                status: .badData)
        }
        return Entry(name: name, file: file, route: route)
    }

    /// `{id}` for `[id]`, `{path*}` for `[...path]`.
    private static func parameter(_ part: String) -> String? {
        guard part.hasPrefix("["), part.hasSuffix("]") else { return nil }
        let name = part.dropFirst().dropLast()
        return name.hasPrefix("...") ? "{\(name.dropFirst(3))*}" : "{\(name)}"
    }

    /// Scripts in the folder of functions that are there to be imported: they, or a folder of theirs, begin with `_`.
    static func shared(in directory: String) -> [String] {
        files(below: directory, shared: true).filter { $0.contains("/_") }
    }

    private static func files(below directory: String, shared: Bool = false) -> [String] {
        var found: [String] = []
        var folders = [folder]
        while let current = folders.popLast() {
            let names = (try? FileManager.default.contentsOfDirectory(atPath: "\(directory)/\(current)")) ?? []
            for name in names where !name.hasPrefix(".") && (shared || !name.hasPrefix("_")) && name != "node_modules" {
                let path = "\(current)/\(name)"
                var isDirectory: ObjCBool = false
                guard FileManager.default.fileExists(atPath: "\(directory)/\(path)", isDirectory: &isDirectory) else {
                    continue
                }
                if isDirectory.boolValue { folders.append(path) } else if isFunction(name) { found.append(path) }
            }
        }
        return found.sorted()
    }

    /// Neither tests nor declarations of types are functions.
    private static func isFunction(_ name: String) -> Bool {
        let parts = name.split(separator: ".").map(String.init)
        guard parts.count > 1, let last = parts.last, extensions.contains(last) else { return false }
        return !parts.dropFirst().dropLast().contains { ["test", "spec", "d"].contains($0) }
    }

    private static func file(of name: FunctionName, in directory: String) -> String? {
        ["src/\(name)", "\(name)"].lazy.flatMap { base in extensions.map { "\(base).\($0)" } }
            .first { FileManager.default.fileExists(atPath: "\(directory)/\($0)") }
    }
}
