/// A place outside of providers that needs an object.
struct Need: Sendable {
    let key: ProviderKey
    let place: SourcePlace
    /// The type that the place belongs to.
    let owner: String
    /// Hands over the object or, where it is not made once, the container to ask.
    let fill: @Sendable (Container) -> Void

    var description: String { owner.isEmpty ? "\(place)" : "\(owner) (\(place))" }
}
