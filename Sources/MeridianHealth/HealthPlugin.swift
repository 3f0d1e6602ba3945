public import Meridian
import MeridianCore

/// Answers whether the service lives and whether it is ready.
///
/// ```swift
/// var plugins: [any Plugin] { [DatabasePlugin(), HealthPlugin { DiskCheck() }] }
/// ```
/// `/health/live` answers 200 as long as the process answers at all. `/health/ready` answers 200 when every check that is
/// not optional is well, and 503 (`MER-1630`) otherwise.
///
/// Settings:
/// - `health.path`: what both paths begin with, `/health` by default.
/// - `health.timeout`: how long a check may take, 2 seconds by default.
/// - `health.lifetime`: how long what was found is remembered, 1 second by default.
/// - `health.details`: whether the answer has each check, with what is wrong. By default only in the stage `dev`: it tells
///   strangers what the service depends on.
public struct HealthPlugin: Plugin {
    private let checks: [any HealthCheck]

    /// - Parameter checks: What the service can't do without; each is made once.
    public init(@HealthCheckBuilder _ checks: () -> [any HealthCheck] = { [] }) {
        self.checks = checks()
    }

    public var name: String { "health" }

    public var configuration: Configuration {
        ["health": ["path": "/health", "timeout": "2s", "lifetime": "1s"]]
    }

    public func configure(_ app: inout AppSetup) throws {
        let path = try app.configuration.value("health.path", as: String.self) ?? "/health"
        let showsDetails = try app.configuration.value("health.details", as: Bool.self) ?? (app.stage == "dev")
        app.healthChecks += checks
        app.providers.singleton { (configuration: Configuration, checks: HealthChecks) in
            var names: Set<String> = []
            for check in checks.list where !names.insert(check.name).inserted {
                throw MeridianError(
                    .duplicateHealthCheck, "two health checks are called '\(check.name)'; give one of them another name"
                )
            }
            return Health(
                checks: checks.list,
                timeout: try configuration.value("health.timeout", as: Duration.self) ?? .seconds(2),
                lifetime: try configuration.value("health.lifetime", as: Duration.self) ?? .seconds(1))
        }
        app.add { HealthFunctions(path: path, showsDetails: showsDetails) }
    }
}

private struct HealthFunctions: FunctionGroup {
    @Inject var health: Health
    let path: String
    let showsDetails: Bool

    init(path: String, showsDetails: Bool) {
        self.path = path
        self.showsDetails = showsDetails
    }

    var functions: [Function] {
        Group(path) {
            Function("health-live", .get("/live"), description: "Whether the service lives") { _, _ in
                try Self.answer(["status": "live"])
            }
            Function("health-ready", .get("/ready"), description: "Whether the service is ready") {
                _, _ async throws -> Response in
                let report = await health.report()
                let details = report.json(withDetails: showsDetails)
                if report.isReady { return try Self.answer(details) }
                var problem = Problem(
                    .serviceUnready, "the service is not ready to take requests", status: 503)
                if case .object(let members) = details { problem.extensions["checks"] = members["checks"] }
                problem.fields.append("cache-control", "no-store")
                throw problem
            }
        }.functions
    }

    private static func answer(_ value: JSONValue) throws -> Response {
        var response = try Response.json(value)
        response.fields.set("cache-control", "no-store")
        return response
    }
}

/// Collects the checks that a closure lists one below the other.
@resultBuilder
public enum HealthCheckBuilder {
    public static func buildExpression(_ check: any HealthCheck) -> [any HealthCheck] { [check] }

    public static func buildArray(_ checks: [[any HealthCheck]]) -> [any HealthCheck] { checks.flatMap { $0 } }

    public static func buildBlock(_ checks: [any HealthCheck]...) -> [any HealthCheck] { checks.flatMap { $0 } }

    public static func buildOptional(_ checks: [any HealthCheck]?) -> [any HealthCheck] { checks ?? [] }

    public static func buildEither(first checks: [any HealthCheck]) -> [any HealthCheck] { checks }

    public static func buildEither(second checks: [any HealthCheck]) -> [any HealthCheck] { checks }
}
