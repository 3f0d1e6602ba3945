import FoundationEssentials

extension SampleJSON {
    /// What a person wrote: JSON when it is JSON, otherwise a string.
    public init(written text: String) {
        self = Self.isJSON(text) ? .text(text) : .string(text)
    }

    /// Whether text is one JSON value.
    public static func isJSON(_ text: String) -> Bool {
        (try? JSONDecoder().decode(Anything.self, from: Data(text.utf8))) != nil
    }

    /// Reads any JSON value, keeping nothing.
    private struct Anything: Decodable {
        init(from decoder: any Decoder) throws {
            let container = try decoder.singleValueContainer()
            if container.decodeNil() || (try? container.decode(Bool.self)) != nil
                || (try? container.decode(Double.self)) != nil || (try? container.decode(String.self)) != nil
                || (try? container.decode([Anything].self)) != nil
            {
                return
            }
            _ = try container.decode([String: Anything].self)
        }
    }
}
