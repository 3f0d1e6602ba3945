import MeridianCore
import NIOCore
import Testing

@testable import Meridian

/// Writes down when it is passed.
private struct Noting: Interceptor {
    let name: String
    let journal: Journal
    var triggers: TriggerKinds = .http
    var answers = false

    func before(_ request: inout Request, _ context: Context) -> Response? {
        journal.note("> \(name)")
        return answers ? .text(name) : nil
    }

    func after(_ response: inout Response, _ request: Request, _ context: Context) {
        journal.note("< \(name)")
    }

    func failed(_ error: any Error, _ request: Request, _ context: Context) throws -> Response {
        journal.note("! \(name)")
        throw error
    }
}

private struct NotingAround: Middleware {
    let name: String
    let journal: Journal

    func handle(_ request: Request, _ context: Context, next: Next) async throws -> Response {
        journal.note("> \(name)")
        await Task.yield()
        defer { journal.note("< \(name)") }
        return try await next(request, context)
    }
}

private struct Offering: Interceptor {
    let name: String

    func prepare(_ function: inout Function) { function.offer(.options) }

    func before(_ request: inout Request, _ context: Context) -> Response? {
        request.fields.contains("origin") && request.method == .options ? .text(name) : nil
    }
}

private enum Trail: ContextKey { typealias Value = [String] }

private struct Envelope: ResultEncoder {
    struct Wrapped<Value: Encodable>: Encodable {
        var data: Value
        var id: String
    }

    func response(for result: some Encodable, _ context: Context) throws -> Response {
        try .json(Wrapped(data: result, id: context.requestID))
    }
}

private struct SoldOut: Error {}

