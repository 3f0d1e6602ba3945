/// The type under which an object is provided and asked for.
struct ProviderKey: Hashable, Sendable, CustomStringConvertible {
    private let id: ObjectIdentifier
    /// The type as messages call it.
    let description: String

    init(_ type: Any.Type) {
        id = ObjectIdentifier(type)
        description = String(describing: type)
    }

    static func == (left: ProviderKey, right: ProviderKey) -> Bool { left.id == right.id }

    func hash(into hasher: inout Hasher) { hasher.combine(id) }
}
