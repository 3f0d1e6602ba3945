import ArgumentParser
import Foundation
import MeridianCore
import SampleEvents

extension EventCommand {
    struct Sample: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Print a sample of what calls a function.",
            discussion: """
                Kinds are the triggers of Meridian and the events of AWS Lambda and Alibaba Function Compute; --list has \
                them with the fields that can be set.

                  meridian event s3 bucket=photos key=cat.jpg
                  meridian event cloudevent type=com.example.order.paid data=@order.json
                  meridian event queue count=3 | meridian invoke shop/mails --data @-
                """)

        @Argument(help: "The kind, such as cloudevent or s3.")
        var kind: String?

        @Argument(help: ArgumentHelp("Fields; a value @FILE is read from a file.", valueName: "name=value"))
        var fields: [String] = []

        @Flag(help: "List the kinds, or the fields of one.")
        var list = false

        @Flag(help: "Print on one line.")
        var compact = false

        @OptionGroup var answer: OutputOptions

        func run() throws {
            guard let kind, !list || !fields.isEmpty else { return try listing() }
            let event: SampleEvent
            do {
                event = try sample(kind).event(values())
            } catch let failure as SampleFailure {
                throw CommandFailure(.badSampleField, failure.description)
            }
            StandardOutput.line(compact || answer.json ? event.json : event.document.pretty)
        }

        private func sample(_ name: String) throws(CommandFailure) -> SampleKind {
            guard let kind = SampleKind.named(name.lowercased()) else {
                throw CommandFailure(
                    .unknownSample,
                    "there is no sample '\(name)'; there are \(SampleKind.all.map(\.name).joined(separator: ", "))")
            }
            return kind
        }

        private func values() throws(CommandFailure) -> [String: String] {
            var values: [String: String] = [:]
            for text in fields {
                guard let mark = text.firstIndex(of: "="), mark != text.startIndex else {
                    throw CommandFailure(.badSampleField, "'\(text)' is not NAME=VALUE")
                }
                let value = String(text[text.index(after: mark)...])
                values[String(text[..<mark])] = value.hasPrefix("@") ? try content(String(value.dropFirst())) : value
            }
            return values
        }

        private func content(_ file: String) throws(CommandFailure) -> String {
            guard let data = FileManager.default.contents(atPath: file),
                let text = String(validating: data, as: UTF8.self)
            else { throw CommandFailure(.badSampleField, "'\(file)' can't be read as UTF-8 text", status: .noInput) }
            return text
        }

        private struct Listed: Encodable {
            struct Field: Encodable {
                var name: String
                var standard: String
                var summary: String
            }

            var kind: String
            var summary: String
            var fields: [Field]

            init(_ kind: SampleKind) {
                self.kind = kind.name
                summary = kind.summary
                fields = kind.fields.map { Field(name: $0.name, standard: $0.standard, summary: $0.summary) }
            }
        }

        private func listing() throws(CommandFailure) {
            let kinds = if let kind { [try sample(kind)] } else { SampleKind.all }
            guard !answer.json else { return StandardOutput.line(CommandJSON.text(kinds.map(Listed.init))) }
            guard kind == nil else {
                var table = TextTable("FIELD", "STANDARD", "WHAT IT IS")
                for field in kinds[0].fields { table.add(field.name, field.standard, field.summary) }
                return StandardOutput.line(table.text)
            }
            var table = TextTable("KIND", "WHAT IT IS", "FIELDS")
            for kind in kinds { table.add(kind.name, kind.summary, kind.fields.map(\.name).joined(separator: " ")) }
            StandardOutput.line(table.text)
        }
    }
}
