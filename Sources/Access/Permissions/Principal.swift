public import MeridianCore

/// Who is asking, as a sign-in found out.
public struct Principal: Hashable, Sendable {
    /// The name of the token; `owner` for the owner's.
    public let name: String
    public let grants: [Grant]

    public init(name: String, grants: [Grant]) {
        self.name = name
        self.grants = grants
    }

    /// The holder of the owner's token, who may do everything.
    public static let owner = Principal(name: "owner", grants: [Grant(.admin)])

    /// For all services, and what belongs to none.
    public func may(_ permission: Permission) -> Bool {
        grants.contains { $0.service == nil && $0.role.permissions.contains(permission) }
    }

    public func may(_ permission: Permission, on service: ServiceName) -> Bool {
        grants.contains {
            ($0.service == nil || $0.service == service) && $0.role.permissions.contains(permission)
        }
    }

    /// For at least one service.
    public func maySomewhere(_ permission: Permission) -> Bool {
        grants.contains { $0.role.permissions.contains(permission) }
    }

    /// - Throws: ``ErrorCode/permissionMissing`` with status 403, naming what is missing and who has it.
    public func require(_ permission: Permission, on service: ServiceName) throws(MeridianError) {
        guard may(permission, on: service) else { throw refusal(permission, of: " on '\(service)'") }
    }

    /// For all services, and what belongs to none.
    /// - Throws: ``ErrorCode/permissionMissing`` with status 403.
    public func require(_ permission: Permission) throws(MeridianError) {
        guard may(permission) else { throw refusal(permission, of: " for all services") }
    }

    /// - Throws: ``ErrorCode/permissionMissing`` with status 403.
    public func requireSomewhere(_ permission: Permission) throws(MeridianError) {
        guard maySomewhere(permission) else { throw refusal(permission, of: "") }
    }

    private func refusal(_ permission: Permission, of range: String) -> MeridianError {
        let roles = permission.roles.map(\.rawValue).joined(separator: ", ")
        let held = grants.isEmpty ? "no role" : grants.map(\.description).joined(separator: ", ")
        return MeridianError(
            .permissionMissing,
            "'\(name)' may not do this: \(permission.rawValue)\(range) is missing, which \(roles) "
                + "\(permission.roles.count == 1 ? "has" : "have"); the token has \(held)", status: 403)
    }
}
