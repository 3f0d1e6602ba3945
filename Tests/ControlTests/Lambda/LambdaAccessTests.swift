import Access
import Foundation
import MeridianCore
import NIOCore
import Testing

@testable import Control

@Suite(.timeLimit(.minutes(2)))
struct LambdaAccessTests {
    private static let list = "/2015-03-31/functions"

    private func accessKey(
        _ running: RunningPlatform, _ name: String, _ role: String
    ) async throws -> (id: String, secret: String) {
        let wish = NewTokenDocument(name: name, roles: [role], signs: true)
        let answer = try await running.control("POST", "/v1/tokens", body: try JSONEncoder().encode(wish))
        let made = try answer.document(CreatedTokenDocument.self)
        return (try #require(made.token.accessKey), made.secret)
    }

    @Test func anAccessKeyOpensWhatItsTokenMay() async throws {
        try await withTemporaryDirectory { (folder) async throws in
            let key = try await RunningPlatform.with(in: folder) { (running) async throws in
                let key = try await accessKey(running, "ci", "viewer")
                #expect(key.id.count == 20)
                let list = try await running.control("GET", "/v1/tokens")
                #expect(list.text.contains(key.id))
                #expect(!list.text.contains(key.secret))
                // Nobody has a secret that could be sent.
                #expect(try await running.control("GET", "/v1/services", token: key.secret).status == 401)
                return key
            }
            try await RunningPlatform.with(in: folder) { (running) async throws in
                let client = LambdaClient(running: running, key: key)
                #expect(try await client("GET", Self.list).status == 200)
                #expect(try await client("GET", Self.list + "?MaxItems=1&FunctionVersion=ALL").status == 200)
                #expect(try await client("GET", "/2017-03-31/tags/arn%3Aaws%3Alambda%3Ax").status == 400)
                #expect(try await client.create("shop", "").type == "AccessDeniedException")
                let wrong = LambdaClient(running: running, key: (key.id, key.secret + "x"))
                #expect(try await wrong("GET", Self.list).type == "InvalidSignatureException")
                let unknown = LambdaClient(running: running, key: ("MRDANOBODY", key.secret))
                #expect(try await unknown("GET", Self.list).type == "UnrecognizedClientException")
                #expect(try await running.control("DELETE", "/v1/tokens/ci").status == 204)
                #expect(try await client("GET", Self.list).type == "UnrecognizedClientException")
            }
        }
    }

    @Test func withoutATokenNothingIsTold() async throws {
        try await RunningPlatform.with { (running) async throws in
            let nobody = LambdaClient(running: running, token: "nobody")
            for path in [Self.list, "/2015-03-31/nothing"] {
                #expect(try await nobody("GET", path).type == "UnrecognizedClientException")
            }
        }
    }

    /// What each operation needs of a service, written out once more.
    private static let needs: [String: Permission] = [
        "POST /2015-03-31/functions": .publishReleases,
        "GET /2015-03-31/functions": .readServices,
        "GET /2015-03-31/functions/{function}": .readServices,
        "DELETE /2015-03-31/functions/{function}": .publishReleases,
        "GET /2015-03-31/functions/{function}/configuration": .readServices,
        "PUT /2015-03-31/functions/{function}/configuration": .publishReleases,
        "PUT /2015-03-31/functions/{function}/code": .publishReleases,
        "POST /2015-03-31/functions/{function}/versions": .publishReleases,
        "GET /2015-03-31/functions/{function}/versions": .readServices,
        "POST /2017-03-31/tags/{function}": .publishReleases,
        "DELETE /2017-03-31/tags/{function}": .publishReleases,
        "GET /2017-03-31/tags/{function}": .readServices,
        "GET /2016-08-19/account-settings": .readServices,
        "POST /2015-03-31/functions/{function}/aliases": .changeTraffic,
        "GET /2015-03-31/functions/{function}/aliases": .readServices,
        "GET /2015-03-31/functions/{function}/aliases/{alias}": .readServices,
        "PUT /2015-03-31/functions/{function}/aliases/{alias}": .changeTraffic,
        "DELETE /2015-03-31/functions/{function}/aliases/{alias}": .changeTraffic,
        "PUT /2017-10-31/functions/{function}/concurrency": .changeRules,
        "DELETE /2017-10-31/functions/{function}/concurrency": .changeRules,
        "GET /2019-09-30/functions/{function}/concurrency": .readServices,
        "PUT /2019-09-30/functions/{function}/provisioned-concurrency": .changeRules,
        "GET /2019-09-30/functions/{function}/provisioned-concurrency": .readServices,
        "DELETE /2019-09-30/functions/{function}/provisioned-concurrency": .changeRules,
        "PUT /2019-09-25/functions/{function}/event-invoke-config": .operateQueues,
        "POST /2019-09-25/functions/{function}/event-invoke-config": .operateQueues,
        "GET /2019-09-25/functions/{function}/event-invoke-config": .readServices,
        "DELETE /2019-09-25/functions/{function}/event-invoke-config": .operateQueues,
        "GET /2019-09-25/functions/{function}/event-invoke-config/list": .readServices,
        "POST /2021-10-31/functions/{function}/url": .changeTraffic,
        "GET /2021-10-31/functions/{function}/url": .readServices,
        "PUT /2021-10-31/functions/{function}/url": .changeTraffic,
        "DELETE /2021-10-31/functions/{function}/url": .changeTraffic,
        "GET /2021-10-31/functions/{function}/urls": .readServices,
        "POST /2015-03-31/functions/{function}/invocations": .invokeFunctions,
        "POST /2021-11-15/functions/{function}/response-streaming-invocations": .invokeFunctions,
    ]

    @Test func everyOperationAsksForItsPermission() async throws {
        try await RunningPlatform.with { (running) async throws in
            let address = ServiceAddresses(bound: try .init(ipAddress: "127.0.0.1", port: 1), defaultService: nil)
            let endpoints = LambdaEndpoints(platform: running.platform, addresses: address).all
            #expect(Set(endpoints.map { "\($0.method) \($0.pattern)" }) == Set(Self.needs.keys))
            let tokens = [
                (Role.viewer, ServiceName("shop")), (.developer, ServiceName("shop")), (.operator, ServiceName("shop")),
                (.admin, ServiceName("other")),
            ]
            for (role, service) in tokens {
                let token = try await running.token(Grant(role, on: service))
                let client = LambdaClient(running: running, token: token)
                for endpoint in endpoints {
                    let name = "\(endpoint.method) \(endpoint.pattern)"
                    let needed = try #require(Self.needs[name])
                    // Lists and settings are of what the caller may see.
                    let isOfService = endpoint.pattern.description.contains("{function}")
                    let path = endpoint.pattern.description.replacing("{function}", with: "shop")
                        .replacing("{alias}", with: "x")
                    let answer = try await client("\(endpoint.method)", path, endpoint.method == .get ? "" : "{}")
                    let isAllowed =
                        role.permissions.contains(needed) && (service?.rawValue == "shop" || !isOfService)
                    #expect((answer.status != 403) == isAllowed, "\(role) \(name): \(answer.status)")
                }
            }
        }
    }
}
