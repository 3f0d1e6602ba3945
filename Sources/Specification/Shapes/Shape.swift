import MeridianCore

/// What may stand as a value: how it is read, and how it is described.
struct Shape<Value: Sendable>: Sendable {
    let description: ShapeDescription
    /// Reports what is wrong and answers `nil`. Also `nil`, without a report, for what has no value yet.
    let read: @Sendable (inout SpecificationReader, SourceNode, Label) -> Value?

    init(
        _ description: ShapeDescription,
        read: @escaping @Sendable (inout SpecificationReader, SourceNode, Label) -> Value?
    ) {
        self.description = description
        self.read = read
    }

    /// The same in a file, another value in the program.
    func map<Other: Sendable>(
        _ transform: @escaping @Sendable (inout SpecificationReader, Value, SourceNode, Label) -> Other?
    ) -> Shape<Other> {
        Shape<Other>(description) { [read] reader, node, label in
            guard let value = read(&reader, node, label) else { return nil }
            return transform(&reader, value, node, label)
        }
    }

    /// The value with its place.
    var located: Shape<Located<Value>> {
        map { _, value, node, label in Located(value, at: node.position ?? label.position) }
    }

    /// Empty, or this.
    var orEmpty: Shape<Value> {
        Shape(.optional(description)) { [read] reader, node, label in
            node.isNull ? nil : read(&reader, node, label)
        }
    }
}

/// A value with its place in a file.
public struct Located<Value: Sendable>: Sendable {
    public var value: Value
    public var position: SourcePosition?

    public init(_ value: Value, at position: SourcePosition? = nil) {
        self.value = value
        self.position = position
    }
}

extension Located: Equatable where Value: Equatable {}
extension Located: Hashable where Value: Hashable {}
