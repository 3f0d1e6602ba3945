import Foundation
import MeridianCore

/// `NAME:VALUE` as an option that may be repeated.
enum HeaderArgument {
    /// - Throws: ``CommandFailure`` for a text without a name.
    static func fields(_ texts: [String]) throws(CommandFailure) -> [String: String] {
        var fields: [String: String] = [:]
        for text in texts {
            guard let colon = text.firstIndex(of: ":"), colon != text.startIndex else {
                throw CommandFailure(.badArgument, "--header '\(text)' is not NAME:VALUE")
            }
            fields[String(text[..<colon])] = text[text.index(after: colon)...].trimmingCharacters(in: .whitespaces)
        }
        return fields
    }
}
