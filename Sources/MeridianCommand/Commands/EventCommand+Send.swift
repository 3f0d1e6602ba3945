import ArgumentParser
import Control
import Foundation
import Meridian
import MeridianCore

extension EventCommand {
    struct Send: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Send an event to every function that takes it.",
            discussion: """
                Returns when the event is on disk; it is delivered until each function took it, or was tried as often as \
                its settings allow. An event with the source and id of one that was accepted before is not kept again.

                  meridian event send com.example.order.paid --data '{"id": "1001"}'
                  meridian event cloudevent type=com.example.order.paid | meridian event send --event @-
                """)

        @Argument(help: "The type of the event.")
        var type: String?

        @Option(
            help: ArgumentHelp(
                "A CloudEvent in JSON, or an array of them; @FILE, or @- for standard input.", valueName: "json"))
        var event: String?

        @Option(
            help: ArgumentHelp("The data: JSON or text, @FILE for a file's, @- for standard input.", valueName: "data"))
        var data: String?

        @Option(help: "Where it comes from, a URI reference.")
        var source = "/meridian/command"

        @Option(help: "What it is about.")
        var subject: String?

        @Option(help: "Its id, unique within the source; by default one is made up.")
        var id: String?

        @Flag(help: "Wait for the answers. The event is not kept.")
        var wait = false

        @OptionGroup var control: ControlOptions
        @OptionGroup var answer: OutputOptions

        func validate() throws {
            guard (type == nil) != (event == nil) else { throw ValidationError("give either a type or --event") }
        }

        func run() async throws {
            let client = try control.client()
            let body = try body()
            let isBatch = body.first { !$0.isASCIISpace } == UInt8(ascii: "[")
            let contentType = isBatch ? "application/cloudevents-batch+json" : "application/cloudevents+json"
            guard wait else {
                let accepted = try await client.document(
                    AcceptedEventsDocument.self, "POST", "/v1/events", contentType: contentType, body: body)
                return show(accepted)
            }
            let answers = try await client.document(
                JSONValue.self, "POST", "/v1/events", query: [("wait", "1")], contentType: contentType, body: body)
            StandardOutput.line(CommandJSON.text(answers))
        }

        private func show(_ document: AcceptedEventsDocument) {
            guard !answer.json else { return StandardOutput.line(CommandJSON.text(document)) }
            for event in document.events {
                guard !event.accepted.isEmpty else {
                    StandardOutput.line("\(event.id): no function takes it")
                    continue
                }
                StandardOutput.line("\(event.id): \(AcceptedCallsDocument(accepted: event.accepted).text)")
            }
        }

        private func body() throws -> Data {
            if let event { return try Payload.bytes(of: event) }
            var members: [String: JSONValue] = [
                "specversion": "1.0", "id": .string(id ?? UUID().uuidString.lowercased()), "source": .string(source),
                "type": .string(type ?? ""), "time": .string(Timestamp.now.description),
            ]
            if let subject { members["subject"] = .string(subject) }
            if let data {
                let bytes = try Payload.bytes(of: data)
                if let value = try? JSONDecoder().decode(JSONValue.self, from: bytes) {
                    members["data"] = value
                } else {
                    members["datacontenttype"] = "text/plain"
                    members["data"] = .string(String(decoding: bytes, as: UTF8.self))
                }
            }
            return Data(CommandJSON.text(JSONValue.object(members)).utf8)
        }
    }

    struct Fate: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Tell what has become of an event.")

        @Argument(help: "The service.")
        var service: String

        @Argument(help: "The number that the event was accepted as.")
        var id: Int64

        @OptionGroup var control: ControlOptions
        @OptionGroup var answer: OutputOptions

        func run() async throws {
            let service = try ServiceName(argument: service)
            let fate = try await control.client().document(EventFateDocument.self, "GET", "/v1/events/\(service)/\(id)")
            guard !answer.json else { return StandardOutput.line(CommandJSON.text(fate)) }
            StandardOutput.line(fate.reason.map { "\(fate.state.rawValue): \($0)" } ?? fate.state.rawValue)
        }
    }
}

extension UInt8 {
    fileprivate var isASCIISpace: Bool { self == 0x20 || (0x09...0x0D).contains(self) }
}
