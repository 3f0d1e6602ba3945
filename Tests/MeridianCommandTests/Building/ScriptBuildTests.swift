import Foundation
import MeridianCore
import Specification
import Testing

@testable import MeridianCommand

@Suite struct ScriptBuildTests {
    private func withService(
        _ files: [String: String], _ body: (ServiceDirectory, ServiceSpecification) async throws -> Void
    ) async throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "scripts-\(UUID())")
        defer { try? FileManager.default.removeItem(at: folder) }
        for (name, text) in files {
            let file = folder.appending(path: name)
            try FileManager.default.createDirectory(
                at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
            try text.write(to: file, atomically: false, encoding: .utf8)
        }
        let directory = try ServiceDirectory(folder.path)
        let specification = ServiceSpecification(service: ServiceName("shop")!, file: "meridian.yml")
        try await body(directory, specification)
    }

    @Test func `files become functions with routes`() async throws {
        let files = [
            "functions/index.js": "", "functions/hello.ts": "", "functions/orders/index.jsx": "",
            "functions/orders/[id].tsx": "", "functions/files/[...path].mjs": "", "functions/_shared.js": "",
            "functions/hello.test.ts": "", "functions/types.d.ts": "", "functions/node_modules/x/index.js": "",
            "functions/notes.md": "",
        ]
        try await withService(files) { directory, specification in
            let functions = try ScriptFunctions(specification, in: directory.path)
            let routes = functions.entries.map { "\($0.name) \($0.route) \($0.file)" }
            #expect(
                routes == [
                    "files-path /files/{path*} functions/files/[...path].mjs", "hello /hello functions/hello.ts",
                    "index / functions/index.js", "orders /orders functions/orders/index.jsx",
                    "orders-id /orders/{id} functions/orders/[id].tsx",
                ])
        }
    }

    @Test func `two files can't be one function`() async throws {
        try await withService(["functions/a-b.js": "", "functions/a/b.js": ""]) { directory, specification in
            let failure = #expect(throws: CommandFailure.self) {
                try ScriptFunctions(specification, in: directory.path)
            }
            #expect(failure?.message.contains("functions/a-b.js") == true)
        }
    }

    @Test func `a directory without functions says what to write`() async throws {
        try await withService(["functions/readme.md": ""]) { directory, specification in
            #expect(ScriptFunctions.exist(in: directory.path) == false)
            let failure = #expect(throws: CommandFailure.self) {
                try ScriptFunctions(specification, in: directory.path)
            }
            #expect(failure?.code == .noSuchSource)
        }
    }

    @Test(.enabled(if: Tool.path(of: "esbuild") != nil))
    func `scripts are bundled with a map of the author's files`() async throws {
        let files = [
            "functions/price.ts":
                "import { tax } from '../lib/tax';\nexport default { fetch(): Response { return new Response(String(tax)); } };\n",
            "lib/tax.ts":
                "import bytes from './none.wasm';\nexport const tax: number = 19 + bytes.length;\n",
            "lib/none.wasm": "",
        ]
        try await withService(files) { directory, specification in
            let program = try await ScriptBuild(specification: specification, directory: directory).program()
            #expect(program.executable == nil)
            #expect(program.manifest.entry == "main.js")
            #expect(program.manifest.functions.map(\.triggers) == [[.http(HTTPTrigger(path: "/price"))]])
            #expect(program.files.map(\.name) == ["main.js", "main.js.map"])
            let map = try JSONSerialization.jsonObject(
                with: Data(contentsOf: URL(fileURLWithPath: program.files[1].path)))
            let sources = try #require((map as? [String: Any])?["sources"] as? [String])
            #expect(Set(sources).isSuperset(of: ["functions/price.ts", "lib/tax.ts"]))
            // Where a debugger and Node.js look for the map.
            let script = try String(contentsOfFile: program.files[0].path, encoding: .utf8)
            #expect(script.hasSuffix("\n//# sourceMappingURL=main.js.map\n"))
        }
    }

    /// Packages say what of them is for programs that are not Node.js.
    @Test(.enabled(if: Tool.path(of: "esbuild") != nil))
    func `packages are taken as browsers take them`() async throws {
        let files = [
            "functions/a.js":
                "import { kind } from 'two-sided';\nexport default { fetch: () => new Response(kind) };\n",
            "node_modules/two-sided/package.json":
                #"{ "name": "two-sided", "main": "node.js", "browser": { "./node.js": "./web.js", "crypto": false } }"#,
            "node_modules/two-sided/node.js": "exports.kind = 'for Node.js' + require('fs').constants;\n",
            "node_modules/two-sided/web.js":
                "exports.kind = 'for the web' + Object.keys(require('crypto')).length + typeof global.fetch;\n",
        ]
        try await withService(files) { directory, specification in
            let program = try await ScriptBuild(specification: specification, directory: directory).program()
            let script = try String(contentsOfFile: program.files[0].path, encoding: .utf8)
            #expect(script.contains("for the web"))
            #expect(!script.contains("for Node.js"))
            #expect(script.contains("globalThis.fetch"))
        }
    }

    @Test(.enabled(if: Tool.path(of: "esbuild") != nil))
    func `what does not compile is told with its place`() async throws {
        try await withService(["functions/bad.js": "export default {\n  fetch() { return new Response( }\n};\n"]) {
            directory, specification in
            let failure = await #expect(throws: CommandFailure.self) {
                try await ScriptBuild(specification: specification, directory: directory).program()
            }
            let diagnostic = try #require(failure?.diagnostics.first)
            #expect(diagnostic.file.hasSuffix("functions/bad.js"))
            #expect(diagnostic.line == 2)
        }
    }

    @Test func `the bundler's errors are read`() {
        let lines = [
            "✘ [ERROR] Expected \")\" but found \";\"", "", "    functions/bad.jsx:1:56:",
            "      1 │ export default {};", "        │       ^", "        ╵       )", "", "1 error",
        ]
        let errors = BundlerOutput.errors(in: lines)
        #expect(
            errors == [
                SourceDiagnostic(
                    file: "functions/bad.jsx", line: 1, column: 57, severity: "error",
                    message: "Expected \")\" but found \";\"", source: "export default {};")
            ])
        #expect(BundlerOutput.errors(in: ["nothing", "    here:1:x:"]).isEmpty)
    }
}
