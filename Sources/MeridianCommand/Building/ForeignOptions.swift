public import ArgumentParser
import Foundation
public import MeridianCore
import Specification

/// What the command line can say of a program as it is, in place of a `meridian.yml`.
struct ForeignOptions: ParsableArguments {
    @Option(help: "What runs a program as it is: custom, nodejs or python3.")
    var runtime: Runtime?

    @Option(help: "How such a program gets its requests: http or lambda.")
    var contract: Contract?

    @Option(help: ArgumentHelp("What such a program calls its function, such as index.handler.", valueName: "name"))
    var handler: String?

    @Option(
        help: ArgumentHelp(
            "The service that a program as it is becomes; by default named after its file.", valueName: "name"))
    var service: String?

    func validate() throws {
        if let runtime, !runtime.isForeign {
            throw ValidationError("--runtime \(runtime.rawValue) is what a service has that is built; leave it out")
        }
        if runtime == nil, contract != nil || handler != nil || service != nil {
            throw ValidationError("--contract, --handler and --service go with --runtime custom, nodejs or python3")
        }
    }

    /// - Parameter source: The directory or zip.
    /// - Returns: `nil` when the command line says nothing of it.
    func specification(for source: String) throws -> ServiceSpecification? {
        guard let runtime else { return nil }
        let file = URL(fileURLWithPath: source).standardizedFileURL.deletingPathExtension().lastPathComponent
        guard let name = service.map({ ServiceName($0) }) ?? ServiceDirectory.serviceName(file) else {
            throw CommandFailure(
                .badArgument, "'\(service ?? file)' is no service name: \(ServiceName.rule); give one with --service",
                status: .badData)
        }
        let contract = contract ?? .http
        var specification = ServiceSpecification(service: name, file: "the command line")
        specification.runtime = runtime
        specification.program = ForeignProgram(contract: contract, command: runtime.standardCommand(contract))
        if let handler {
            var function = FunctionSpecification(name: .main)
            function.handlerPath = handler
            specification.functions = [function]
        }
        return specification
    }
}

extension Runtime: ExpressibleByArgument {}
extension Contract: ExpressibleByArgument {}
