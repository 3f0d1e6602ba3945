/// The types that a function takes and answers, for documents about it. It makes no difference to calls.
///
/// `@Functions` knows it of its methods. For a function made by hand it is what ``Function/described(_:)`` says, and the
/// type of the handler's result.
public struct FunctionSignature: Sendable {
    /// A parameter over HTTP.
    public struct Parameter: Sendable {
        /// As the caller knows it.
        public var name: String
        public var place: ParameterPlace
        public var type: Any.Type
        /// Whether a request without it is refused.
        public var isRequired: Bool
        /// The rules of the parameter, as members of a JSON Schema.
        public var rules: [String: JSONValue]
        public var description: String?

        public init(
            _ name: String, in place: ParameterPlace, as type: Any.Type, isRequired: Bool = true,
            rules: [String: JSONValue] = [:], description: String? = nil
        ) {
            self.name = name
            self.place = place
            self.type = type
            self.isRequired = isRequired
            self.rules = rules
            self.description = description
        }
    }

    public var parameters: [Parameter]
    /// The type of the JSON body; `nil` when there is none or it is not known.
    public var body: Any.Type?
    public var isBodyRequired: Bool
    /// The type of the result; `nil` when there is none or it is not known.
    public var result: Any.Type?
    /// A sentence.
    public var summary: String?
    /// Whatever else there is to say, in Markdown.
    public var details: String?

    public init(
        parameters: [Parameter] = [], body: Any.Type? = nil, isBodyRequired: Bool = true,
        result: Any.Type? = nil, summary: String? = nil, details: String? = nil
    ) {
        self.parameters = parameters
        self.body = body
        self.isBodyRequired = isBodyRequired
        self.result = result
        self.summary = summary
        self.details = details
    }
}

extension Function {
    /// This function with its types told. A result that the signature leaves out stays what it was.
    public func described(_ signature: FunctionSignature) -> Function {
        var function = self
        function.signature = signature
        function.signature.result = signature.result ?? self.signature.result
        return function
    }
}

extension Array {
    /// What rules say, as members of one JSON Schema.
    public func schema<Value>() -> [String: JSONValue] where Element == Rule<Value> {
        reduce(into: [:]) { schema, rule in schema.merge(rule.schema) { _, new in new } }
    }
}
