/// What one invocation keeps.
struct Belongings: Sendable {
    /// Under the keys of middleware.
    var values: [ObjectIdentifier: any Sendable] = [:]
    /// The objects of the request.
    var objects: [ProviderKey: RequestSlot] = [:]
}
