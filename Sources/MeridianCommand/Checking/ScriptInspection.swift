import Foundation
import MeridianCore

/// What esbuild tells of a service's scripts: what each function exports, and which files take part.
struct ScriptInspection {
    /// What a module of a function may export, by what calls it.
    static let handlers: Set<String> = ["default", "fetch", "scheduled", "queue", "event"]

    /// Names by the function's file below the service's directory.
    let exports: [String: Set<String>]
    /// The author's files that take part, below the service's directory.
    let inputs: Set<String>

    private struct Metafile: Decodable {
        struct Output: Decodable {
            var entryPoint: String?
            var exports: [String]?
        }
        struct Input: Decodable {}

        var inputs: [String: Input]
        var outputs: [String: Output]
    }

    /// Bundles each function by itself, into a folder that is removed again.
    /// - Throws: ``CommandFailure`` with what does not compile, a module that is not found among it.
    init(_ functions: ScriptFunctions, of service: ServiceName, in directory: String) async throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "meridian-\(RequestID.make())").path
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let metafile = folder + "/meta.json"
        var arguments = functions.entries.map { "\(directory)/\($0.file)" }
        arguments += ScriptBuild.bundling
        arguments += [
            "--format=esm", "--outdir=\(folder)/out", "--outbase=\(directory)", "--metafile=\(metafile)",
            "--log-level=warning", "--color=false",
        ]
        let outcome = try await Tool("esbuild").run(arguments)
        guard outcome.status == 0 else { throw BundlerOutput.failure(outcome, service: service) }
        let meta = try JSONDecoder().decode(Metafile.self, from: Data(contentsOf: URL(fileURLWithPath: metafile)))
        let root = URL(fileURLWithPath: directory).resolvingSymlinksInPath().path + "/"
        // Paths are told relative to where esbuild runs.
        func below(_ path: String) -> String? {
            let absolute = URL(fileURLWithPath: path).resolvingSymlinksInPath().path
            return absolute.hasPrefix(root) ? String(absolute.dropFirst(root.count)) : nil
        }
        var exports: [String: Set<String>] = [:]
        for output in meta.outputs.values {
            guard let file = output.entryPoint.flatMap(below) else { continue }
            exports[file] = Set(output.exports ?? [])
        }
        self.exports = exports
        inputs = Set(meta.inputs.keys.compactMap(below).filter { !$0.contains("node_modules/") })
    }
}

/// Addresses that scripts fetch, as far as literal texts tell.
enum FetchedHosts {
    struct Place: Hashable {
        var host: String
        var port: Int
        var isStandardPort: Bool
        /// From 1.
        var line: Int
        var column: Int

        var shown: String { isStandardPort ? host : "\(host):\(port)" }
    }

    /// Finds `fetch("https://host/…` with a text in any quotes, also where an expression follows the host.
    static func places(in source: String) -> [Place] {
        var found: [Place] = []
        for (index, line) in source.split(separator: "\n", omittingEmptySubsequences: false).enumerated() {
            let call =
                #/(?:^|[^\w$.])fetch\(\s*(?:new\s+(?:URL|Request)\(\s*)?["'`](https?):\/\/([^"'`\/?#$\s:@]+)(?::(\d+))?(?=["'`\/?#])/#
            for match in line.matches(of: call) {
                let standard = match.1 == "https" ? 443 : 80
                let port = match.3.flatMap { Int($0) } ?? standard
                found.append(
                    Place(
                        host: match.2.lowercased(), port: port, isStandardPort: port == standard, line: index + 1,
                        column: line.distance(from: line.startIndex, to: match.2.startIndex) + 1))
            }
        }
        return found
    }
}
