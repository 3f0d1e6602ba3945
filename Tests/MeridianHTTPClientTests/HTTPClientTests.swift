import Meridian
import MeridianHTTPClient
import MeridianTesting
import Testing

@Suite struct HTTPClientTests {
    private let network = FakeHTTPTransport()

    @Test func valuesInAndOut() async throws {
        try network.answer(.get, base + "/items/7?full=yes", json: Item(id: 7, name: "cup"))
        try network.answer(.post, base + "/items", status: 201, json: Item(id: 8, name: "jug"))
        let answer = try await calling(network) { stock in
            let cup: Item = try await stock.get("/items/7", query: ["full": "yes"])
            let jug: Item = try await stock.post("/items", json: cup)
            return cup.name + jug.name
        }
        #expect(answer.text == "cupjug")
        #expect(network.calls.map(\.method) == [.get, .post])
        #expect(network.calls.last?.fields["content-type"] == "application/json")
        #expect(String(buffer: network.calls[1].body) == #"{"id":7,"name":"cup"}"#)
    }

    @Test func requestIdTraceAndDeadlineAreHandedOn() async throws {
        network.answer(.get, base + "/", "ok")
        let trace = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"
        _ = try await calling(network, headers: ["traceparent": trace, "x-request-id": "abc"]) { stock in
            try await stock.call(ClientRequest(.get, "/")).text
        }
        let call = try #require(network.calls.first)
        #expect(call.fields["x-request-id"] == "abc")
        let handed = try #require(call.fields["traceparent"].flatMap { TraceContext($0) })
        #expect(handed.description == trace, "the span that calls is the invocation's own")
        // The function has 20 s, the client 30 s.
        #expect(call.limit > .zero && call.limit <= .seconds(20))
    }

    @Test func fieldsOfTheClientGiveWay() async throws {
        network.answer(.get, base + "/", "ok")
        _ = try await calling(network, ["headers": ["user-agent": "shop", "x-key": "secret"]]) { stock in
            try await stock.call(ClientRequest(.get, "/", fields: ["x-key": "other"])).text
        }
        #expect(network.calls.first?.fields["user-agent"] == "shop")
        #expect(network.calls.first?.fields.values("x-key") == ["other"])
    }

    @Test func problemsOfTheOtherSide() async throws {
        network.answer(
            .get, base + "/", status: 409, fields: ["content-type": "application/problem+json; charset=utf-8"],
            #"{"type":"urn:sold-out","title":"Sold out","detail":"no cups","stock":0,"code":"MER-1203"}"#)
        let answer = try await calling(network) { stock in
            do {
                try await stock.call(ClientRequest(.get, "/"))
                return "none"
            } catch let error as UpstreamError {
                let problem = try #require(error.problem)
                #expect(error.status == 409)
                #expect(problem.type == "urn:sold-out")
                #expect(problem.code == .deadlineExceeded)
                #expect(problem.extensions["stock"] == 0)
                return problem.detail ?? ""
            }
        }
        #expect(answer.text == "no cups")
    }

    @Test func anErrorThatIsLetPassIs502() async throws {
        network.answer(.get, base + "/", status: 404, "no such thing")
        let answer = try await calling(network) { try await $0.call(ClientRequest(.get, "/")).text }
        answer.expectProblem(status: 502, code: "MER-1564")
        #expect(answer[member: "detail"] == "the service 'stock' answered 404")
    }

    @Test func unexpectedAnswers() async throws {
        network.answer(.get, base + "/", "[1]")
        let unreadable = try await calling(network) { try await $0.get("/", as: Item.self).name }
        unreadable.expectProblem(status: 502, code: "MER-1566")
        let large = try await calling(network, ["maxResponseSize": 2]) {
            try await $0.call(ClientRequest(.get, "/")).text
        }
        large.expectProblem(status: 502, code: "MER-1565")
    }

    @Test func aStreamIsReadBeyondTheLimit() async throws {
        network.answer(.get, base + "/", "a long text")
        let answer = try await calling(network, ["maxResponseSize": 2]) { stock in
            var text = ""
            for try await part in try await stock.send(ClientRequest(.get, "/")).body { text += String(buffer: part) }
            return text
        }
        #expect(answer.text == "a long text")
    }

    @Test(arguments: ["/../x", "http://elsewhere.example/", "/ü"])
    func addressesOutsideOfTheBase(address: String) async throws {
        let answer = try await calling(network) { try await $0.call(ClientRequest(.get, address)).text }
        answer.expectProblem(status: 500, code: "MER-1561")
        #expect(network.calls.isEmpty)
    }

    @Test func timeOver() async throws {
        network.answer(.get, base + "/") { _ in
            try await Task.sleep(for: .seconds(3_600))
            return ClientResponse(status: 200)
        }
        let answer = try await calling(network, ["timeout": "5ms"]) { try await $0.call(ClientRequest(.get, "/")).text }
        answer.expectProblem(status: 504, code: "MER-1563")
    }

    @Test func redirectionsWithinTheBase() async throws {
        network.answer(.post, base + "/a", status: 302, fields: ["location": "b?c"])
        network.answer(.get, base + "/b?c", "there")
        let answer = try await calling(network) { try await $0.post("/a", json: 1).text }
        #expect(answer.text == "there")
        #expect(network.calls.last?.fields.contains("content-type") == false)
        network.answer(.get, base + "/out", status: 302, fields: ["location": "http://stock.example/admin"])
        let out = try await calling(network) { try await $0.call(ClientRequest(.get, "/out")).text }
        out.expectProblem(status: 502, code: "MER-1564")
        network.answer(.get, base + "/loop", status: 307, fields: ["location": "loop"])
        let loop = try await calling(network, ["redirects": 3]) { try await $0.call(ClientRequest(.get, "/loop")).text }
        loop.expectProblem(status: 502, code: "MER-1564")
        #expect(network.calls.filter { $0.address == base + "/loop" }.count == 4)
    }

    @Test func settingsAreChecked() async throws {
        let cases: [([String: JSONValue], ErrorCode)] = [
            (["timeuot": "1s"], .invalidClientSetting), (["retries": -1], .invalidClientSetting),
            (["maxConnections": 0], .invalidClientSetting), (["timeout": "soon"], .unreadableSetting),
            (["baseURL": "stock.example"], .invalidClientAddress), (["proxy": "nowhere"], .invalidClientAddress),
        ]
        for (settings, code) in cases {
            do {
                _ = try await calling(network, settings) { _ in "" }
                Issue.record("\(settings) is taken")
            } catch let error as MeridianError {
                #expect((error.cause as? MeridianError)?.code == code, "\(settings)")
            }
        }
    }

    @Test func anUnknownClient() async throws {
        let app = try TestApp {
            $0.override((any HTTPClientTransport).self) { [network] in network }
        } app: {
            CallingApp([:]) { clients, _ in try clients.client("bank").name }
        }
        try await app.request(.get, "/").expectProblem(status: 500, code: "MER-1560")
    }
}
