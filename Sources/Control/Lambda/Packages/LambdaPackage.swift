import LambdaAPI
import MeridianCore
import Packaging
import Persistence

/// Makes packages of functions: a zip for Lambda with a manifest, and with the program that calls its handler where it does
/// not bring one.
struct LambdaPackage {
    /// The one function of a service that was made by the Lambda-compatible API.
    static let function = FunctionName("main")!
    /// Instances of a function at a time; each serves one call.
    private static let mostInstances = 100

    let manifest: Manifest
    private let client: RuntimeClient?

    /// - Parameters:
    ///   - settings: What the client wants; what it does not say is as in `former`, or as Lambda has it.
    ///   - former: The function as it is.
    /// - Throws: ``ErrorCode/lambdaRuntimeMissing``, ``ErrorCode/lambdaParameterInvalid`` with status 400.
    init(_ service: ServiceName, _ settings: FunctionSettings, over former: Manifest? = nil) throws(MeridianError) {
        let function = former?.functions.first
        let options = former.flatMap { former in function.map { former.options(of: $0) } }
        let runtime = try settings.runtime.map { name throws(MeridianError) in
            try LambdaRuntime.runtime(named: name)
        }
        let kind = runtime ?? former?.runtime ?? .custom
        guard let handler = settings.handler ?? function?.handler, !handler.isEmpty else {
            throw MeridianError(.lambdaParameterInvalid, "the Handler is missing; name one", status: 400)
        }
        let program = ForeignProgram(contract: .lambda, command: kind.standardCommand(.lambda))
        client = RuntimeClient.wanted(by: program)
        manifest = Manifest(
            service: service, runtime: kind, entry: client?.path ?? "bootstrap", program: program,
            defaults: program.defaults,
            functions: [
                FunctionManifest(
                    name: Self.function, description: settings.description ?? function?.description, handler: handler,
                    triggers: [.http(HTTPTrigger(path: "/{path*}"))],
                    options: FunctionOptions(
                        memorySize: settings.memorySize ?? options?.memorySize ?? 128,
                        timeout: settings.timeout.map(Double.init) ?? options?.timeout ?? 3,
                        maxInstances: Self.mostInstances,
                        environment: settings.environment ?? options?.environment ?? [:]))
            ])
    }

    /// Writes the package. Blocks.
    /// - Parameters:
    ///   - zip: For Lambda, or a package that this made.
    ///   - folder: A directory for its contents, which is removed again.
    /// - Throws: ``ErrorCode/lambdaArchiveInvalid`` with status 400.
    func write(from zip: String, to output: String, by folder: String) throws {
        defer { try? FileSystem.remove(folder) }
        do {
            let reader = try PackageReader(foreign: zip, manifest: manifest)
            guard client != nil || reader.entries.contains(where: { $0.path == manifest.entry }) else {
                throw Self.invalid("the zip has no '\(manifest.entry)' at its root, which is run; add it")
            }
            try reader.extract(to: folder)
            var writer = try PackageWriter(manifest: manifest)
            for entry in reader.entries where !isReplaced(entry.path) {
                try writer.addFile(
                    "\(folder)/\(entry.path)", at: entry.path,
                    isExecutable: entry.isExecutable || entry.path == manifest.entry)
            }
            if let client { try writer.add(Array(client.text.utf8), at: client.path) }
            _ = try writer.write(to: output)
        } catch let error as MeridianError where error.status == 400 && error.code != .lambdaArchiveInvalid {
            throw Self.invalid(error.message.replacing("'\(zip)'", with: "the zip"), cause: error)
        }
    }

    /// What packing adds itself.
    private func isReplaced(_ path: String) -> Bool {
        path == ManifestCoding.path || path.hasPrefix(".meridian/")
    }

    private static func invalid(_ reason: String, cause: (any Error)? = nil) -> MeridianError {
        MeridianError(.lambdaArchiveInvalid, reason, status: 400, cause: cause)
    }
}
