import Engine
import Foundation
import MeridianCore
import Specification

#if canImport(Glibc)
    import Glibc
#endif

extension Checkup {
    /// What the engine sets for its workers, and what would set them apart from the rest of the machine.
    mutating func checkSandbox() {
        let engine = EngineConfiguration()
        var present: [String] = []
        for limit in Self.limits(engine) {
            if limit.allowed >= UInt64(limit.wanted) {
                present.append(limit.name)
            } else {
                add(
                    Finding(
                        .warning, .sandboxIncomplete,
                        "the system allows \(limit.allowed) \(limit.name) here; the engine gives a worker \(limit.wanted)"
                    ))
            }
        }
        do {
            _ = try Sandbox(executable: InstalledProgram.sandbox)
            present.append("namespaces")
        } catch {
            add(Finding(.note, .sandboxIncomplete, error.message))
        }
        note("sandbox", present.isEmpty ? "nothing" : present.joined(separator: ", "))
    }

    private static func limits(_ engine: EngineConfiguration) -> [(name: String, wanted: Int, allowed: UInt64)] {
        #if canImport(Glibc)
            let (files, processes) = (
                __rlimit_resource_t(RLIMIT_NOFILE.rawValue), __rlimit_resource_t(__RLIMIT_NPROC.rawValue)
            )
        #else
            let (files, processes) = (RLIMIT_NOFILE, RLIMIT_NPROC)
        #endif
        var all: [(name: String, wanted: Int, allowed: UInt64)] = []
        for (name, wanted, resource) in [
            ("open files", engine.openFiles, files), ("processes", engine.processes, processes),
        ] {
            var limit = rlimit()
            // A limit that can't be read binds nobody.
            let isKnown = getrlimit(resource, &limit) == 0
            all.append((name, wanted, isKnown ? UInt64(limit.rlim_max) : .max))
        }
        return all
    }
}
