import JSONCodec
import MeridianCore
import NIOCore
import Testing

@testable import Meridian

/// What every host must do alike, driven through the form of its platform.
@Suite(.timeLimit(.minutes(2)))
struct HostConformanceTests {
    private struct Order: Codable, Sendable { var id: Int }

    private struct Broken: Error {}

    private static let bytes = ByteBuffer(bytes: (0..<1024).map { UInt8(truncatingIfNeeded: $0) })
    /// The most that a function takes unless it says otherwise.
    private static let large = ByteBuffer(repeating: 0x61, count: BodyReading.defaultLimit)

    private static func app(_ journal: Journal = Journal()) -> SketchedApp {
        var app = SketchedApp {
            Function("item", .get("/items/{id}")) { request, _ in
                "\(try request.parameter("id", as: String.self)) \(request.query["q"] ?? "-") \(request.fields["x-one"] ?? "")"
            }
            Function("mirror", .post("/mirror")) { request, _ in
                Response(
                    fields: ["content-type": request.fields["content-type"] ?? "none"], body: .bytes(request.body))
            }
            Function("compare", .post("/compare")) { request, _ in request.body == large ? "same" : "other" }
            Function("large", .get("/large")) { _, _ in
                Response(fields: ["content-type": "text/plain"], body: .bytes(large))
            }
            Function("cookies", .get("/cookies")) { request, _ in
                Response(
                    fields: [
                        "set-cookie": "a=1; Path=/", "x-got": request.fields["cookie"] ?? "", "set-cookie": "b=2",
                    ],
                    body: .string("ok"))
            }
            Function("stream", .get("/stream")) { _, _ in
                Response(fields: ["content-type": "text/plain"]) { writer in
                    for part in ["one ", "two ", "three"] { try await writer.write(part) }
                }
            }
            Function("cut", .get("/cut")) { _, _ in
                Response(fields: ["content-type": "text/plain"]) { writer in
                    try await writer.write("one")
                    throw Broken()
                }
            }
            Function("empty", .get("/empty")) { _, _ in }
            Function("slow", .get("/slow"), options: FunctionOptions(timeout: 0.02)) { _, context in
                let (never, keepAlive) = AsyncStream<Void>.makeStream()
                for await _ in never {}
                keepAlive.finish()
                journal.note("cancelled \(Task.isCancelled)")
            }
            Function("throws", .get("/throws")) { _, _ in throw Broken() }
            Function("refuses", .get("/refuses")) { _, _ in throw Problem(status: 409, detail: "sold out") }
            Function("refresh", .timer(cron: "@daily", payload: "declared")) { (timer: TimerEvent, _) in
                journal.note("timer \(timer.payload ?? "")")
            }
            Function("broken", .timer(cron: "@daily")) { (_: TimerEvent, _) in throw Broken() }
            Function("paid", .event(type: "order.*")) { (event: CloudEvent<Order>, context) in
                await Task.yield()
                if event.data.id == 13 { throw Problem(status: 409, detail: "unlucky") }
                journal.note("event \(event.type) \(event.source) \(event.data.id)")
            }
            Function("mails", .queue("mails", batchSize: 2)) { (messages: [QueueMessage<Order>], _) in
                journal.note("mails \(messages.map { "\($0.body.id)" }.joined(separator: ","))")
                let failed = messages.filter { $0.body.id == 13 }
                if !failed.isEmpty { throw BatchFailure(messages: failed.map(\.id)) }
            }
        }
        app.journal = journal
        return app
    }

    @Test(arguments: HostPlace.allCases)
    func requestsReachTheirFunctions(place: HostPlace) async throws {
        try await ServedHost.serve(Self.app(), at: place) { edge in
            let item = try await edge.get("/items/a%20b?q=c%26d+e", [("x-one", "1")])
            #expect(item.status == 200)
            #expect(item.text == "a b c&d e 1")
            #expect(item.fields["content-type"]?.hasPrefix("text/plain") == true)
            #expect(item.fields.values("x-request-id").count == 1)
            let known = try await edge.get("/items/7", [("x-request-id", "mine")])
            #expect(known.fields.values("x-request-id") == [place == .functionCompute ? "fc-1" : "mine"])
            let head = try await edge.request(.head, "/items/7", fields: [], body: ByteBuffer())
            #expect(head.status == 200)
            #expect(head.body.readableBytes == 0)
            let empty = try await edge.get("/empty")
            #expect(empty.status == 204)
            #expect(empty.body.readableBytes == 0)
            let missing = try await edge.get("/nowhere")
            #expect(missing.status == 404)
            #expect(missing.text.contains("MER-1001"))
            let refused = try await edge.post("/items/7", ByteBuffer(string: "x"))
            #expect(refused.status == 405)
            #expect(refused.fields["allow"] == "GET, HEAD")
        }
    }

