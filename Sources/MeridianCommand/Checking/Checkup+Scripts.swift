import Foundation
import MeridianCore
import Specification

extension Checkup {
    /// Looks at a service in JavaScript or TypeScript: what its functions export, what is imported, what is fetched.
    mutating func checkScripts(_ specification: ServiceSpecification) async {
        note("service", "\(specification.service), for stage \(specification.stage)")
        add(specification.warnings.map { Finding($0) })
        do {
            let functions = try ScriptFunctions(specification, in: directory.path)
            let manifest = try Manifest.merging(
                declared: functions.declared(specification), specification: specification)
            let triggers = manifest.functions.reduce(0) { $0 + $1.triggers.count }
            note("functions", "\(manifest.functions.count) with \(triggers) triggers")
            add(
                manifest.doubts(specification: specification, now: Int64(Date().timeIntervalSince1970))
                    .map { Finding($0) })
            let inspection = try await ScriptInspection(functions, of: specification.service, in: directory.path)
            note("scripts", "\(inspection.inputs.count)")
            checkHandlers(functions, manifest, inspection)
            checkImports(inspection)
            checkFetches(inspection, manifest)
        } catch {
            add(error)
        }
    }

    private mutating func checkHandlers(
        _ functions: ScriptFunctions, _ manifest: Manifest, _ inspection: ScriptInspection
    ) {
        for entry in functions.entries {
            let exports = inspection.exports[entry.file] ?? []
            let file = ServiceDirectory.shown("\(directory.path)/\(entry.file)")
            guard !exports.isDisjoint(with: ScriptInspection.handlers) else {
                let names =
                    exports.isEmpty ? "it exports nothing" : "it exports \(exports.sorted().joined(separator: ", "))"
                add(
                    Finding(
                        .error, .uselessScript, "the function '\(entry.name)' exports no handler; \(names)", file: file)
                )
                continue
            }
            // What an object that is the default export has is only known when it runs.
            guard !exports.contains("default"),
                let function = manifest.functions.first(where: { $0.name == entry.name })
            else { continue }
            for kind in Set(function.triggers.map(\.handler)).subtracting(exports).sorted() {
                add(
                    Finding(
                        .error, .uselessScript,
                        "the function '\(entry.name)' has a trigger for the handler '\(kind)', which it does not export",
                        file: file))
            }
        }
    }

    /// Files that are there to be imported, and are not.
    private mutating func checkImports(_ inspection: ScriptInspection) {
        let unread = ScriptFunctions.shared(in: directory.path).filter { !inspection.inputs.contains($0) }
        guard !unread.isEmpty else { return }
        // What only types are imported from takes no part in the bundle, and is named all the same.
        let sources = inspection.inputs.compactMap {
            try? String(contentsOfFile: "\(directory.path)/\($0)", encoding: .utf8)
        }
        for file in unread where !sources.contains(where: { Self.names(file, in: $0) }) {
            add(
                Finding(
                    .warning, .uselessScript, "no function imports '\(file)'", mend: "Remove it, or import it.",
                    file: ServiceDirectory.shown("\(directory.path)/\(file)")))
        }
    }

    private static func names(_ file: String, in source: String) -> Bool {
        let name = (file as NSString).lastPathComponent
        return [name, (name as NSString).deletingPathExtension].contains { name in
            ["\"", "'"].contains { source.contains("/\(name)\($0)") }
        }
    }

    private mutating func checkFetches(_ inspection: ScriptInspection, _ manifest: Manifest) {
        var entries = manifest.outbound ?? []
        if manifest.outbound == nil {
            let options = [manifest.defaults] + manifest.functions.map(\.options)
            entries = options.compactMap { $0.environment?["MERIDIAN_OUTBOUND"] }
                .flatMap { $0.split { $0 == "," || $0 == " " }.map(String.init) }
        }
        let patterns = entries.map { OutboundPattern($0) }
        for file in inspection.inputs.sorted() {
            guard let source = try? String(contentsOfFile: "\(directory.path)/\(file)", encoding: .utf8) else {
                continue
            }
            for place in FetchedHosts.places(in: source) {
                let isAllowed = patterns.contains {
                    $0.matches(host: place.host, port: place.port, isStandardPort: place.isStandardPort)
                }
                guard !isAllowed else { continue }
                var finding = Finding(
                    .warning, .outboundRefused, "\(place.shown) is fetched, and `outbound` does not allow it",
                    mend: "Add '\(place.shown)' to `outbound` in meridian.yml.",
                    file: ServiceDirectory.shown("\(directory.path)/\(file)"))
                finding.line = place.line
                finding.column = place.column
                finding.source = source.line(at: place.line)
                add(finding)
            }
        }
    }
}

extension Trigger {
    /// The handler of a script that it calls.
    fileprivate var handler: String {
        switch self {
        case .http: "fetch"
        case .timer: "scheduled"
        case .queue: "queue"
        case .event: "event"
        }
    }
}
