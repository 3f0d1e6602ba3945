import ArgumentParser
import Specification

struct SchemaCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "schema", abstract: "Print the JSON Schema of meridian.yml, for editors.")

    @Flag(help: "Print the keys as Markdown tables instead.")
    var tables = false

    func run() throws {
        StandardOutput.write(tables ? SpecificationTables.text : SpecificationSchema.text)
    }
}
