/// A JSON value whose objects keep their order, so that a sample reads like the documents it stands for.
public enum SampleJSON: Sendable, Equatable {
    case null
    case bool(Bool)
    case integer(Int64)
    case string(String)
    case array([SampleJSON])
    case object([Member])
    /// JSON text, put in as it is.
    case text(String)

    /// A name and its value.
    public struct Member: Sendable, Equatable {
        public var name: String
        public var value: SampleJSON

        public init(_ name: String, _ value: SampleJSON) {
            self.name = name
            self.value = value
        }
    }

    /// A member of an object; `nil` when there is none, or this is no object.
    public subscript(name: String) -> SampleJSON? {
        guard case .object(let members) = self else { return nil }
        return members.first { $0.name == name }?.value
    }
}

extension SampleJSON: ExpressibleByStringLiteral, ExpressibleByIntegerLiteral, ExpressibleByBooleanLiteral,
    ExpressibleByArrayLiteral, ExpressibleByDictionaryLiteral
{
    public init(stringLiteral value: String) { self = .string(value) }

    public init(integerLiteral value: Int64) { self = .integer(value) }

    public init(booleanLiteral value: Bool) { self = .bool(value) }

    public init(arrayLiteral elements: SampleJSON...) { self = .array(elements) }

    public init(dictionaryLiteral elements: (String, SampleJSON)...) {
        self = .object(elements.map { Member($0, $1) })
    }
}

extension SampleJSON {
    /// Strings by name, in the order given.
    static func strings(_ pairs: [(String, String)]) -> SampleJSON {
        .object(pairs.map { Member($0, .string($1)) })
    }

    /// `nil` becomes null.
    static func optional(_ text: String?) -> SampleJSON { text.map(SampleJSON.string) ?? .null }

    /// These members before the others; those whose value is `nil` are left out.
    static func members(_ pairs: (String, SampleJSON?)...) -> SampleJSON {
        .object(pairs.compactMap { name, value in value.map { Member(name, $0) } })
    }
}
