import Access
import Admission
import Engine
import LambdaAPI
import MeridianCore
import Packaging

extension LambdaEndpoints {
    /// Executions at a time of all functions together.
    static let concurrentExecutions = 1_000
    /// Of those, what can't be reserved.
    static let unreservedExecutions = 100

    /// Reserves, and limits: calls by this API are counted here, requests through the gateway by a rule of admission.
    func putConcurrency(_ request: ControlRequest) async throws -> ControlResponse {
        let target = try await target(of: request, needing: .changeRules)
        let wish = try await request.lambdaBody(ReservedConcurrency.self)
        guard let executions = wish.executions, executions >= 0 else {
            throw MeridianError(
                .lambdaParameterInvalid, "ReservedConcurrentExecutions must be a number from 0 on", status: 400)
        }
        return try await changing(target.service) {
            _ = try record(of: target)
            let others = records.all.filter { $0.key != target.service }.values.reduce(0) { $0 + ($1.reserved ?? 0) }
            let most = Self.concurrentExecutions - Self.unreservedExecutions - others
            guard executions <= most else {
                throw MeridianError(
                    .lambdaParameterInvalid,
                    "ReservedConcurrentExecutions is \(executions) and \(max(most, 0)) can be reserved; "
                        + "\(Self.unreservedExecutions) stay for functions that reserve none", status: 400)
            }
            let rule = Rule(
                Self.rule(of: target.service), on: .service(target.service),
                .flow(FlowRule(grade: .concurrency, count: Double(executions))))
            try await platform.rules.change { $0.setting(rule) }
            let former = records[target.service]?.reserved
            try await records.change(target.service) { $0.reserved = executions }
            try request.changed(from: former, to: executions, subject: "\(target.subject)/concurrency")
            return try .json(wish)
        }
    }

    func getConcurrency(_ request: ControlRequest) async throws -> ControlResponse {
        let target = try await target(of: request, needing: .readServices)
        return try .json(ReservedConcurrency(executions: records[target.service]?.reserved))
    }

    func deleteConcurrency(_ request: ControlRequest) async throws -> ControlResponse {
        let target = try await target(of: request, needing: .changeRules)
        try await changing(target.service) {
            guard let former = try record(of: target).reserved else { return request.changedNothing() }
            try await dropRule(of: target.service)
            try await records.change(target.service) { $0.reserved = nil }
            try request.changed(from: former, to: Int?.none, subject: "\(target.subject)/concurrency")
        }
        return .empty
    }

    private static func rule(of service: ServiceName) -> String { "lambda-\(service)-concurrency" }

    /// Takes the rule of a function's concurrency away, if there is one.
    func dropRule(of service: ServiceName) async throws {
        let name = Self.rule(of: service)
        guard await platform.rules.current.rules.rules.contains(where: { $0.name == name }) else { return }
        try await platform.rules.change { try $0.removing(name) }
    }

    func getAccountSettings(_ request: ControlRequest) async throws -> ControlResponse {
        let visible = await services.all.filter { request.principal.may(.readServices, on: $0.name) }
        let zipped = min(platform.configuration.maxPackageSize, Self.bodyLimit / 4 * 3)
        return try .json(
            AccountSettings(
                limit: .init(
                    totalCodeSize: Int(Int32.max), codeSizeUnzipped: PackageLimits().totalSize, codeSizeZipped: zipped,
                    concurrentExecutions: Self.concurrentExecutions,
                    unreservedConcurrentExecutions: Self.concurrentExecutions
                        - records.all.values.reduce(0) { $0 + ($1.reserved ?? 0) }),
                usage: .init(
                    totalCodeSize: visible.reduce(0) { sum, service in
                        service.service.catalog.releases.reduce(sum) { $0 + $1.size }
                    },
                    functionCount: visible.reduce(0) {
                        $0 + ($1.service.live?.release.manifest.functions.count ?? 0)
                    })))
    }
}
