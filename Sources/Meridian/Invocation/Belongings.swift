/// What one invocation keeps.
struct Belongings: Sendable {
    /// Under the keys of middleware.
    var values: [ObjectIdentifier: any Sendable] = [:]
    /// The objects of the request.
    var objects: [ProviderKey: RequestSlot] = [:]
}

extension Belongings? {
    /// What is kept, beginning with nothing.
    var orNew: Belongings {
        get { self ?? Belongings() }
        _modify {
            var belongings = take() ?? Belongings()
            defer { self = belongings }
            yield &belongings
        }
    }
}
