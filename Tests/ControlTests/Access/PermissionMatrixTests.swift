import Access
import Foundation
import MeridianCore
import NIOCore
import Testing

@testable import Control

@Suite(.timeLimit(.minutes(2)))
struct PermissionMatrixTests {
    private enum Reach {
        case platform, service, someService
    }

    /// What every endpoint needs, written out once more: one that is not here fails the test.
    private static let needs: [String: (Permission, Reach)?] = [
        "GET /v1/health": nil,
        "GET /v1/openapi.json": nil,
        "GET /v1/services": (.readServices, .someService),
        "GET /v1/services/{service}": (.readServices, .service),
        "DELETE /v1/services/{service}": (.removeServices, .service),
        "POST /v1/services/{service}/releases": (.publishReleases, .service),
        "POST /v1/services/{service}/restart": (.publishReleases, .service),
        "POST /v1/services/{service}/functions/{function}/invocations": (.invokeFunctions, .service),
        "GET /v1/services/{service}/secrets": (.listSecrets, .service),
        "GET /v1/services/{service}/secrets/{secret}": (.listSecrets, .service),
        "PUT /v1/services/{service}/secrets/{secret}": (.writeSecrets, .service),
        "DELETE /v1/services/{service}/secrets/{secret}": (.writeSecrets, .service),
        "GET /v1/services/{service}/keys": (.readServices, .service),
        "PUT /v1/services/{service}/keys/{key}": (.manageKeys, .service),
        "DELETE /v1/services/{service}/keys/{key}": (.manageKeys, .service),
        "GET /v1/domains": (.readServices, .platform),
        "GET /v1/domains/{domain}": (.readServices, .platform),
        "PUT /v1/domains/{domain}": (.operatePlatform, .platform),
        "DELETE /v1/domains/{domain}": (.operatePlatform, .platform),
        "GET /v1/functions": (.readServices, .someService),
        "POST /v1/events": (.publishEvents, .platform),
        "POST /v1/notifications/storage": (.publishEvents, .platform),
        "GET /v1/watch": (.readServices, .someService),
        "GET /v1/logs": (.readLogs, .someService),
        "GET /v1/tracing": (.readMetrics, .platform),
        "PUT /v1/tracing": (.operatePlatform, .platform),
        "GET /v1/traces/{trace}": (.readLogs, .someService),
        "GET /v1/services/{service}/traces": (.readLogs, .service),
        "POST /v1/services/{service}/replays": (.invokeFunctions, .service),
        "GET /v1/services/{service}/inspection": (.readServices, .service),
        "POST /v1/services/{service}/functions/{function}/cpu-profile": (.publishReleases, .service),
        "GET /v1/diagnosis": (.readMetrics, .platform),
        "GET /v1/status": (.readServices, .someService),
        "GET /metrics": (.readMetrics, .platform),
        "GET /v1/services/{service}/metrics": (.readServices, .service),
        "GET /v1/services/{service}/functions/{function}/metrics": (.readServices, .service),
        "GET /v1/functions/live": (.readServices, .someService),
        "GET /v1/tokens": (.manageTokens, .platform),
        "POST /v1/tokens": (.manageTokens, .platform),
        "DELETE /v1/tokens/{token}": (.manageTokens, .platform),
        "GET /v1/services/{service}/releases": (.readServices, .service),
        "GET /v1/services/{service}/releases/{release}": (.readServices, .service),
        "GET /v1/services/{service}/releases/{release}/diff": (.readServices, .service),
        "POST /v1/services/{service}/promote": (.changeTraffic, .service),
        "POST /v1/services/{service}/rollback": (.changeTraffic, .service),
        "GET /v1/services/{service}/aliases": (.readServices, .service),
        "GET /v1/services/{service}/aliases/{alias}": (.readServices, .service),
        "PUT /v1/services/{service}/aliases/{alias}": (.changeTraffic, .service),
        "DELETE /v1/services/{service}/aliases/{alias}": (.changeTraffic, .service),
        "POST /v1/services/{service}/rollouts": (.changeTraffic, .service),
        "GET /v1/services/{service}/rollouts": (.readServices, .service),
        "GET /v1/services/{service}/rollouts/{rollout}": (.readServices, .service),
        "POST /v1/services/{service}/rollouts/{rollout}/pause": (.changeTraffic, .service),
        "POST /v1/services/{service}/rollouts/{rollout}/resume": (.changeTraffic, .service),
        "POST /v1/services/{service}/rollouts/{rollout}/promote": (.changeTraffic, .service),
        "POST /v1/services/{service}/rollouts/{rollout}/abort": (.changeTraffic, .service),
        "POST /v1/backups": (.operatePlatform, .platform),
        "GET /v1/rules": (.readMetrics, .platform),
        "PUT /v1/rules": (.changeRules, .platform),
        "POST /v1/rules/simulate": (.readMetrics, .platform),
        "GET /v1/rules/{rule}": (.readMetrics, .platform),
        "PUT /v1/rules/{rule}": (.changeRules, .platform),
        "DELETE /v1/rules/{rule}": (.changeRules, .platform),
        "GET /v1/profiles": (.readMetrics, .platform),
        "POST /v1/profiles/return": (.operatePlatform, .platform),
        "GET /v1/profiles/{profile}": (.readMetrics, .platform),
        "PUT /v1/profiles/{profile}": (.operatePlatform, .platform),
        "DELETE /v1/profiles/{profile}": (.operatePlatform, .platform),
        "POST /v1/profiles/{profile}/apply": (.operatePlatform, .platform),
        "GET /v1/events/{service}/{id}": (.readServices, .service),
        "GET /v1/services/{service}/functions/{function}/delivery": (.readServices, .service),
        "PUT /v1/services/{service}/functions/{function}/delivery": (.operateQueues, .service),
        "POST /v1/services/{service}/queues/{queue}/messages": (.publishEvents, .service),
        "GET /v1/queues": (.readServices, .platform),
        "GET /v1/queues/{service}": (.readServices, .service),
        "GET /v1/queues/{service}/{function}/events": (.operateQueues, .service),
        "DELETE /v1/queues/{service}/{function}/events": (.operateQueues, .service),
        "POST /v1/queues/{service}/{function}/redrive": (.operateQueues, .service),
        "GET /v1/timers": (.readServices, .platform),
        "GET /v1/timers/{service}": (.readServices, .service),
        "GET /v1/audit": (.readAudit, .platform),
        "GET /v1/audit/verification": (.readAudit, .platform),
    ]

