public import MeridianCore

/// Where a domain leads.
public struct DomainRoute: Sendable, Equatable {
    public var service: ServiceName
    /// The alias that answers; `live` when left out.
    public var alias: String?

    public init(service: ServiceName, alias: String? = nil) {
        self.service = service
        self.alias = alias
    }
}
