import ArgumentParser
import Control

struct ListCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "list", abstract: "Show the live functions with their triggers and addresses.")

    @OptionGroup var control: ControlOptions
    @OptionGroup var platform: DataDirectoryOption
    @OptionGroup var answer: OutputOptions

    func run() async throws {
        let client = try control.client(dataDirectory: platform.data)
        let list = try await client.document(ServiceListDocument.self, "GET", "/v1/services")
        guard !answer.json else {
            StandardOutput.line(CommandJSON.text(list))
            return
        }
        guard !list.services.isEmpty else {
            StandardOutput.line("no service is deployed; `meridian deploy DIR --to \(client.base)` deploys one")
            return
        }
        let functions = list.services.flatMap(\.functions)
        if !functions.isEmpty { StandardOutput.line(FunctionTableText.render(functions, showsService: true)) }
        for service in list.services {
            if let problem = service.problem { StandardOutput.line("\(service.service) does not answer: \(problem)") }
        }
    }
}
