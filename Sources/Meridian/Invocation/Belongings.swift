/// What one invocation keeps.
final class Belongings {
    /// Under the keys of middleware.
    var values: [ObjectIdentifier: any Sendable] = [:]
    /// The objects of the request.
    var objects: [ProviderKey: RequestSlot] = [:]
}

extension Belongings? {
    /// What is kept, beginning with nothing.
    var orNew: Belongings {
        mutating get {
            if let self { return self }
            let belongings = Belongings()
            self = belongings
            return belongings
        }
    }
}
