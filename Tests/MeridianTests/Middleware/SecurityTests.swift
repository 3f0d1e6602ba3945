import MeridianCore
import Testing

@testable import Meridian

private enum Who: ContextKey { typealias Value = String }

@Suite struct SecurityTests {
    private func app(_ layers: any FunctionLayer...) throws -> AssembledApp {
        var app = SketchedApp {
            Function("get", .get("/")) { _, context in context[Who.self] ?? "fine" }
            Function("post", .post("/")) { _, _ in "posted" }
            Function("bad", .get("/bad")) { _, _ -> String in throw Problem(status: 409) }
        }
        app.middleware = layers
        return try app.assembled()
    }

    @Test func anyOriginMayBeAllowed() async throws {
        let app = try app(CORS(exposedHeaders: ["x-total"]))
        let answer = await app.call(fields: ["origin": "https://a.example"])
        #expect(answer.text == "fine")
        #expect(answer.head.fields["access-control-allow-origin"] == "*")
        #expect(answer.head.fields["access-control-expose-headers"] == "x-total")
        #expect(answer.head.fields["vary"] == nil)
        #expect(await app.call().head.fields["access-control-allow-origin"] == nil)
        let failed = await app.call(fields: ["origin": "https://a.example"], function: 2)
        #expect(failed.head.status == 409)
        #expect(failed.head.fields["access-control-allow-origin"] == "*")
    }

    @Test func someOriginsAreAllowedWithCredentials() async throws {
        let app = try app(CORS(origins: .only("https://a.example"), allowsCredentials: true))
        let fine = await app.call(fields: ["origin": "https://a.example"]).head.fields
        #expect(fine["access-control-allow-origin"] == "https://a.example")
        #expect(fine["access-control-allow-credentials"] == "true")
        #expect(fine["vary"] == "origin")
        let other = await app.call(fields: ["origin": "https://b.example"]).head.fields
        #expect(other["access-control-allow-origin"] == nil)
        #expect(other["access-control-allow-credentials"] == nil)
        #expect(other["vary"] == "origin")
        #expect(await app.call().head.fields["vary"] == "origin")
    }

    @Test func permissionIsGivenOnEveryPath() async throws {
        let app = try app(CORS(origins: .only("https://a.example"), methods: [.get, .post], maxAge: 60))
        #expect(app.table.manifest[0].triggers == [.http(HTTPTrigger(methods: [.get, .options], path: "/"))])
        #expect(app.table.manifest[1].triggers == [.http(.post, "/")])
        let asked: HTTPFields = [
            "origin": "https://a.example", "access-control-request-method": "POST",
            "access-control-request-headers": "content-type, x-a",
        ]
        let given = await app.call(.options, fields: asked)
        #expect(given.head.status == 204)
        #expect(given.head.fields["access-control-allow-methods"] == "GET, POST")
        #expect(given.head.fields["access-control-allow-headers"] == "content-type, x-a")
        #expect(given.head.fields["access-control-max-age"] == "60")
        #expect(given.head.fields["vary"] == "origin, access-control-request-headers")
        var foreign = asked
        foreign.set("origin", "https://b.example")
        let refused = await app.call(.options, fields: foreign)
        #expect(refused.head.status == 204)
        #expect(refused.head.fields["access-control-allow-origin"] == nil)
        #expect(refused.head.fields["access-control-allow-methods"] == nil)
        #expect(await app.call(.options).head.fields["allow"] == "GET, POST, HEAD, OPTIONS")
    }

    @Test func securityHeadersLeaveWhatIsThere() async throws {
        var sketch = SketchedApp {
            Function("own", .get("/")) { _, _ in Response(fields: ["x-frame-options": "SAMEORIGIN"]) }
            Function("bad", .get("/bad")) { _, _ -> String in throw Problem(status: 409) }
        }
        sketch.middleware = [SecurityHeaders(contentSecurityPolicy: "default-src 'self'", strictTransportSecurity: 60)]
        let app = try sketch.assembled()
        let own = await app.call().head.fields
        #expect(own.values("x-frame-options") == ["SAMEORIGIN"])
        #expect(own["x-content-type-options"] == "nosniff")
        #expect(own["content-security-policy"] == "default-src 'self'")
        #expect(own["strict-transport-security"] == "max-age=60; includeSubDomains")
        #expect(own["permissions-policy"] == nil)
        #expect(await app.call(function: 1).head.fields["x-frame-options"] == "DENY")
    }

