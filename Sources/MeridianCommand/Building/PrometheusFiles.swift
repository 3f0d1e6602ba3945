import Exporting
import MeridianCore

/// The files with which Prometheus watches a platform, in a directory.
struct PrometheusFiles {
    static let defaultDirectory = "meridian-prometheus"

    /// The directory.
    let path: String
    let files: [String]

    /// - Parameters:
    ///   - output: The directory; ``defaultDirectory`` otherwise.
    ///   - force: Whether to overwrite what no export has written.
    static func write(_ export: PrometheusExport, to output: String?, force: Bool) throws -> PrometheusFiles {
        var directory = TargetDirectory(output ?? defaultDirectory)
        for file in export.files { directory.add(file) }
        try directory.write(force: force)
        return PrometheusFiles(path: directory.path, files: directory.items.map(\.path))
    }
}
