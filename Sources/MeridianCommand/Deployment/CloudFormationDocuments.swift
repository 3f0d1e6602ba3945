import Foundation

/// What `aws cloudformation` answers, as far as it is looked at. Names begin with a capital there.
enum CloudFormationDocument {
    struct ChangeSet: Decodable {
        var changes: [Change]?
    }

    struct Change: Decodable {
        struct Resource: Decodable {
            var action: String
            var logicalResourceId: String
            var resourceType: String
            /// `True`, `False` or `Conditional`.
            var replacement: String?
        }

        var resourceChange: Resource?
    }

    struct Stacks: Decodable {
        var stacks: [Stack]
    }

    struct Stack: Decodable {
        struct Output: Decodable {
            var outputKey: String
            var outputValue: String
        }

        var stackStatus: String
        var outputs: [Output]?
    }

    struct Events: Decodable {
        struct Event: Decodable {
            var logicalResourceId: String?
            var resourceStatus: String?
            var resourceStatusReason: String?
        }

        var stackEvents: [Event]
    }

    private struct Name: CodingKey {
        let stringValue: String
        var intValue: Int? { nil }

        init(stringValue: String) { self.stringValue = stringValue }

        init?(intValue: Int) { nil }
    }

    static func decode<Document: Decodable>(_ type: Document.Type, from data: Data) throws -> Document {
        let decoder = JSONDecoder()
        decoder.keyDecodingStrategy = .custom { path in
            let key = path[path.count - 1].stringValue
            return Name(stringValue: key.prefix(1).lowercased() + key.dropFirst())
        }
        return try decoder.decode(type, from: data)
    }
}
