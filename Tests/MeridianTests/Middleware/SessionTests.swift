import MeridianCore
import Synchronization
import Testing

@testable import Meridian

@Suite struct SessionTests {
    private static let secret = "0123456789abcdef0123456789abcdef"
    private func app(_ secrets: [String]? = [secret], now: @escaping @Sendable () -> Timestamp) -> SketchedApp {
        var sketch = SketchedApp {
            Function("show", .get("/")) { _, context in
                guard case .string(let user)? = context.session?["user"] else { return "nobody" }
                return user
            }
            Function("enter", .post("/")) { request, context in
                context.session?["user"] = .string(request.text)
                return ""
            }
            Function("leave", .delete("/")) { _, context in context.session?.end() }
        }
        sketch.layerList = {
            [Sessions(secrets: secrets, name: "s", maxAge: 100, isSecure: true, sameSite: .lax, now: now)]
        }
        return sketch
    }

    private func setCookie(of answer: CollectedAnswer) -> String? {
        answer.head.fields["set-cookie"]?.split(separator: ";").first.map(String.init)
    }

    @Test func aVisitorIsRememberedUntilTheEnd() async throws {
        let now = Mutex(Timestamp(milliseconds: 1_800_000_000_000))
        let app = try app(now: { now.withLock { $0 } }).assembled()
        let first = await app.call()
        #expect(first.text == "nobody")
        #expect(first.head.fields["set-cookie"] == nil)
        let entered = await app.call(.post, body: "anna", function: 1)
        let line = try #require(entered.head.fields["set-cookie"])
        #expect(line.hasSuffix("; Path=/; Max-Age=100; Secure; HttpOnly; SameSite=Lax"))
        #expect(entered.head.fields["cache-control"] == "private")
        let cookie = try #require(setCookie(of: entered))
        let second = await app.call(fields: ["cookie": cookie])
        #expect(second.text == "anna")
        #expect(second.head.fields["set-cookie"] == nil)
        now.withLock { $0.milliseconds += 60_000 }
        let renewed = await app.call(fields: ["cookie": cookie])
        #expect(renewed.text == "anna")
        let newCookie = try #require(setCookie(of: renewed))
        now.withLock { $0.milliseconds += 40_000 }
        #expect(await app.call(fields: ["cookie": cookie]).text == "nobody")
        #expect(await app.call(fields: ["cookie": newCookie]).text == "anna")
        let left = await app.call(.delete, fields: ["cookie": newCookie], function: 2)
        #expect(left.head.fields["set-cookie"]?.hasPrefix("s=; Path=/; Max-Age=0") == true)
    }

    @Test func nobodyElseCanWriteACookie() async throws {
        let now: @Sendable () -> Timestamp = { Timestamp(milliseconds: 1_800_000_000_000) }
        let app = try app(now: now).assembled()
        let cookie = try #require(setCookie(of: await app.call(.post, body: "anna", function: 1)))
        let bytes = Array(cookie.utf8)
        for index in 2..<bytes.count {
            var changed = bytes
            changed[index] = changed[index] == UInt8(ascii: "A") ? UInt8(ascii: "B") : UInt8(ascii: "A")
            let text = String(decoding: changed, as: UTF8.self)
            #expect(await app.call(fields: ["cookie": text]).text == "nobody", "\(index)")
        }
        for text in ["s=", "s=.", "s=a.b", "s=" + String(repeating: "A", count: 90)] {
            #expect(await app.call(fields: ["cookie": text]).text == "nobody")
        }
        let value = cookie.dropFirst(2)
        #expect(SessionCookie(String(value), name: "s", secrets: [Self.secret]) != nil)
        #expect(SessionCookie(String(value), name: "t", secrets: [Self.secret]) == nil)
    }

    @Test func secretsCanBeChanged() async throws {
        let now: @Sendable () -> Timestamp = { Timestamp(milliseconds: 1_800_000_000_000) }
        let cookie = try #require(
            setCookie(of: try await app(now: now).assembled().call(.post, body: "anna", function: 1)))
        let other = "fedcba9876543210fedcba9876543210"
        #expect(
            try await app([other, Self.secret], now: now).assembled().call(fields: ["cookie": cookie]).text == "anna")
        #expect(try await app([other], now: now).assembled().call(fields: ["cookie": cookie]).text == "nobody")
    }

    @Test func secretsAreASetting() async throws {
        let now: @Sendable () -> Timestamp = { Timestamp(milliseconds: 1_800_000_000_000) }
        let sketch = app(nil, now: now)
        #expect(try await sketch.startFault()?.code == .missingSetting)
        let app = try sketch.assembled(environment: ["MERIDIAN_SESSION_SECRETS": Self.secret])
        try await app.start()
        #expect(await app.call(.post, body: "anna", function: 1).head.status == 200)
        let short = try self.app(["short"], now: now).assembled()
        #expect(await short.call().members["code"] == "MER-1321")
    }

    @Test func aSessionFitsIntoACookie() async throws {
        let app = try app(now: { Timestamp(milliseconds: 1_800_000_000_000) }).assembled()
        let answer = await app.call(.post, body: String(repeating: "x", count: 4_000), function: 1)
        #expect(answer.head.status == 500)
        #expect(answer.members["code"] == "MER-1404")
    }
}
