import Foundation
import MeridianCore
import Specification

/// One run of esbuild for a service in JavaScript or TypeScript: one script and its source map.
struct ScriptBuild: Sendable {
    /// The names in the package.
    static let script = "main.js"
    static let sourceMap = "main.js.map"
    /// What travels to a worker in one frame, with room for the rest of it.
    private static let largest = 15 << 20

    /// How esbuild finds modules and what it makes of them.
    static let bundling = [
        "--bundle", "--platform=browser", "--main-fields=browser,module,main", "--conditions=worker,browser",
        "--target=es2022",
        "--jsx=automatic", "--loader:.js=jsx", "--loader:.wasm=binary", "--define:process.env.NODE_ENV=\"production\"",
        "--define:global=globalThis",
    ]

    let specification: ServiceSpecification
    let directory: ServiceDirectory
    /// Where the script is written.
    private var workspace: String { "\(directory.path)/.meridian/script" }

    /// - Throws: ``CommandFailure`` with what does not compile.
    func program() async throws -> ServiceBuilder.Program {
        let functions = try ScriptFunctions(specification, in: directory.path)
        let manifest = try Manifest.merging(
            declared: functions.declared(specification), specification: specification)
        let files = try PackageFiles(specification, in: directory.path).files
        try FileManager.default.createDirectory(atPath: workspace, withIntermediateDirectories: true)
        try await bundle(functions)
        var program = ServiceBuilder.Program(
            executable: nil, manifest: manifest, specification: specification, files: files,
            warnings: specification.warnings)
        program.manifest.runtime = .javascript
        program.manifest.entry = Self.script
        for name in [Self.script, Self.sourceMap] {
            program.files.append(PackageFiles.File(path: "\(workspace)/\(name)", name: name))
        }
        program.files.sort { $0.name < $1.name }
        return program
    }

    private func bundle(_ functions: ScriptFunctions) async throws {
        let entry = "\(workspace)/entry.js"
        try Self.entryText(functions, in: directory.path).write(toFile: entry, atomically: false, encoding: .utf8)
        let output = "\(workspace)/\(Self.script)"
        let outcome = try await Tool("esbuild").run(
            [entry] + Self.bundling + [
                "--format=cjs", "--sourcemap=linked", "--sources-content=false", "--log-level=warning",
                "--color=false", "--outfile=\(output)",
            ])
        guard outcome.status == 0 else { throw BundlerOutput.failure(outcome, service: specification.service) }
        let size = ServiceBuilder.size(of: output)
        guard size + ServiceBuilder.size(of: "\(workspace)/\(Self.sourceMap)") <= Self.largest else {
            throw CommandFailure(
                .buildFailed,
                "the script of '\(specification.service)' has \(Quantities.bytes(size)), which with its source map is "
                    + "more than \(Quantities.bytes(Self.largest)); import less")
        }
        try rewriteSourceMap()
    }

    /// A module for each function, none of which runs before it is asked for.
    static func entryText(_ functions: ScriptFunctions, in directory: String) -> String {
        let lines = functions.entries.map { entry in
            "  \(quoted(entry.name.rawValue)): () => require(\(quoted("\(directory)/\(entry.file)"))),"
        }
        return "module.exports = {\n\(lines.joined(separator: "\n"))\n};\n"
    }

    private static func quoted(_ text: String) -> String {
        let escaped = text.replacingOccurrences(of: "\\", with: "\\\\").replacingOccurrences(of: "\"", with: "\\\"")
        return "\"\(escaped)\""
    }

    /// Files are named as they are below the service's directory, wherever it was built.
    private func rewriteSourceMap() throws {
        let path = "\(workspace)/\(Self.sourceMap)"
        guard
            var map = try JSONSerialization.jsonObject(with: Data(contentsOf: URL(fileURLWithPath: path)))
                as? [String: Any], let sources = map["sources"] as? [String]
        else { return }
        let root = URL(fileURLWithPath: directory.path).standardizedFileURL.path + "/"
        map["sources"] = sources.map { source in
            let file = URL(fileURLWithPath: source, relativeTo: URL(fileURLWithPath: workspace + "/"))
                .standardizedFileURL.path
            return file.hasPrefix(root) ? String(file.dropFirst(root.count)) : (file as NSString).lastPathComponent
        }
        try JSONSerialization.data(withJSONObject: map, options: [.sortedKeys, .withoutEscapingSlashes])
            .write(to: URL(fileURLWithPath: path))
    }
}
