import ArgumentParser
import Control
import Engine

struct StatusCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "status", abstract: "Show the instances that run.")

    @OptionGroup var control: ControlOptions
    @OptionGroup var platform: DataDirectoryOption
    @OptionGroup var answer: OutputOptions

    func run() async throws {
        let client = try control.client(dataDirectory: platform.data)
        let status = try await client.document(StatusDocument.self, "GET", "/v1/status")
        guard !answer.json else {
            StandardOutput.line(CommandJSON.text(status))
            return
        }
        StandardOutput.line("gateway \(status.gateway), process \(status.pid), since \(status.startedAt)")
        var table = TextTable("SERVICE", "GROUP", "INSTANCE", "STATE", "IN FLIGHT", "SERVED", "MEMORY")
        for service in status.services {
            for group in service.groups {
                let name = "\(service.service)@\(service.release)"
                if group.instances.isEmpty { table.add(name, group.group, "-", "at zero", "", "", "") }
                for instance in group.instances {
                    table.add(
                        name, group.group, String(instance.pid), instance.state, String(instance.inFlight),
                        String(instance.served), instance.residentBytes.map(Quantities.bytes) ?? "?")
                }
            }
        }
        if !status.services.isEmpty { StandardOutput.line(table.text) }
    }
}
