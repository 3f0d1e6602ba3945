import Access
import MeridianCore

/// What a caller of an endpoint must be allowed.
enum AccessRequirement: Sendable, Hashable {
    /// Nothing, not even a token.
    case open
    /// A permission for all services: the endpoint is about what belongs to none.
    case platform(Permission)
    /// A permission for the service that the path names as `{service}`.
    case service(Permission)
    /// A permission for at least one service: the endpoint answers with those for which the caller has it.
    case someService(Permission)

    /// - Throws: ``ErrorCode/permissionMissing`` with status 403. It does not tell whether the service exists.
    func check(_ principal: Principal, service: String?) throws(MeridianError) {
        switch self {
        case .open: break
        case .platform(let permission): try principal.require(permission)
        case .someService(let permission): try principal.requireSomewhere(permission)
        case .service(let permission):
            guard let name = service.flatMap({ ServiceName($0) }) else { return try principal.require(permission) }
            try principal.require(permission, on: name)
        }
    }
}
