import MeridianCore
import Wire

/// Which function of this executable the platform means by which number: the manifest's order against the code's.
struct FunctionNumbering {
    private var functions: [(function: Int, triggers: Int)] = []

    init() {}

    /// - Throws: ``ErrorCode/invalidApp`` when the manifest names a function that the executable does not have.
    init(_ initialization: WorkerInitialization, _ table: FunctionTable) throws(MeridianError) {
        for function in initialization.functions {
            guard let position = table.manifest.firstIndex(where: { $0.name.rawValue == function.name }) else {
                throw MeridianError(
                    .invalidApp,
                    "the manifest names the function '\(function.name)', which the executable does not declare; "
                        + "build the package again")
            }
            functions.append((position, function.triggerPaths.count))
        }
    }

    /// - Returns: `nil` when there is no such function or trigger.
    func resolve(function: Int, trigger: Int) -> (function: Int, trigger: Int)? {
        guard functions.indices.contains(function), trigger < functions[function].triggers else { return nil }
        return (functions[function].function, trigger)
    }
}
