import ArgumentParser
import Control
import MeridianCore

/// The service that a command is about, and the platform that it is on.
struct ServiceArgument: ParsableArguments {
    @Argument(help: "The name of the service.")
    var service: String

    @OptionGroup var control: ControlOptions
    @OptionGroup var platform: DataDirectoryOption
    @OptionGroup var answer: OutputOptions

    func validate() throws {
        guard ServiceName(service) != nil else {
            throw ValidationError("'\(service)' is no service name: \(ServiceName.rule)")
        }
    }

    var path: String { "/v1/services/\(service)" }

    func client() throws -> ControlClient { try control.client(dataDirectory: platform.data) }

    /// Prints a document as JSON, or what people read.
    func show(_ document: some Encodable, _ text: () -> String) {
        StandardOutput.line(answer.json ? CommandJSON.text(document) : text())
    }
}
