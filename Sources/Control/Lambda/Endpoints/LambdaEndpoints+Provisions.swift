import Access
import Engine
import LambdaAPI
import MeridianCore

extension LambdaEndpoints {
    /// Keeps instances of an alias ready, or of a version that an alias points at.
    func putProvision(_ request: ControlRequest) async throws -> ControlResponse {
        let target = try await target(of: request, needing: .changeRules)
        let wish = try await request.lambdaBody(ProvisionedConcurrencyRequest.self)
        guard FunctionOptions.standbyRange.contains(wish.executions), wish.executions > 0 else {
            throw MeridianError(
                .lambdaParameterInvalid,
                "ProvisionedConcurrentExecutions is \(wish.executions); it must be 1–\(FunctionOptions.standbyRange.upperBound)",
                status: 400)
        }
        return try await changing(target.service) {
            let qualifier = try await provisioned(target)
            let former = try record(of: target).provisions[qualifier]?.executions
            let provision = LambdaRecord.Provision(executions: wish.executions, changedAt: .now)
            try await records.change(target.service) { $0.provisions[qualifier] = provision }
            await services.keepStandby()
            try request.changed(
                from: former, to: wish.executions, subject: "\(target.subject)/provisioned-concurrency/\(qualifier)")
            return try .json(try await document(provision, qualifier, of: target), status: 202)
        }
    }

    /// One configuration, or with `List=ALL` all of them: both operations have one address.
    func getProvision(_ request: ControlRequest) async throws -> ControlResponse {
        let target = try await target(of: request, needing: .readServices)
        let provisions = records[target.service]?.provisions ?? [:]
        guard request.query["List"] != nil else {
            guard let qualifier = target.qualifier?.description, let provision = provisions[qualifier] else {
                throw LambdaFault.noProvision(target.name)
            }
            return try .json(try await document(provision, qualifier, of: target))
        }
        let (items, next) = try ListPage(request.query).of(provisions.sorted { $0.key < $1.key }, by: \.key)
        var documents: [ProvisionedConcurrency] = []
        for (qualifier, provision) in items {
            var document = try await document(provision, qualifier, of: target)
            document.arn = target.arn(try FunctionQualifier(qualifier)).description
            documents.append(document)
        }
        return try .json(ProvisionedConcurrencyList(configurations: documents, nextMarker: next))
    }

    func deleteProvision(_ request: ControlRequest) async throws -> ControlResponse {
        let target = try await target(of: request, needing: .changeRules)
        try await changing(target.service) {
            let qualifier = target.qualifier?.description ?? ""
            guard let former = try record(of: target).provisions[qualifier] else { return request.changedNothing() }
            try await records.change(target.service) { $0.provisions[qualifier] = nil }
            await services.keepStandby()
            try request.changed(
                from: former.executions, to: Int?.none,
                subject: "\(target.subject)/provisioned-concurrency/\(qualifier)")
        }
        return .empty
    }

    /// - Throws: ``ErrorCode/lambdaParameterInvalid`` for what no instances can be kept ready of.
    private func provisioned(_ target: LambdaTarget) async throws -> String {
        guard let qualifier = target.qualifier, qualifier != .latest else {
            throw MeridianError(
                .lambdaParameterInvalid, "provisioned concurrency needs an alias or a version as Qualifier", status: 400
            )
        }
        let number = try await services.number(qualifier, of: target.service)
        guard try await services.service(target.service).catalog.named.contains(number) else {
            throw MeridianError(
                .lambdaParameterInvalid, "no alias points at version \(number) of '\(target.name)'; make one first",
                status: 400)
        }
        return qualifier.description
    }

    private func document(
        _ provision: LambdaRecord.Provision, _ qualifier: String, of target: LambdaTarget
    ) async throws -> ProvisionedConcurrency {
        let number = try await services.number(try FunctionQualifier(qualifier), of: target.service)
        let groups = await services.services[target.service]?.active[number]?.active.status() ?? []
        let ready = groups.reduce(0) { $0 + $1.instances.count { $0.state == "ready" } }
        let idle = groups.reduce(0) { $0 + $1.instances.count { $0.state == "ready" && $0.inFlight == 0 } }
        return ProvisionedConcurrency(
            requested: provision.executions, available: min(idle, provision.executions),
            allocated: min(ready, provision.executions), lastModified: provision.changedAt)
    }
}

extension LambdaFault {
    fileprivate static func noProvision(_ name: String) -> LambdaFault {
        LambdaFault(
            "ProvisionedConcurrencyConfigNotFoundException", status: 404,
            message: "\(ErrorCode.lambdaFunctionUnknown): '\(name)' has no provisioned concurrency of that qualifier")
    }
}
