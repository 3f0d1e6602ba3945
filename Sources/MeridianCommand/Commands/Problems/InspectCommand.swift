import ArgumentParser
import Control
import Engine
import MeridianCore

struct InspectCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "inspect", abstract: "Show what a service weighs, and how its instances started.")

    @Argument(help: ArgumentHelp("The service, or one of its functions.", valueName: "service[/function]"))
    var target: String

    @OptionGroup var control: ControlOptions
    @OptionGroup var platform: DataDirectoryOption
    @OptionGroup var answer: OutputOptions

    func run() async throws {
        let target = try ServiceOrFunction(target)
        let client = try control.client(dataDirectory: platform.data)
        var found = try await client.document(
            InspectionDocument.self, "GET", "/v1/services/\(target.service)/inspection")
        if let function = target.function {
            found.groups.removeAll { !$0.functions.contains(function.rawValue) }
            guard !found.groups.isEmpty else {
                throw CommandFailure(.unknownFunction, "the live release of '\(found.service)' has no '\(function)'")
            }
        }
        StandardOutput.line(answer.json ? CommandJSON.text(found) : Self.text(found))
    }

    private static func text(_ found: InspectionDocument) -> String {
        var lines = ["\(found.service)@\(found.release), \(found.runtime)"]
        if found.packageBytes > 0 { lines[0] += ", package \(Quantities.bytes(found.packageBytes))" }
        var parts = TextTable("PART", "SIZE")
        for part in found.parts { parts.add(part.path, Quantities.bytes(part.bytes)) }
        lines += ["", parts.text, ""]
        var table = TextTable("GROUP", "INSTANCE", "SPAWN", "INIT", "FIRST ANSWER", "SERVED", "MEMORY", "PEAK")
        for group in found.groups {
            if group.instances.isEmpty { table.add(group.group, "-", "at zero") }
            for instance in group.instances {
                let beginning = instance.beginning
                table.add(
                    group.group, String(instance.pid), time(beginning?.spawn), time(beginning?.initialization),
                    time(beginning?.firstAnswer), String(instance.served), size(instance.residentBytes),
                    size(instance.peakBytes))
            }
        }
        return (lines + [table.text]).joined(separator: "\n")
    }

    private static func time(_ value: Double?) -> String { value.map(Quantities.milliseconds) ?? "-" }

    private static func size(_ value: Int?) -> String { value.map(Quantities.bytes) ?? "?" }
}
