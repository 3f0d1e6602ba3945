import MeridianCore
import ScriptHosts

/// What a service in JavaScript brings along to where there is no engine: modules for Node.js 20 or newer that serve its
/// functions as each platform asks for them.
enum ScriptHost {
    private static let folder = ".meridian/host"
    /// What AWS Lambda's own runtime for Node.js calls, `FILE.NAME`.
    static let lambdaHandler = "meridian.handler"
    static let lambdaRuntime = "nodejs22.x"
    /// Has Node.js 20 at the place that `bootstrap` looks at.
    static let functionComputeRuntime = "custom.debian10"
    static let image = "docker.io/library/node:22-bookworm-slim"

    /// The files that go into a package.
    static func files(for source: ExportSource) -> [Export.File] {
        guard source.isScript else { return [] }
        var files = (0..<script_host_file_count).map { index in
            let file = script_host_file(index)
            let bytes = UnsafeRawBufferPointer(start: file.bytes, count: file.length)
            return Export.File(
                "\(folder)/\(String(cString: file.path))", String(decoding: bytes, as: UTF8.self), for: .program)
        }
        files.append(Export.File("bootstrap", bootstrap, for: .program, isExecutable: true))
        files.append(Export.File("meridian.mjs", lambda, for: .program))
        return files
    }

    private static let bootstrap = """
        #!/bin/sh
        # Serves the functions of this package with Node.js 20 or newer.
        cd "$(dirname "$0")" || exit 1
        PATH="$PATH:/var/fc/lang/nodejs20/bin"
        if ! command -v node >/dev/null; then
            echo "MER-1301: there is no Node.js here; install version 20 or newer, or add its folder to PATH" >&2
            exit 1
        fi
        exec node \(folder)/main.mjs

        """

    private static let lambda = """
        // What AWS Lambda's runtime for Node.js calls.
        import { dirname } from 'node:path';
        import { fileURLToPath } from 'node:url';
        import { makeHandler } from './\(folder)/hosts/lambda.mjs';
        import { Service } from './\(folder)/service.mjs';

        export const handler = makeHandler(new Service(dirname(fileURLToPath(import.meta.url))));

        """

    /// What is not so there.
    static func report(_ source: ExportSource, to gaps: inout Gaps) {
        guard source.isScript else { return }
        if let outbound = source.manifest.outbound, !outbound.contains("*") {
            gaps.service(
                "'outbound' is not kept by Node.js: functions can reach every host that the platform's network does")
        }
    }
}