    @Test(arguments: HostPlace.allCases)
    func bodiesAreBytes(place: HostPlace) async throws {
        try await ServedHost.serve(Self.app(), at: place) { edge in
            let binary = try await edge.post("/mirror", Self.bytes)
            #expect(binary.body == Self.bytes)
            #expect(binary.fields["content-type"] == "application/octet-stream")
            let text = try await edge.post("/mirror", ByteBuffer(string: "Grüße \"\n\u{1}"), type: "text/plain")
            #expect(text.text == "Grüße \"\n\u{1}")
            let json = try await edge.post("/mirror", ByteBuffer(string: #"{"a": 1}"#), type: "application/json")
            #expect(json.text == #"{"a": 1}"#)
            let nothing = try await edge.post("/mirror", ByteBuffer())
            #expect(nothing.body.readableBytes == 0)
        }
    }

    @Test(arguments: HostPlace.allCases)
    func largeBodiesPassWhereThePlatformTakesThem(place: HostPlace) async throws {
        try await ServedHost.serve(Self.app(), at: place) { edge in
            let compared = try await edge.post("/compare", Self.large, type: "text/plain")
            #expect(compared.text == "same")
            let large = try await edge.get("/large")
            if place.isLambda, place.gathersAnswers {
                #expect(large.status == 500)
                #expect(large.text.contains("MER-1346"))
            } else {
                #expect(large.body == Self.large)
            }
        }
    }

    @Test(arguments: HostPlace.allCases)
    func everyCookieArrives(place: HostPlace) async throws {
        try await ServedHost.serve(Self.app(), at: place) { edge in
            let answer = try await edge.get("/cookies", [("cookie", "x=1; y=2")])
            #expect(answer.fields.values("set-cookie") == ["a=1; Path=/", "b=2"])
            #expect(answer.fields["x-got"] == "x=1; y=2")
        }
    }

    @Test(arguments: HostPlace.allCases)
    func streamsArriveWholeOrAreSeenToBeCut(place: HostPlace) async throws {
        try await ServedHost.serve(Self.app(), at: place) { edge in
            let whole = try await edge.get("/stream")
            #expect(whole.text == "one two three")
            #expect(!whole.isCut)
            // How a streamed answer of Lambda tells it is a matter of trailers, which have tests of their own.
            guard place != .lambdaStreaming else { return }
            let cut = try await edge.get("/cut")
            #expect(cut.isCut)
        }
    }

    @Test(arguments: HostPlace.allCases)
    func errorsAreAnswers(place: HostPlace) async throws {
        let journal = Journal()
        try await ServedHost.serve(Self.app(journal), at: place) { edge in
            let thrown = try await edge.get("/throws")
            #expect(thrown.status == 500)
            #expect(thrown.text.contains("MER-1201"))
            let refused = try await edge.get("/refuses")
            #expect(refused.status == 409)
            #expect(refused.fields["content-type"] == "application/problem+json")
            #expect(refused.text.contains("sold out"))
            let late = try await edge.get("/slow")
            #expect(late.status == 504)
            #expect(late.text.contains("MER-1203"))
            let next = try await edge.get("/items/7")
            #expect(next.status == 200)
        }
        while !journal.lines.contains("cancelled true") { await Task.yield() }
    }

    @Test(arguments: HostPlace.allCases.filter(\.delivers))
    func timersRun(place: HostPlace) async throws {
        let journal = Journal()
        try await ServedHost.serve(Self.app(journal), at: place) { edge in
            let failure = try await edge.fire(timer: "refresh", payload: "now")
            #expect(failure == nil)
            let broken = try await edge.fire(timer: "broken", payload: "")
            #expect(broken?.contains("MER-1201") == true)
            let unknown = try await edge.fire(timer: "none", payload: "")
            #expect(unknown?.contains(place == .azure ? "MER-1001" : "MER-1345") == true, "\(unknown ?? "")")
        }
        #expect(journal.lines.contains(place == .azure ? "timer declared" : "timer now"))
    }

    @Test(arguments: HostPlace.allCases)
    func eventsReachThoseWhoTakeThem(place: HostPlace) async throws {
        let journal = Journal()
        try await ServedHost.serve(Self.app(journal), at: place) { edge in
            let failure = try await edge.send(type: "order.paid", source: "/till", data: #"{"id":7}"#)
            #expect(failure == nil)
            let refused = try await edge.send(type: "order.paid", source: "/till", data: #"{"id":13}"#)
            #expect(refused?.contains("unlucky") == true)
            let undecodable = try await edge.send(type: "order.paid", source: "/till", data: #"{"id":"x"}"#)
            #expect(undecodable?.contains("MER-1104") == true)
            let unknown = try await edge.send(type: "other", source: "/till", data: "{}")
            #expect(unknown?.contains("MER-1001") == true)
        }
        #expect(journal.lines.contains("event order.paid /till 7"))
    }

    @Test(arguments: HostPlace.allCases.filter(\.delivers))
    func messagesComeInBatchesAndFailOneByOne(place: HostPlace) async throws {
        let journal = Journal()
        try await ServedHost.serve(Self.app(journal), at: place) { edge in
            let failure = try await edge.deliver([#"{"id":1}"#, #"{"id":2}"#, #"{"id":3}"#], queue: "mails")
            #expect(failure == nil)
            let partial = try await edge.deliver([#"{"id":4}"#, #"{"id":13}"#], queue: "mails")
            if place.isLambda {
                #expect(partial == #"{"itemIdentifier":"00000000-0000-4000-8000-000000000002"}"#)
            } else {
                #expect(partial?.contains("MER-1347") == true)
            }
        }
        let oneByOne = place == .functionCompute
        #expect(journal.lines.contains(oneByOne ? "mails 2" : "mails 1,2"))
        #expect(journal.lines.contains("mails 3"))
    }

    @Test(arguments: HostPlace.allCases)
    func theAppIsStartedAndStoppedInOrder(place: HostPlace) async throws {
        let journal = Journal()
        try await ServedHost.serve(Self.app(journal), at: place) { edge in
            let answer = try await edge.get("/items/7")
            #expect(answer.status == 200)
        }
        #expect(journal.lines == ["app start", "app ready", "app stop"])
    }

    @Test(arguments: HostPlace.allCases.filter { $0 != .openWhisk })
    func anAppThatCantStartIsNotServed(place: HostPlace) async throws {
        var app = Self.app()
        app.failsToStart = true
        let failing = app
        await #expect(throws: MeridianError.self) {
            try await ServedHost.serve(failing, at: place) { _ in }
        }
    }
}
