/// An example of what a platform hands to a function: a JSON document in the platform's own shape.
///
/// ```swift
/// let event = SampleEvent.s3(bucket: "photos", key: "cat.jpg")
/// print(event.document.pretty)
/// ```
/// Ids, times and addresses are made up and the same every time, so that tests can rely on them.
public struct SampleEvent: Sendable, Equatable {
    public var document: SampleJSON

    public init(_ document: SampleJSON) {
        self.document = document
    }

    /// The document on one line, as it travels.
    public var json: String { document.compact }
}
