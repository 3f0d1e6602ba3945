public import JSONCodec

extension JSONValue: JSONDecodable, JSONEncodable {
    public init(json reader: inout JSONReader) throws {
        switch try reader.next() {
        case .null:
            _ = try reader.readNull()
            self = .null
        case .bool: self = .bool(try reader.readBool())
        case .string: self = .string(try reader.readString())
        case .number:
            switch try reader.readNumber() {
            case .integer(let value): self = .integer(value)
            case .double(let value): self = .number(value)
            }
        case .array: self = .array(try [JSONValue](json: &reader))
        case .object: self = .object(try [String: JSONValue](json: &reader))
        }
    }

    public func write(json writer: inout JSONWriter) throws {
        switch self {
        case .null: writer.writeNull()
        case .bool(let value): writer.write(value)
        case .integer(let value): writer.write(value)
        case .number(let value): try writer.write(value)
        case .string(let value): writer.write(value)
        case .array(let values): try values.write(json: &writer)
        case .object(let members): try members.write(json: &writer)
        }
    }
}
