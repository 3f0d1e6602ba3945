import MeridianCore

/// What the OpenAPI document says of an endpoint beside what the table of endpoints does.
struct EndpointDescription: Sendable {
    /// What a body is.
    enum Content: Sendable {
        case none
        /// A document, with the schema of its type.
        case json(any (Decodable & Sendable).Type)
        /// JSON whose form a page of the documentation tells.
        case anyJSON
        /// Bytes of a media type.
        case bytes(String)
        /// One JSON document a line.
        case lines(any (Decodable & Sendable).Type)
        /// Server-sent events, with one JSON document as the data of each, and another as that of the first.
        case events(any (Decodable & Sendable).Type, opening: any (Decodable & Sendable).Type)
        /// One or the other, by what the request accepts.
        case linesOrEvents(any (Decodable & Sendable).Type)

        /// Whether a client that comes again can go on where it was.
        var isResumable: Bool {
            switch self {
            case .events, .linesOrEvents: true
            default: false
            }
        }
    }

    struct Query: Sendable {
        var name: String
        var type: any (Decodable & Sendable).Type
        var summary: String
        /// What a number may be.
        var range: ClosedRange<Int>?

        init(_ name: String, in range: ClosedRange<Int>, _ summary: String) {
            self.init(name, Int.self, summary)
            self.range = range
        }

        init(_ name: String, _ type: any (Decodable & Sendable).Type, _ summary: String) {
            self.name = name
            self.type = type
            self.summary = summary
        }
    }

    var summary: String
    var query: [Query]
    /// The fields that decide whether a change is carried out, beside the body.
    var isConditional: Bool
    var takes: Content
    var needsBody: Bool
    var answers: [Int: Content]

    /// - Parameters:
    ///   - answers: By status; errors are problems by RFC 9457 everywhere.
    init(
        _ summary: String, query: [Query] = [], isConditional: Bool = false, takes: Content = .none,
        needsBody: Bool = true, answers: [Int: Content]
    ) {
        self.summary = summary
        self.query = query
        self.isConditional = isConditional
        self.takes = takes
        self.needsBody = needsBody
        self.answers = answers
    }
}
