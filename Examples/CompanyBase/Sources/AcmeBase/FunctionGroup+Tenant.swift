public import Meridian

/// Which customer of the company a request is for.
public struct Tenant: Sendable, Hashable, Codable {
    public var name: String
}

private enum TenantKey: ContextKey { typealias Value = Tenant }

extension Context {
    /// The tenant, inside of functions that are ``Meridian/FunctionGroup/forTenants()``.
    public var tenant: Tenant? { self[TenantKey.self] }
}

extension FunctionGroup {
    /// These functions for requests that name their tenant in `x-tenant`; others are refused.
    public func forTenants() -> FunctionList { middleware(TenantLayer()) }
}

private struct TenantLayer: Interceptor {
    func prepare(_ function: inout Function) {
        function.description = [function.description, "for a tenant"].compactMap { $0 }.joined(separator: ", ")
    }

    func before(_ request: inout Request, _ context: Context) throws -> Response? {
        guard let name = request.fields["x-tenant"], !name.isEmpty else {
            throw AcmeError(1_001, "the request names no tenant")
        }
        context[TenantKey.self] = Tenant(name: name)
        return nil
    }
}