@Suite(.timeLimit(.minutes(1))) struct MiddlewareTests {
    private let journal = Journal()

    private func noting(_ name: String, answers: Bool = false) -> Noting {
        Noting(name: name, journal: journal, answers: answers)
    }

    @Test func theOrderIsAppGroupFunction() async throws {
        let (journal, noting) = (journal, noting)
        var app = SketchedApp {
            Group("/g") {
                Function("f", .get("/")) { _, _ in
                    journal.note("handler")
                    return ""
                }
                .middleware(noting("function", false))
            }
            .middleware {
                noting("group 1", false)
                NotingAround(name: "group 2", journal: journal)
                noting("group 3", false)
            }
        }
        app.middleware = [noting("app 1", false), noting("app 2", false)]
        let assembled = try app.assembled()
        #expect(await assembled.call().head.status == 200)
        #expect(
            journal.lines == [
                "> app 1", "> app 2", "> group 1", "> group 2", "> group 3", "> function", "handler", "< function",
                "< group 3", "< group 2", "< group 1", "< app 2", "< app 1",
            ])
    }

    @Test(arguments: [true, false])
    func anAnswerOrAnErrorTurnsBackThroughWhatWasEntered(answers: Bool) async throws {
        let noting = noting
        var app = SketchedApp {
            Function("f", .get("/")) { _, _ -> String in throw Refusal() }
        }
        app.middleware = [noting("1", false), noting("2", false)] + (answers ? [noting("3", true)] : [])
        let assembled = try app.assembled()
        #expect(await assembled.call().head.status == (answers ? 200 : 500))
        #expect(journal.lines == (answers ? ["> 1", "> 2", "> 3", "< 2", "< 1"] : ["> 1", "> 2", "! 2", "! 1"]))
    }

    @Test func handlersWithoutAwaitStayOnTheirLoop() async throws {
        var app = SketchedApp {
            Function("f", .get("/")) { _, context in "\(context.eventLoop.inEventLoop)" }
            Function("g", .get("/g")) { _, context in "\(context.eventLoop.inEventLoop)" }
                .around { request, context, next in try await next(request, context) }
        }
        app.middleware = [noting("1"), noting("2")]
        let assembled = try app.assembled()
        #expect(await assembled.call().text == "true")
        #expect(await assembled.call(function: 1).text == "false")
    }

    @Test func layersSurroundTheirKindsOfTriggers() async throws {
        let journal = journal
        var app = SketchedApp {
            Function("timer", .timer(every: .seconds(9))) { _ in }
            Function("both", triggers: [.timer(every: .seconds(9)), .http(.get, "/")]) { _, _ in .noContent }
        }
        app.middleware = [
            Noting(name: "http", journal: journal), Noting(name: "background", journal: journal, triggers: .background),
            Noting(name: "all", journal: journal, triggers: .all),
        ]
        let assembled = try app.assembled()
        _ = await assembled.call(.post)
        #expect(journal.lines == ["> background", "> all", "< all", "< background"])
        _ = await assembled.call(.post, function: 1)
        #expect(journal.lines.dropFirst(4) == ["> background", "> all", "< all", "< background"])
        _ = await assembled.call(function: 1, trigger: 1)
        #expect(journal.lines.dropFirst(8) == ["> http", "> all", "< all", "< http"])
    }

    @Test func aspectsSeeRequestsAnswersAndErrors() async throws {
        let assembled = try SketchedApp {
            Group("/") {
                Function("f", .get("/f")) { request, context in
                    "\(request.fields["x-a"] ?? "-") \(context[Trail.self] ?? [])"
                }
                Function("g", .get("/g")) { _, _ -> String in throw SoldOut() }
                Function("h", .get("/h")) { _, _ -> String in throw Refusal() }
            }
            .before { request, context in
                request.head.fields.set("x-a", "1")
                context[Trail.self, default: []].append("before")
            }
            .before { request, context in
                await Task.yield()
                context[Trail.self, default: []].append("waited")
            }
            .after { response, context in
                response.fields.set("x-b", "2")
            }
            .around { request, context, next in
                var response = try await next(request, context)
                response.fields.set("x-c", "3")
                return response
            }
            .mapErrors { error, _ in error is SoldOut ? Problem(status: 409, title: "Sold out") : nil }
        }.assembled()
        let fine = await assembled.call()
        #expect(fine.text == #"1 ["waited", "before"]"#)
        #expect(fine.head.fields["x-b"] == "2")
        #expect(fine.head.fields["x-c"] == "3")
        let soldOut = await assembled.call(function: 1)
        #expect(soldOut.head.status == 409)
        #expect(soldOut.members["title"] == "Sold out")
        #expect(await assembled.call(function: 2).head.status == 500)
    }

    @Test func anOfferedMethodGoesToTheFirstFunctionOfAPath() async throws {
        let assembled = try SketchedApp {
            Function("get", .get("/items/{id}")) { _, _ in "" }.middleware(Offering(name: "a"))
            Function("put", .put("/items/{number}")) { _, _ in "" }.middleware(Offering(name: "b"))
            Function("own", .http([.options, .post], "/own")) { _, _ in "own" }.middleware(Offering(name: "c"))
            Function("any", .any("/any")) { _, _ in "any" }.middleware(Offering(name: "d"))
            Function("timer", .timer(every: .seconds(9))) { _ in }.middleware(Offering(name: "e"))
        }.assembled()
        #expect(
            assembled.table.manifest.map(\.triggers).prefix(4) == [
                [.http(HTTPTrigger(methods: [.get, .options], path: "/items/{id}"))],
                [.http(.put, "/items/{number}")],
                [.http(HTTPTrigger(methods: [.options, .post], path: "/own"))],
                [.http(HTTPTrigger(path: "/any"))],
            ])
        #expect(await assembled.call(.options, "/items/7", fields: ["origin": "o"]).text == "a")
        let bare = await assembled.call(.options, "/items/7")
        #expect(bare.head.status == 204)
        #expect(bare.head.fields["allow"] == "GET, PUT, HEAD, OPTIONS")
        #expect(await assembled.call(.options, "/own", function: 2).text == "own")
        #expect(await assembled.call(.options, "/any", function: 3).text == "any")
    }

    @Test func resultsCanHaveAnEnvelope() async throws {
        var app = SketchedApp {
            Function("list", .get("/")) { _, _ in [1, 2] }
            Function("late", .get("/late")) { _, _ in
                await Task.yield()
                return [3]
            }
            Function("none", .get("/none")) { _, _ in [Int]?.none }
            Function("text", .get("/text")) { _, _ in "text" }
        }
        app.results = Envelope()
        let assembled = try app.assembled()
        #expect(await assembled.call(fields: ["x-request-id": "r"]).members == ["data": [1, 2], "id": "r"])
        #expect(await assembled.call(function: 1).members["data"] == [3])
        #expect(await assembled.call(function: 2).head.status == 404)
        #expect(await assembled.call(function: 3).text == "text")
    }

    @Test func theAnswerToAnErrorCanBeChanged() async throws {
        struct Stamp: Interceptor {
            func failed(_ error: any Error, _ request: Request, _ context: Context) -> Response {
                var response = context.response(for: error)
                response.fields.set("x-stamp", "1")
                return response
            }
        }
        var app = SketchedApp { Function("f", .get("/")) { _, _ -> String in throw Problem(status: 418) } }
        app.middleware = [Stamp()]
        let answer = try await app.assembled().call()
        #expect(answer.head.status == 418)
        #expect(answer.head.fields["x-stamp"] == "1")
        #expect(answer.head.fields["content-type"] == "application/problem+json")
    }
}