    /// What changes nothing that is kept, though its method is another than GET.
    private static let changesNothing: Set = [
        "POST /v1/services/{service}/functions/{function}/invocations", "POST /v1/events",
        "POST /v1/notifications/storage",
        "POST /v1/rules/simulate", "POST /v1/services/{service}/replays",
        "POST /v1/services/{service}/functions/{function}/cpu-profile",
        "POST /v1/services/{service}/queues/{queue}/messages",
    ]

    private static func name(_ endpoint: ControlEndpoint) -> String { "\(endpoint.method) \(endpoint.pattern)" }

    /// Every role, on all services, on the service in question and on another, at every endpoint.
    @Test func everyEndpointAsksForItsPermission() async throws {
        try await RunningPlatform.with(configure: {
            // What goes on for as long as it is read is not to.
            $0.eventStreams.longest = .zero
        }) { (running) async throws in
            let endpoints = running.endpoints
            #expect(Set(endpoints.map(Self.name)) == Set(Self.needs.keys))
            let ranges = [nil, ServiceName("fixture")!, ServiceName("other")!]
            for role in Role.allCases {
                for range in ranges {
                    let token = try await running.token(Grant(role, on: range))
                    for endpoint in endpoints {
                        let name = Self.name(endpoint)
                        guard let need = Self.needs[name] else { continue }
                        let service = "{service}"
                        let path =
                            "\(endpoint.pattern)".replacing(service, with: "fixture")
                            .replacing(/\{[a-z]+\}/, with: "x")
                            + (name == "GET /v1/logs" ? "?service=\(range?.rawValue ?? "fixture")" : "")
                        let answer = try await running.control("\(endpoint.method)", path, token: token)
                        let isAllowed = need.map { permission, reach in
                            role.permissions.contains(permission)
                                && (range == nil || reach == .someService
                                    || reach == .service && range?.rawValue == "fixture")
                        }
                        #expect((answer.status != 403) == (isAllowed ?? true), "\(role) \(range as Any) \(name)")
                        #expect(answer.status != 401)
                        guard answer.status == 403 else { continue }
                        let problem = try answer.document(ProblemDocument.self)
                        #expect(problem.code == "MER-6540")
                        #expect(problem.detail.contains(need!.0.rawValue), "\(problem.detail)")
                    }
                }
            }
        }
    }

    @Test func everyChangeIsRecorded() async throws {
        try await RunningPlatform.with { (running) async throws in
            for endpoint in running.endpoints {
                let changes = endpoint.method != .get && !Self.changesNothing.contains(Self.name(endpoint))
                #expect((endpoint.action != nil) == changes, "\(Self.name(endpoint))")
            }
            let actions = running.endpoints.compactMap(\.action)
            #expect(Set(actions).count == actions.count)
        }
    }

    @Test func listsShowWhatTheTokenMaySee() async throws {
        try await RunningPlatform.with { (running) async throws in
            #expect(try await running.deploy().status == 201)
            let own = try await running.token(Grant(.viewer, on: FixturePackage.service))
            let other = try await running.token(Grant(.admin, on: ServiceName("other")!))
            for (token, count) in [(own, 1), (other, 0)] {
                let services = try await running.control("GET", "/v1/services", token: token)
                #expect(try services.document(ServiceListDocument.self).services.count == count)
                let functions = try await running.control("GET", "/v1/functions", token: token)
                #expect(try functions.document(FunctionListDocument.self).functions.isEmpty == (count == 0))
                let status = try await running.control("GET", "/v1/status", token: token)
                #expect(try status.document(StatusDocument.self).services.count == count)
            }
            #expect(try await running.control("GET", "/v1/logs", token: own).status == 403)
            #expect(try await running.control("GET", "/v1/logs?service=fixture", token: own).status == 200)
            #expect(try await running.control("GET", "/v1/logs?service=fixture", token: other).status == 403)
            // Nothing tells whether there is a service of that name.
            for name in ["fixture", "nothing"] {
                #expect(try await running.control("GET", "/v1/services/\(name)", token: other).status == 403)
            }
        }
    }
}

extension RunningPlatform {
    var endpoints: [ControlEndpoint] {
        let address = ServiceAddresses(bound: try! .init(ipAddress: "127.0.0.1", port: 1), defaultService: nil)
        return ControlAPI(platform: platform, addresses: address).endpoints
    }

    /// Makes a token by the API.
    func token(_ grants: Grant...) async throws -> String {
        let wish = NewTokenDocument(name: "t-\(UUID().uuidString)", roles: grants.map(\.description))
        let answer = try await control("POST", "/v1/tokens", body: try JSONEncoder().encode(wish))
        #expect(answer.status == 201, "\(answer.text)")
        return try answer.document(CreatedTokenDocument.self).secret
    }
}