    @Test(
        arguments: [
            (HTTPMethod.post, ["sec-fetch-site": "same-origin"], true), (.post, ["sec-fetch-site": "none"], true),
            (.post, ["sec-fetch-site": "cross-site"], false), (.post, ["sec-fetch-site": "same-site"], false),
            (.get, ["sec-fetch-site": "cross-site"], true), (.post, [:], true),
            (.post, ["origin": "https://shop.example", "host": "shop.example"], true),
            (.post, ["origin": "https://shop.example:81", "host": "shop.example:81"], true),
            (.post, ["origin": "https://evil.example", "host": "shop.example"], false),
            (.post, ["origin": "null", "host": "shop.example"], false),
            (.post, ["origin": "https://admin.example", "sec-fetch-site": "cross-site"], true),
        ] as [(HTTPMethod, [String: String], Bool)])
    func requestsOfOtherSitesAreRefused(method: HTTPMethod, fields: [String: String], passes: Bool) async throws {
        let app = try app(CrossSiteProtection(trustedOrigins: "https://admin.example"))
        var all = HTTPFields()
        for (name, value) in fields { all.append(name, value) }
        let answer = await app.call(method, fields: all, function: method == .get ? 0 : 1)
        #expect(answer.head.status == (passes ? 200 : 403))
        if !passes { #expect(answer.members["code"] == "MER-1402") }
    }

    @Test(
        arguments: [
            ("Basic YW5uYTpzM2NyZXQ=", 200), ("basic   YW5uYTpzM2NyZXQ=", 200), ("Basic YW5uYTp3cm9uZw==", 401),
            ("Basic Ym9iOnMzY3JldA==", 401), ("Basic !", 401), ("Basic", 401), ("Basic YW5uYQ==", 401),
            ("Bearer YW5uYTpzM2NyZXQ=", 401), (nil, 401),
        ] as [(String?, Int)])
    func aPasswordIsAskedFor(authorization: String?, status: Int) async throws {
        let app = try app(BasicAuthentication(realm: "the \"shop\"", user: "anna", password: "s3cret"))
        let answer = await app.call(fields: authorization.map { ["authorization": $0] } ?? [:])
        #expect(answer.head.status == status)
        if status == 401 {
            #expect(
                answer.head.fields["www-authenticate"] == #"Basic realm="the \"shop\"", charset="UTF-8""#)
            #expect(answer.members["code"] == "MER-1401")
        }
    }

    @Test func aPasswordMayHaveColons() throws {
        let request = try Request.sketched(fields: ["authorization": "Basic YTpiOmM="])
        #expect(request.basicCredentials == BasicCredentials(user: "a", password: "b:c"))
    }

    @Test func aTokenIsAskedFor() async throws {
        let app = try app(
            BearerAuthentication(realm: "api") { token, context in
                context[Who.self] = "holder of \(token)"
                return token == "t1"
            })
        #expect(await app.call(fields: ["authorization": "Bearer t1"]).text == "holder of t1")
        let wrong = await app.call(fields: ["authorization": "Bearer t2"])
        #expect(wrong.head.status == 401)
        #expect(wrong.head.fields["www-authenticate"] == #"Bearer realm="api", error="invalid_token""#)
        #expect(await app.call().head.fields["www-authenticate"] == #"Bearer realm="api""#)
        let some = try self.app(BearerAuthentication(realm: "api", tokens: ["one", "two"]))
        for (token, status) in [("one", 200), ("two", 200), ("three", 401)] {
            #expect(await some.call(fields: ["authorization": "Bearer \(token)"]).head.status == status)
        }
    }
}
