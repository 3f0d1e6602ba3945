public import MeridianCore

extension Manifest {
    /// The manifest of a program that declares no functions itself: those of the file, or one that takes every request.
    /// - Throws: As ``merging(declared:specification:)``, and for one of several functions that nothing calls.
    public static func foreign(_ specification: ServiceSpecification) throws(SpecificationError) -> Manifest {
        var specification = specification
        if specification.functions.isEmpty {
            specification.functions = [FunctionSpecification(name: .main)]
        }
        if specification.functions.count == 1, specification.functions[0].triggers.isEmpty {
            specification.functions[0].triggers = [SpecifiedTrigger(.http(HTTPTrigger(path: "/*")))]
        }
        let idle = specification.functions.filter { $0.isDeployed && $0.triggers.isEmpty }
        guard idle.isEmpty else {
            throw SpecificationError(
                idle.map { function in
                    Diagnostic(
                        code: .missingKey,
                        message: "function '\(function.name)' has no triggers; a program of the runtime "
                            + "\(specification.runtime.rawValue) declares none, so write them here",
                        file: specification.file, position: function.position)
                })
        }
        return try merging(
            declared: specification.functions.map { FunctionManifest(name: $0.name, triggers: []) },
            specification: specification)
    }
}

extension FunctionName {
    /// What the only function of a program is called that names none.
    public static let main = FunctionName("main")!
}
