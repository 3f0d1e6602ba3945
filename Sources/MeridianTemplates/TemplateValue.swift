import JSONCodec
import Meridian
import MeridianCore
import Mustache

/// What a template sees of a value: what the value is as JSON.
enum TemplateValue {
    /// - Throws: `MER-1202` when the value can't be encoded.
    static func of(_ value: some Encodable) throws(MeridianError) -> Any {
        do {
            return plain(try JSON.decode(JSONValue.self, from: JSON.encode(value)))
        } catch {
            throw MeridianError(
                .resultNotEncodable, "a value of type \(type(of: value)) can't be written into a template: \(error)",
                cause: error)
        }
    }

    private static func plain(_ value: JSONValue) -> Any {
        switch value {
        case .null: Absent()
        case .bool(let value): value
        case .integer(let value): value
        case .number(let value): value
        case .string(let value): value
        case .array(let elements): elements.map(plain)
        case .object(let members): members.mapValues(plain)
        }
    }

    /// `null`: it is false, writes nothing, and unlike a member that is missing it hides that of an outer value.
    private struct Absent: MustacheCustomRepresentation {
        var representation: Any? { nil }
    }
}
