public import MeridianCore

/// A role, for one service or for all, written `developer@shop` or `developer`.
public struct Grant: Hashable, Sendable, Codable {
    public var role: Role
    /// `nil` for all services and what belongs to none.
    public var service: ServiceName?

    public init(_ role: Role, on service: ServiceName? = nil) {
        self.role = role
        self.service = service
    }
}

extension Grant: LosslessStringConvertible {
    /// `nil` for a role or a name of a service that can't be.
    public init?(_ description: String) {
        let parts = description.split(separator: "@", maxSplits: 1, omittingEmptySubsequences: false)
        guard let role = Role(rawValue: String(parts[0])) else { return nil }
        guard parts.count == 2 else {
            self.init(role)
            return
        }
        guard let service = ServiceName(String(parts[1])) else { return nil }
        self.init(role, on: service)
    }

    public var description: String { service.map { "\(role.rawValue)@\($0)" } ?? role.rawValue }

    /// What a text must be.
    public static let rule = "viewer, developer, operator or admin, and @SERVICE behind it when it is for one service"
}
