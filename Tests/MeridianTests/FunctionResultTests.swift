import JSONCodec
import MeridianCore
import NIOCore
import Testing

@testable import Meridian

@Suite(.timeLimit(.minutes(1)))
struct FunctionResultTests {
    struct Item: Codable, Equatable, Sendable {
        var id: Int
        var name: String
    }

    @Test func textAnswersAsPlainText() async throws {
        let caller = try Caller { Function("hello", .get("/")) { _, _ in "Hello" } }
        let answer = await caller.call()
        #expect(answer.head.status == 200)
        #expect(answer.head.fields["content-type"] == "text/plain; charset=utf-8")
        #expect(answer.text == "Hello")
    }

    @Test func encodableAnswersAsJSON() async throws {
        let caller = try Caller {
            Function("item", .get("/items/{id}")) { request, _ in
                Item(id: try request.parameter("id"), name: "cup")
            }
            Function("later", .get("/later/{id}")) { request, _ in
                await Task.yield()
                return [Item(id: try request.parameter("id"), name: "cup")]
            }
        }
        let answer = await caller.call(.get, "/items/7")
        #expect(answer.head.fields["content-type"] == "application/json")
        #expect(answer.members == ["id": 7, "name": "cup"])
        let later = await caller.call(.get, "/later/8", function: 1)
        #expect(try JSON.decode([Item].self, from: later.body) == [Item(id: 8, name: "cup")])
    }

    @Test func nothingAnswersWithoutContent() async throws {
        let caller = try Caller {
            Function("sync", .post("/a")) { _, _ in }
            Function("async", .post("/b")) { _, _ in await Task.yield() }
        }
        for function in 0...1 {
            let answer = await caller.call(.post, function: function)
            #expect(answer.head.status == 204)
            #expect(answer.body.readableBytes == 0)
        }
    }

    @Test func absenceAnswersNotFound() async throws {
        let caller = try Caller {
            Function("item", .get("/a")) { request, _ -> Item? in
                try request.query("there", default: false) ? Item(id: 1, name: "cup") : nil
            }
            Function("text", .get("/b")) { request, _ -> String? in
                try request.query("there", default: false) ? "here" : nil
            }
        }
        for function in 0...1 {
            let absent = await caller.call(.get, "/", function: function)
            #expect(absent.head.status == 404)
            #expect(absent.members["code"] == "MER-1003")
            let present = await caller.call(.get, "/?there=true", function: function)
            #expect(present.head.status == 200)
        }
    }

    @Test func unencodableResultIsNumbered() async throws {
        let caller = try Caller { Function("number", .get("/")) { _, _ in Double.nan } }
        let answer = await caller.call()
        #expect(answer.head.status == 500)
        #expect(answer.members["code"] == "MER-1202")
    }

    @Test(arguments: ["plain", "a b", "\"; drop=1", "100 %", "%41", "ü 🎉", ""])
    func aCookieComesBackAsItWasSet(value: String) throws {
        let line = SetCookie("c", value).fieldValue.split(separator: ";").first.map(String.init) ?? ""
        let request = try Request.sketched(fields: ["cookie": line + "; other=50%"])
        #expect(request.cookies["c"] == value)
        #expect(request.cookies["other"] == "50%")
    }

    @Test func severalCookiesSurvive() async throws {
        let caller = try Caller {
            Function("login", .post("/")) { _, _ in
                Response.text("ok")
                    .settingCookie(SetCookie("session", "a b;c", maxAge: 60, sameSite: .strict))
                    .settingCookie(SetCookie("theme", "dark", path: nil, isSecure: false, isHTTPOnly: false))
            }
        }
        let answer = await caller.call(.post)
        #expect(
            answer.head.fields.values("set-cookie") == [
                "session=a%20b%3Bc; Path=/; Max-Age=60; Secure; HttpOnly; SameSite=Strict",
                "theme=dark; SameSite=Lax",
            ])
    }

    @Test func redirectEscapesItsLocation() {
        let response = Response.redirect(to: "/suche?q=grün\r\nx: y", status: 303)
        #expect(response.status == 303)
        #expect(response.fields["location"] == "/suche?q=gr%C3%BCn%0D%0Ax:%20y")
    }

    @Test func handlersWithoutAwaitRunOnTheLoopAndOthersOffIt() async throws {
        let caller = try Caller {
            Function("sync", .get("/a")) { _, context in context.eventLoop.inEventLoop ? "on" : "off" }
            Function("async", .get("/b")) { _, context in
                await Task.yield()
                return context.eventLoop.inEventLoop ? "on" : "off"
            }
        }
        #expect(await caller.call(function: 0).text == "on")
        #expect(await caller.call(function: 1).text == "off")
    }

    @Test func groupsPutTheirPathInFront() throws {
        let caller = try Caller {
            Group("/api") {
                Function("root", .get("/")) { _, _ in "" }
                Group("/items/") { Function("item", .get("/{id}"), .event(type: "a")) }
            }
        }
        #expect(
            caller.table.manifest.map(\.triggers) == [
                [.http(.get, "/api")], [.http(.get, "/api/items/{id}"), .event(type: "a")],
            ])
    }
}

extension Function {
    fileprivate init(_ name: String, _ triggers: HTTPTrigger, _ event: EventTrigger) {
        self.init(name, triggers: [.http(triggers), .event(event)]) { _, _ in .noContent }
    }
}
