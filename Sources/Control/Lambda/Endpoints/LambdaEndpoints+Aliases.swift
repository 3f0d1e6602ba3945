import Access
import LambdaAPI
import MeridianCore
import Persistence

extension LambdaEndpoints {
    func createAlias(_ request: ControlRequest) async throws -> ControlResponse {
        let target = try await target(of: request, needing: .changeTraffic)
        let wish = try await request.lambdaBody(AliasRequest.self)
        let alias = try alias(named: wish.name ?? "")
        guard let version = wish.version else {
            throw MeridianError(.lambdaParameterInvalid, "FunctionVersion is missing; name a version", status: 400)
        }
        return try await changing(target.service) {
            guard try await stored(alias, of: target) == nil else {
                throw MeridianError(
                    .lambdaConflict, "'\(target.name)' has an alias '\(alias)' already; update it", status: 409)
            }
            let targets = try await targets(wish, version: version, of: target, over: nil)
            return try await set(alias, to: targets, wish, of: target, request, status: 201)
        }
    }

    func updateAlias(_ request: ControlRequest) async throws -> ControlResponse {
        let target = try await target(of: request, needing: .changeTraffic)
        let wish = try await request.lambdaBody(AliasRequest.self)
        let alias = try alias(named: request.parameters["alias"] ?? "")
        return try await changing(target.service) {
            guard let current = try await stored(alias, of: target) else { throw unknown(alias, of: target) }
            if let revision = wish.revisionID, revision != current.etag {
                throw MeridianError(
                    .lambdaRevisionStale, "the alias '\(alias)' is of another revision; read it again", status: 412)
            }
            let targets = try await targets(wish, version: wish.version, of: target, over: current.record.targets)
            return try await set(alias, to: targets, wish, of: target, request, status: 200)
        }
    }

    func getAlias(_ request: ControlRequest) async throws -> ControlResponse {
        let target = try await target(of: request, needing: .readServices)
        let alias = try alias(named: request.parameters["alias"] ?? "")
        guard let stored = try await stored(alias, of: target) else { throw unknown(alias, of: target) }
        return try .json(configuration(alias, stored, of: target))
    }

    func listAliases(_ request: ControlRequest) async throws -> ControlResponse {
        let target = try await target(of: request, needing: .readServices)
        let wanted = try request.query["FunctionVersion"].map { try FunctionQualifier($0).description }
        var found: [AliasConfiguration] = []
        for alias in try await services.service(target.service).catalog.aliases.keys.sorted() {
            guard let stored = try await stored(alias, of: target) else { continue }
            let configuration = configuration(alias, stored, of: target)
            if wanted == nil || wanted == configuration.version { found.append(configuration) }
        }
        let (items, next) = try ListPage(request.query).of(found, by: \.name)
        return try .json(AliasList(aliases: items, nextMarker: next))
    }

    /// One that is not there is as good as deleted, as Lambda has it.
    func deleteAlias(_ request: ControlRequest) async throws -> ControlResponse {
        let target = try await target(of: request, needing: .changeTraffic)
        let alias = try alias(named: request.parameters["alias"] ?? "")
        try await changing(target.service) {
            guard let former = try await stored(alias, of: target) else { return request.changedNothing() }
            if alias == .live {
                // The platform's own alias of that name goes on, with what was uploaded last.
                try await records.change(target.service) { $0.ownsLive = nil }
                try await services.promote(
                    target.service, to: try await services.number(.latest, of: target.service))
            } else {
                try await services.removeAlias(alias, of: target.service)
            }
            if records[target.service] != nil {
                try await records.change(target.service) { record in
                    record.aliasDescriptions[alias.rawValue] = nil
                    record.provisions[alias.rawValue] = nil
                    if alias != .live { record.addresses[alias.rawValue] = nil }
                }
            }
            try request.changed(
                from: former.record.targets, to: AliasTargets?.none, subject: "\(target.subject)/aliases/\(alias)")
        }
        return .empty
    }

    /// The alias as clients see it: `live` is theirs only when they made it.
    func stored(_ alias: AliasName, of target: LambdaTarget) async throws -> ServiceCatalog.StoredAlias? {
        if alias == .live, let record = records[target.service], record.ownsLive != true { return nil }
        return try await services.service(target.service).catalog.aliases[alias]
    }

    func alias(named text: String) throws(MeridianError) -> AliasName {
        guard let alias = AliasName(text) else {
            throw MeridianError(
                .lambdaParameterInvalid, "'\(text)' is no name of an alias here: \(AliasName.rule)", status: 400)
        }
        return alias
    }

    func unknown(_ alias: AliasName, of target: LambdaTarget) -> MeridianError {
        LiveServices.unknown(target.service, .alias(alias.rawValue))
    }

    private func targets(
        _ wish: AliasRequest, version: String?, of target: LambdaTarget, over former: AliasTargets?
    ) async throws -> AliasTargets {
        var targets = former ?? AliasTargets(release: 0)
        if let version {
            let qualifier = try FunctionQualifier(version)
            if case .alias = qualifier {
                throw MeridianError(
                    .lambdaParameterInvalid, "FunctionVersion is '\(version)'; it must be a number or $LATEST",
                    status: 400)
            }
            targets.release = try await services.number(qualifier, of: target.service)
        }
        if let routing = wish.routing {
            targets.candidate = try routing.candidate().map { .init(release: $0.version, weight: $0.percent) }
            if let candidate = targets.candidate {
                _ = try await services.number(.version(candidate.release), of: target.service)
            }
        }
        return targets
    }

    private func set(
        _ alias: AliasName, to targets: AliasTargets, _ wish: AliasRequest, of target: LambdaTarget,
        _ request: ControlRequest, status: Int
    ) async throws -> ControlResponse {
        let former = await services.targets(of: alias, of: target.service)
        let stored = try await services.setAlias(alias, of: target.service) { _ in targets }
        if records[target.service] != nil {
            try await records.change(target.service) { record in
                if alias == .live { record.ownsLive = true }
                if let description = wish.description { record.aliasDescriptions[alias.rawValue] = description }
            }
        }
        try request.changed(from: former, to: targets, subject: "\(target.subject)/aliases/\(alias)")
        return try .json(configuration(alias, stored, of: target), status: status)
    }

    private func configuration(
        _ alias: AliasName, _ stored: ServiceCatalog.StoredAlias, of target: LambdaTarget
    ) -> AliasConfiguration {
        let targets = stored.record.targets
        return AliasConfiguration(
            arn: target.arn(.alias(alias.rawValue)), name: alias.rawValue, version: String(targets.release),
            description: records[target.service]?.aliasDescriptions[alias.rawValue] ?? "",
            routing: targets.candidate.map {
                AliasRouting(weights: [String($0.release): Double($0.weight) / 100])
            }, revisionID: stored.etag)
    }
}
