import Foundation

/// How the command writes and reads JSON.
enum CommandJSON {
    /// One line, with sorted keys.
    static func text(_ document: some Encodable) -> String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        // The documents of the command hold nothing that JSON can't.
        return String(decoding: try! encoder.encode(document), as: UTF8.self)
    }

    static func decode<Document: Decodable>(_ type: Document.Type, from data: Data) throws -> Document {
        try JSONDecoder().decode(type, from: data)
    }
}
