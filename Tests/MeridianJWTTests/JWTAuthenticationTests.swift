import Meridian
import MeridianCore
import MeridianJWT
import MeridianTesting
import Testing

private struct Shop: FunctionApp {
    var plugins: [any Plugin] { [JWTPlugin()] }
    var configuration: Configuration {
        [
            "jwt.keys": [["id": "1", "algorithm": "HS256", "secret": "0123456789abcdef0123456789abcdef"]]
        ]
    }
    @Inject var keys: JWTKeys

    var functions: some FunctionGroup {
        Group("/orders") {
            Function("mine", .get("/mine")) { _, context in context[JWTClaimsKey.self]?.subject ?? "nobody" }
            Group("/all") { Function("all", .get("/")) { _, _ in "all" } }
                .middleware(JWTAuthentication(realm: "shop", audience: "shop", scopes: ["orders:read", "admin"]))
        }
        .middleware(JWTAuthentication(realm: "the \"shop\"", audience: "shop"))
        Function("token", .get("/token/{scopes}")) { request, _ in
            let scopes = try (request.parameter("scopes") as String).split(separator: "+").map(String.init)
            return try keys.sign(JWTClaims(subject: "anna", audience: ["shop"], scopes: scopes, expires: .seconds(60)))
        }
    }
}

@Suite("JWTAuthentication")
struct JWTAuthenticationTests {
    private func token(_ app: TestApp, _ scopes: String) async throws -> String {
        try await app.request(.get, "/token/\(scopes)").text
    }

    @Test("without a token or with a wrong one the answer is 401 with a challenge")
    func unauthenticated() async throws {
        let app = try TestApp(Shop.self)
        let without = try await app.request(.get, "/orders/mine")
        #expect(without.status == 401)
        #expect(without.fields["www-authenticate"] == "Bearer realm=\"the \\\"shop\\\"\"")
        let good = try await token(app, "x")
        for wrong in ["x.y.z", good + "A", String(good.dropLast(4))] {
            let answer = try await app.request(.get, "/orders/mine", headers: ["authorization": "Bearer \(wrong)"])
            #expect(answer.status == 401)
            #expect(
                answer.fields["www-authenticate"]?.contains(", error=\"invalid_token\", error_description=\"") == true)
        }
        await app.stop()
    }

    @Test("with a token the function knows who it is")
    func authenticated() async throws {
        let app = try TestApp(Shop.self)
        let good = try await token(app, "x")
        let answer = try await app.request(.get, "/orders/mine", headers: ["authorization": "bearer \(good)"])
        #expect(answer.status == 200)
        #expect(answer.text == "anna")
        await app.stop()
    }

    @Test("a scope that is missing is 403 with those that are needed")
    func scopes() async throws {
        let app = try TestApp(Shop.self)
        let some = try await token(app, "orders:read+x")
        let refused = try await app.request(.get, "/orders/all", headers: ["authorization": "Bearer \(some)"])
        #expect(refused.status == 403)
        #expect(
            refused.fields["www-authenticate"]
                == "Bearer realm=\"shop\", error=\"insufficient_scope\", scope=\"orders:read admin\"")
        let all = try await token(app, "orders:read+admin")
        let answer = try await app.request(.get, "/orders/all", headers: ["authorization": "Bearer \(all)"])
        #expect(answer.status == 200)
        await app.stop()
    }

    @Test("an app without keys does not start")
    func noKeys() async throws {
        let app = try TestApp(Shop.self) { $0.set("jwt.keys", []) }
        await #expect(throws: MeridianError.self) { try await app.request(.get, "/orders/mine") }
        await app.stop()
    }
}
