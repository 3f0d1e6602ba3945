public import Meridian

/// A form that has come whole.
public struct Form: Sendable {
    public struct Field: Sendable, Hashable {
        public var name: String
        public var value: String
    }

    /// In the order in which they came; a name may occur more than once.
    public let fields: [Field]
    /// In the order in which they came. An empty file input of a browser is none.
    public let files: [Upload]

    init(fields: [Field], files: [Upload]) {
        self.fields = fields
        self.files = files.filter { $0.size > 0 || $0.head.givenFilename != "" }
    }

    /// The first field under a name.
    public subscript(name: String) -> String? { fields.first { $0.name == name }?.value }

    /// All fields under a name.
    public func values(_ name: String) -> [String] { fields.filter { $0.name == name }.map(\.value) }

    /// The first file under a name.
    public func file(_ name: String) -> Upload? { files.first { $0.head.name == name } }

    /// All files under a name.
    public func files(_ name: String) -> [Upload] { files.filter { $0.head.name == name } }

    /// Reads the form as a value whose members are fields and files.
    ///
    /// A member is a type that a query parameter can be, an ``Upload``, an optional of these, or an array of these for a
    /// name that may occur more than once. An empty field is `nil` for an optional that is no string. A `Bool` also
    /// takes `on`, which browsers send for a box that is ticked; one that is not ticked is not sent.
    /// - Throws: `Problem` (`MER-1603`, 400) that names the field.
    public func decode<Value: Decodable>(_ type: Value.Type = Value.self) throws(Problem) -> Value {
        do {
            return try Value(from: FormDecoder(form: self))
        } catch let error as DecodingError {
            throw Self.problem(error)
        } catch let problem as Problem {
            throw problem
        } catch {
            throw Problem(.badForm, "the form can't be read: \(error)", status: 400)
        }
    }

    private static func problem(_ error: DecodingError) -> Problem {
        let (path, reason): ([any CodingKey], String) =
            switch error {
            case .keyNotFound(let key, let context): (context.codingPath + [key], "is missing")
            case .valueNotFound(_, let context): (context.codingPath, "is empty, but a value is needed")
            case .typeMismatch(_, let context), .dataCorrupted(let context):
                (context.codingPath, context.debugDescription)
            @unknown default: ([], "can't be read")
            }
        guard let name = path.first?.stringValue else {
            return Problem(.badForm, "the form can't be read: \(reason)", status: 400)
        }
        return .badField(name, reason)
    }
}
