import MeridianCore
import Persistence

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

/// A runtime as Lambda names it.
enum LambdaRuntime {
    /// What runs such a function here. Versions of an interpreter are not told apart: there is the machine's.
    /// - Throws: ``ErrorCode/lambdaRuntimeMissing`` with status 400.
    static func runtime(named name: String) throws(MeridianError) -> Runtime {
        let (runtime, program): (Runtime, String?) =
            switch name {
            case "provided.al2023", "provided.al2", "provided": (.custom, nil)
            case _ where name.hasPrefix("nodejs"): (.nodejs, "node")
            case _ where name.hasPrefix("python3"): (.python3, "python3")
            default:
                throw MeridianError(
                    .lambdaRuntimeMissing,
                    "the runtime '\(name)' is not offered here; there are provided.al2023, nodejs and python3 with any "
                        + "version", status: 400)
            }
        if let program, !isInstalled(program) {
            throw MeridianError(
                .lambdaRuntimeMissing,
                "the runtime '\(name)' needs '\(program)', which this machine does not have; install it, or use "
                    + "provided.al2023", status: 400)
        }
        return runtime
    }

    private static func isInstalled(_ program: String) -> Bool {
        let directories = getenv("PATH").map { String(cString: $0) } ?? "/usr/bin:/bin"
        return directories.split(separator: ":").contains { access("\($0)/\(program)", X_OK) == 0 }
    }
}
