import Engine
import MeridianCore

/// Where the files of a new release come from.
public enum ReleaseSource: Sendable {
    /// A package. The file stays where it is.
    case package(path: String)
    /// A directory with `manifest.json` and the entry, as unpacking a package would leave it. It is moved into the
    /// data directory without being packed: for `dev`, where packing would take longer than building.
    case directory(path: String)
}

extension Manifest {
    /// A manifest that came in a package is no more trusted than the rest of it.
    /// - Throws: ``ErrorCode/releaseUnusable`` with status 400.
    func check(isOf service: ServiceName) throws(MeridianError) {
        guard self.service == service else {
            throw MeridianError(
                .releaseUnusable,
                "the package is of service '\(self.service)' and was sent to '\(service)'; send it to "
                    + "/v1/services/\(self.service)/releases",
                status: 400)
        }
        guard Engine.runtimes.contains(runtime) else {
            throw MeridianError(
                .releaseUnusable,
                "the package wants the runtime '\(runtime.rawValue)'; this platform has "
                    + Engine.runtimes.map(\.rawValue).joined(separator: ", "),
                status: 400)
        }
        var routes: [(methods: [HTTPMethod], pattern: PathPattern, target: Int)] = []
        do throws(MeridianError) {
            for (index, function) in functions.enumerated() {
                for case .http(let http) in function.triggers {
                    routes.append((http.methods, try PathPattern(http.path), index))
                }
            }
            _ = try Router(routes)
        } catch {
            throw MeridianError(
                .releaseUnusable, "the functions of '\(service)' can't stand together: \(error.message)",
                status: 400, cause: error)
        }
    }
}
