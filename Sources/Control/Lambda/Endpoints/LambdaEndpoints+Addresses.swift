import Access
import LambdaAPI
import MeridianCore

/// Addresses in the gateway. A function that was made by this API has none until a client asks for one.
extension LambdaEndpoints {
    func createFunctionURL(_ request: ControlRequest) async throws -> ControlResponse {
        let (target, alias) = try await address(of: request, needing: .changeTraffic)
        let wish = try await request.lambdaBody(FunctionURLRequest.self)
        guard wish.authType != nil else {
            throw MeridianError(.lambdaParameterInvalid, "AuthType is missing; NONE is offered", status: 400)
        }
        return try await changing(target.service) {
            guard try record(of: target).addresses[alias.rawValue] == nil else {
                throw MeridianError(
                    .lambdaConflict, "'\(target.name)' has an address for '\(alias)' already", status: 409)
            }
            return try await set(.init(createdAt: .now, changedAt: .now), alias, of: target, request, status: 201)
        }
    }

    func updateFunctionURL(_ request: ControlRequest) async throws -> ControlResponse {
        let (target, alias) = try await address(of: request, needing: .changeTraffic)
        _ = try await request.lambdaBody(FunctionURLRequest.self)
        return try await changing(target.service) {
            var address = try existing(alias, of: target)
            address.changedAt = .now
            return try await set(address, alias, of: target, request, status: 200)
        }
    }

    func getFunctionURL(_ request: ControlRequest) async throws -> ControlResponse {
        let (target, alias) = try await address(of: request, needing: .readServices)
        return try .json(configuration(try existing(alias, of: target), alias, of: target))
    }

    func listFunctionURLs(_ request: ControlRequest) async throws -> ControlResponse {
        let target = try await target(of: request, needing: .readServices)
        let found = (records[target.service]?.addresses ?? [:]).sorted { $0.key < $1.key }
        return try .json(
            FunctionURLList(
                configurations: found.compactMap { name, address in
                    AliasName(name).map { configuration(address, $0, of: target) }
                }))
    }

    func deleteFunctionURL(_ request: ControlRequest) async throws -> ControlResponse {
        let (target, alias) = try await address(of: request, needing: .changeTraffic)
        try await changing(target.service) {
            let former = try existing(alias, of: target)
            try await records.change(target.service) { $0.addresses[alias.rawValue] = nil }
            await services.publish()
            try request.changed(
                from: former, to: LambdaRecord.Address?.none, subject: "\(target.subject)/addresses/\(alias)")
        }
        return .empty
    }

    /// The alias that an address is for; without a qualifier that of the service itself.
    private func address(
        of request: ControlRequest, needing permission: Permission
    ) async throws -> (LambdaTarget, AliasName) {
        let target = try await target(of: request, needing: permission)
        switch target.qualifier {
        case nil, .latest:
            return (target, .live)
        case .alias(let name):
            let alias = try alias(named: name)
            guard try await stored(alias, of: target) != nil else { throw unknown(alias, of: target) }
            return (target, alias)
        case .version:
            throw MeridianError(
                .lambdaParameterInvalid, "a version has no address; name an alias as Qualifier", status: 400)
        }
    }

    private func existing(_ alias: AliasName, of target: LambdaTarget) throws(MeridianError) -> LambdaRecord.Address {
        guard let address = records[target.service]?.addresses[alias.rawValue] else {
            throw MeridianError(
                .lambdaFunctionUnknown, "'\(target.name)' has no address for '\(alias)'; create one first", status: 404)
        }
        return address
    }

    private func set(
        _ address: LambdaRecord.Address, _ alias: AliasName, of target: LambdaTarget, _ request: ControlRequest,
        status: Int
    ) async throws -> ControlResponse {
        let former = records[target.service]?.addresses[alias.rawValue]
        try await records.change(target.service) { $0.addresses[alias.rawValue] = address }
        await services.publish()
        try request.changed(from: former, to: address, subject: "\(target.subject)/addresses/\(alias)")
        return try .json(configuration(address, alias, of: target), status: status)
    }

    private func configuration(
        _ address: LambdaRecord.Address, _ alias: AliasName, of target: LambdaTarget
    ) -> FunctionURLConfiguration {
        FunctionURLConfiguration(
            url: addresses.address(of: alias, of: target.service) + "/",
            arn: target.arn(alias == .live ? nil : .alias(alias.rawValue)), createdAt: address.createdAt,
            changedAt: address.changedAt)
    }
}
