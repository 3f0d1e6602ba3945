/// An event by CloudEvents 1.0 (https://github.com/cloudevents/spec): attributes and typed data.
public struct CloudEvent<Data> {
    /// Unique within its source.
    public var id: String
    /// A URI reference that names where the event comes from.
    public var source: String
    /// For example `com.example.order.paid`.
    public var type: String
    public var subject: String?
    /// The time of the occurrence by RFC 3339.
    public var time: String?
    public var dataContentType: String?
    public var dataSchema: String?
    /// Attributes beyond the specification's, by their lower-case names.
    public var extensions: [String: String]
    public var data: Data

    public init(
        id: String, source: String, type: String, subject: String? = nil, time: String? = nil,
        dataContentType: String? = "application/json", dataSchema: String? = nil,
        extensions: [String: String] = [:], data: Data
    ) {
        self.id = id
        self.source = source
        self.type = type
        self.subject = subject
        self.time = time
        self.dataContentType = dataContentType
        self.dataSchema = dataSchema
        self.extensions = extensions
        self.data = data
    }

    /// The same attributes around other data.
    public func with<Other>(data: Other) -> CloudEvent<Other> {
        CloudEvent<Other>(
            id: id, source: source, type: type, subject: subject, time: time, dataContentType: dataContentType,
            dataSchema: dataSchema, extensions: extensions, data: data)
    }
}

extension CloudEvent: Sendable where Data: Sendable {}
extension CloudEvent: Equatable where Data: Equatable {}
