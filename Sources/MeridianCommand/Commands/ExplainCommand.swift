import ArgumentParser
import MeridianCore

struct ExplainCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "explain", abstract: "Tell what an error number means and how to mend it.")

    @Argument(help: ArgumentHelp("The number, such as MER-1203; every number when left out.", valueName: "mer-n"))
    var number: String?

    @OptionGroup var answer: OutputOptions

    private struct Document: Encodable {
        var code: String
        var title: String
        var text: String
        var mend: String
        var example: String

        init(_ explanation: ErrorExplanation) {
            code = explanation.code.description
            title = explanation.title
            text = explanation.text
            mend = explanation.mend
            example = explanation.example
        }
    }

    func run() throws {
        guard let number else {
            let all = ErrorCatalog.all
            StandardOutput.line(
                answer.json
                    ? CommandJSON.text(all.map(Document.init))
                    : all.map { "\($0.code)  \($0.title)" }.joined(separator: "\n"))
            return
        }
        guard let code = ErrorCode(number), let explanation = ErrorCatalog.explanation(of: code) else {
            throw CommandFailure(
                .unknownErrorNumber,
                "there is no error '\(number)'; numbers look like MER-1203, and `meridian explain` lists them")
        }
        guard !answer.json else {
            StandardOutput.line(CommandJSON.text(Document(explanation)))
            return
        }
        StandardOutput.line("\(explanation.code)  \(explanation.title)\n")
        StandardOutput.line(Self.wrapped(explanation.text, width: 80))
        StandardOutput.line("\nTo mend it:\n" + Self.indented(Self.wrapped(explanation.mend, width: 76)))
        StandardOutput.line("\nFor example:\n" + Self.indented(explanation.example))
    }

    private static func indented(_ text: String) -> String {
        text.split(separator: "\n", omittingEmptySubsequences: false).map { $0.isEmpty ? "" : "    \($0)" }
            .joined(separator: "\n")
    }

    /// Breaks lines between words.
    static func wrapped(_ text: String, width: Int) -> String {
        var lines: [String] = []
        var line = ""
        for word in text.split(separator: " ") {
            if !line.isEmpty && line.count + 1 + word.count > width {
                lines.append(line)
                line = ""
            }
            line += line.isEmpty ? String(word) : " " + word
        }
        return (lines + [line]).joined(separator: "\n")
    }
}
