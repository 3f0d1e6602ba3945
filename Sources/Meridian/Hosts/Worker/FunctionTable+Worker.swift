import MeridianCore
import Wire

extension FunctionTable {
    /// The functions in the platform's order, with the triggers that the package's manifest gives them: those of the
    /// code and those that `meridian.yml` added.
    /// - Throws: ``ErrorCode/invalidApp`` when the manifest names a function that the executable does not have.
    convenience init(_ declared: FunctionTable, numberedBy initialization: WorkerInitialization) throws(MeridianError) {
        var functions: [BoundFunction] = []
        var manifest: [FunctionManifest] = []
        for function in initialization.functions {
            let position = try declared.position(of: function.name)
            var patterns: [PathPattern?] = []
            for path in function.triggerPaths { patterns.append(path.isEmpty ? nil : try PathPattern(path)) }
            functions.append(BoundFunction(declared.functions[position], patterns: patterns))
            manifest.append(declared.manifest[position])
        }
        self.init(
            declared, functions: functions, manifest: manifest,
            identity: ServiceIdentity(
                service: initialization.service, release: initialization.release, host: .worker))
    }
}
