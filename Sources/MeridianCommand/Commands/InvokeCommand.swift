import ArgumentParser
import Control
import Foundation
import Meridian
import MeridianCore

struct InvokeCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "invoke", abstract: "Fire a function by hand, whatever its trigger.",
        discussion: """
            Prints the body of the answer. An HTTP function gets a request on its path, a timer a run, an event \
            function a CloudEvent around the data, a queue function one message, or several when the data is an array. \
            What `meridian event` prints for one of these triggers is taken whole:

              meridian event cloudevent data='{"order": "1001"}' | meridian invoke shop/paid --data @-
            """)

    @Argument(help: ArgumentHelp("The function.", valueName: "service/function"))
    var function: String

    @Option(help: ArgumentHelp("The data: JSON or text, @FILE for a file's, @- for standard input.", valueName: "data"))
    var data: String?

    @Option(help: ArgumentHelp("The trigger: http, timer, event, queue, or its position from 0.", valueName: "kind"))
    var trigger: String?

    @Option(help: "The method of an HTTP request.")
    var method: String?

    @Option(help: ArgumentHelp("The path of an HTTP request, with its query.", valueName: "path"))
    var path: String?

    @Option(
        name: [.customShort("p"), .customLong("parameter")],
        help: ArgumentHelp("A parameter of the function's path; may be repeated.", valueName: "name=value"))
    var parameters: [String] = []

    @Option(
        name: [.customShort("H"), .customLong("header")],
        help: ArgumentHelp("A field of an HTTP request or attribute (ce-*) of an event.", valueName: "name:value"))
    var headers: [String] = []

    @Flag(
        name: .customLong("async"),
        help:
            "Return when the call is on disk; it is made later, and again when it fails. `meridian event fate` asks for it."
    )
    var isAsync = false

    @OptionGroup var control: ControlOptions
    @OptionGroup var answer: OutputOptions

    func run() async throws {
        let target = try FunctionArgument(function)
        let (service, name) = (target.service, target.function)
        let client = try control.client()
        guard !isAsync else {
            let accepted = try await client.document(
                AcceptedCallsDocument.self, "POST", "/v1/services/\(service)/functions/\(name)/invocations",
                query: [("async", "1")], contentType: InvocationDocument.contentType,
                body: Data(CommandJSON.text(try wish()).utf8))
            return StandardOutput.line(answer.json ? CommandJSON.text(accepted) : accepted.text)
        }
        let result = try await client.document(
            InvocationResultDocument.self, "POST", "/v1/services/\(service)/functions/\(name)/invocations",
            contentType: InvocationDocument.contentType, body: Data(CommandJSON.text(try wish()).utf8))
        if answer.json {
            StandardOutput.line(CommandJSON.text(result))
        } else {
            try show(result)
        }
        guard result.status < 400 else {
            if !answer.json {
                CommandFailure(
                    .functionFailed,
                    "\(service)/\(name) answered \(result.status); `meridian logs --request \(result.requestID)` "
                        + "shows what it said"
                ).report(asJSON: false)
            }
            throw ExitCode(ExitStatus.failure.rawValue)
        }
    }

    private func wish() throws -> InvocationDocument {
        var wish = InvocationDocument(trigger: trigger, method: method, path: path)
        if !headers.isEmpty { wish.headers = try pairs(headers, separator: ":", "--header") }
        if !parameters.isEmpty {
            wish.parameters = try pairs(parameters, separator: "=", "--parameter").mapValues(JSONValue.string)
        }
        guard let bytes = try data.map(Payload.bytes) else { return wish }
        if let value = try? JSONDecoder().decode(JSONValue.self, from: bytes) {
            wish.data = value
        } else if let text = String(validating: bytes, as: UTF8.self) {
            wish.body = text
        } else {
            throw CommandFailure(.badArgument, "the data is neither JSON nor UTF-8 text")
        }
        return wish
    }

    private func pairs(_ texts: [String], separator: Character, _ option: String) throws -> [String: String] {
        var result: [String: String] = [:]
        for text in texts {
            guard let mark = text.firstIndex(of: separator), mark != text.startIndex else {
                throw CommandFailure(.badArgument, "\(option) '\(text)' is not NAME\(separator)VALUE")
            }
            let value = text[text.index(after: mark)...]
            result[String(text[..<mark])] =
                separator == ":" ? value.trimmingCharacters(in: .whitespaces) : String(value)
        }
        return result
    }

    private func show(_ result: InvocationResultDocument) throws {
        if let base64 = result.bodyBase64 {
            guard let bytes = Data(base64Encoded: base64) else {
                throw CommandFailure(.unexpectedAnswer, "the body that came back is no Base64")
            }
            StandardOutput.write(bytes)
        } else if let body = result.body, !body.isEmpty {
            StandardOutput.write(body)
            if StandardOutput.isTerminal && !body.hasSuffix("\n") { StandardOutput.write("\n") }
        }
    }
}
