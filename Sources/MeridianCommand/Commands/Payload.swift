import Foundation
import MeridianCore

/// Data as an option has it: itself, `@FILE` for a file's, `-` or `@-` for standard input's.
enum Payload {
    static func bytes(of text: String) throws -> Data {
        if text == "-" || text == "@-" { return try FileHandle.standardInput.readToEnd() ?? Data() }
        guard text.hasPrefix("@") else { return Data(text.utf8) }
        let file = String(text.dropFirst())
        guard let content = FileManager.default.contents(atPath: file) else {
            throw CommandFailure(.badArgument, "'\(file)' can't be read", status: .noInput)
        }
        return content
    }
}
