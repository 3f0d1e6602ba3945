/// Any key there is, so that those nobody reads can be told.
private struct AnyKey: CodingKey {
    let stringValue: String
    var intValue: Int? { nil }

    init(stringValue: String) {
        self.stringValue = stringValue
    }

    init?(intValue: Int) {
        return nil
    }
}

extension Decoder {
    /// A misspelled key must not pass for an option left out.
    /// - Throws: `DecodingError.dataCorrupted` that names the key and those that there are.
    package func rejectUnknownKeys<Key: CodingKey & CaseIterable>(_ known: Key.Type) throws {
        guard let stranger = try unknownKey(among: known) else { return }
        let names = known.allCases.map(\.stringValue).joined(separator: ", ")
        throw DecodingError.dataCorrupted(
            .init(codingPath: codingPath, debugDescription: "there is no key '\(stranger)' here; there are \(names)"))
    }

    /// The first key that is none of those that there are.
    package func unknownKey<Key: CodingKey & CaseIterable>(among known: Key.Type) throws -> String? {
        let names = known.allCases.map(\.stringValue)
        return try container(keyedBy: AnyKey.self).allKeys.map(\.stringValue).first { !names.contains($0) }
    }
}
