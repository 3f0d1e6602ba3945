import JSONCodec
import MeridianCore
import NIOCore
import NIOPosix
import SampleEvents
import ServiceLifecycle
import Synchronization
import TestSupport
import Testing

@testable import Meridian

/// What is Lambda's own.
@Suite(.timeLimit(.minutes(1)))
struct LambdaHostTests {
    private struct Claims: Decodable {
        struct Identity: Decodable { var sourceIp: String }
        var http: Identity
    }

    private static func only(_ function: Function) -> SketchedApp { SketchedApp { function } }

    private func event(_ sample: SampleEvent) -> ByteBuffer { ByteBuffer(string: sample.json) }

    @Test func theDeadlineOfThePlatformEndsAFunction() async throws {
        let app = Self.only(
            Function("slow", .get("/")) { _, _ in
                let (never, keepAlive) = AsyncStream<Void>.makeStream()
                for await _ in never {}
                keepAlive.finish()
            })
        try await ServedHost.serveLambda(app) { api in
            let told = await api.invoke(event(.functionURL(SampleRequest(.get, "/"))), seconds: 0.05)
            #expect(JSONMembers(told.body)?.integer("statusCode") == 504)
        }
    }

    /// Some wait for their invocation awake, and read it past the channel.
    @Test func invocationsOfAnySizeFollowOneAnother() async throws {
        let echo = Function("echo", .post("/"), body: .whole(maxBodySize: 1 << 20)) { request, _ in
            Response.text(String(buffer: request.body))
        }
        try await ServedHost.serveLambda(Self.only(echo)) { api in
            var generator = SeededGenerator(seed: 11)
            for number in 0..<150 {
                let count = [0, 10, 4_000, 9_000, 70_000, 400_000].randomElement(using: &generator) ?? 0
                let body = "\(number) " + String(repeating: "b", count: count)
                let told = await api.invoke(event(.functionURL(SampleRequest(.post, "/", body: body))))
                #expect(JSONMembers(told.body)?.text("body") == body)
            }
        }
    }

    @Test func anInitFailureIsToldBeforeTheEnd() async throws {
        let api = PlayedRuntimeAPI()
        let settings = try await LambdaSettings(Environment(["AWS_LAMBDA_RUNTIME_API": api.start()]))
        var app = Self.only(Function("f", .get("/")) { _, _ in "" })
        app.failsToStart = true
        await #expect(throws: MeridianError.self) {
            _ = try await LambdaHost.service(settings) { () throws(MeridianError) in try app.assembled() }
        }
        let told = await api.initFailure
        #expect(told?.fields["lambda-runtime-function-error-type"] == "MER-1333")
        #expect(told.flatMap { JSONMembers($0.body)?.text("errorType") } == "MER-1333")
        await api.stop()
    }

    @Test func aRuntimeAPIThatIsNotThereIsNamed() async throws {
        let settings = try LambdaSettings(Environment(["AWS_LAMBDA_RUNTIME_API": "127.0.0.1:1"]))
        let app = try Self.only(Function("f", .get("/")) { _, _ in "" }).assembled()
        let runtime = try LambdaRuntime(app.table, settings: settings, logger: app.logger)
        runtime.open()
        let error = await #expect(throws: MeridianError.self) { try await runtime.waitUntilOpen() }
        #expect(error?.code == .hostUnreachable)
        #expect(error?.message.contains("127.0.0.1:1") == true)
        await runtime.stop()
    }

    @Test func aRefusedAnswerBecomesAFailure() async throws {
        let large = Function("f", .get("/{count}")) { request, _ in
            String(repeating: "x", count: try request.parameter("count"))
        }
        try await ServedHost.serveLambda(Self.only(large)) { api in
            api.refuse(413)
            let told = await api.invoke(event(.functionURL(SampleRequest(.get, "/2000000"))))
            #expect(told.isFailure)
            #expect(String(buffer: told.body).contains("MER-1346"))
            let next = await api.invoke(event(.functionURL(SampleRequest(.get, "/1"))))
            #expect(!next.isFailure)
        }
    }

    /// The next invocation has been asked for already when a small answer is refused, and is served.
    @Test(arguments: [400, 413]) func aSmallAnswerThatIsRefusedHoldsUpNothing(status: Int) async throws {
        try await ServedHost.serveLambda(Self.only(Function("f", .get("/")) { _, _ in "x" })) { api in
            api.refuse(status)
            async let first = api.invoke(event(.functionURL(SampleRequest(.get, "/"))))
            await api.waitForRefusal()
            let next = await api.invoke(event(.functionURL(SampleRequest(.get, "/"))))
            #expect(!next.isFailure)
            api.giveUp()
            #expect(await first.path.isEmpty)
        }
    }

    @Test func aRuntimeAPIInTroubleEndsTheProgram() async throws {
        let api = PlayedRuntimeAPI()
        let settings = try await LambdaSettings(Environment(["AWS_LAMBDA_RUNTIME_API": api.start()]))
        let app = Self.only(Function("f", .get("/")) { _, _ in "x" })
        let service = try await LambdaHost.service(settings) { () throws(MeridianError) in try app.assembled() }
        api.refuse(500)
        let ended = Task { try await HostLifetime.group(of: service).run() }
        _ = await api.invoke(event(.functionURL(SampleRequest(.get, "/"))))
        let error = await #expect(throws: MeridianError.self) { try await ended.value }
        #expect(error?.code == .hostUnreachable)
        #expect(error?.message.contains("500") == true)
        await api.stop()
    }

    @Test func severalInvocationsRunAtOnceWhereLambdaAllowsIt() async throws {
        let arrived = Mutex(0)
        let (all, complete) = AsyncStream<Void>.makeStream()
        let app = Self.only(
            Function("meet", .get("/")) { _, _ in
                let count = arrived.withLock { count in
                    count += 1
                    return count
                }
                if count == 4 { complete.finish() }
                for await _ in all {}
                return "met"
            })
        try await ServedHost.serveLambda(app, ["AWS_LAMBDA_MAX_CONCURRENCY": "4"]) { api in
            await withTaskGroup(of: Void.self) { group in
                for _ in 0..<4 {
                    group.addTask {
                        let told = await api.invoke(event(.functionURL(SampleRequest(.get, "/"))))
                        #expect(JSONMembers(told.body)?.text("body") == "met")
                    }
                }
            }
        }
    }

    @Test func aFunctionIsToldWhatLambdaSays() async throws {
        let app = Self.only(
            Function("f", .get("/")) { request, context in
                let lambda = try #require(context.lambda)
                let claims = try lambda.requestContext(as: Claims.self)
                return [
                    lambda.requestID, lambda.functionARN, claims?.http.sourceIp ?? "",
                    context.traceContext?.traceID ?? "",
                    context.traceContext.map { "\($0.isSampled)" } ?? "", request.clientAddress() ?? "",
                    lambda.clientContext ?? "none", context.functionCompute == nil ? "" : "fc",
                ].joined(separator: " ")
            })
        try await ServedHost.serveLambda(app) { api in
            let forged = SampleRequest(
                .get, "/", fields: [(name: "lambda-runtime-client-context", value: "forged")])
            let told = await api.invoke(event(.functionURL(forged)))
            #expect(
                JSONMembers(told.body)?.text("body")
                    == "request-1 arn:aws:lambda:us-east-1:123456789012:function:shop 203.0.113.7 "
                    + "5759e988bd862e3fe1be46a994272793 true 203.0.113.7 none ")
        }
    }

    @Test func elsewhereNothingPassesForLambda() async throws {
        let app = Self.only(Function("f", .get("/")) { _, context in context.lambda == nil ? "none" : "forged" })
        let fields = [("lambda-runtime-aws-request-id", "x"), ("x-fc-request-id", "x")]
        let answer = try await ServedHost.serve(app, at: .app) { try await $0.get("/", fields) }
        #expect(answer.text == "none")
    }

    @Test func documentsAreCallsOfOneFunction() async throws {
        let app = Self.only(
            Function("price", .post("/price")) { request, _ in
                request.text == "1" ? Response.text("plain \"text\"") : Response(body: .bytes(request.body))
            })
        try await ServedHost.serveLambda(app) { api in
            for (event, payload) in [
                (#"{"id": 7}"#, #"{"id": 7}"#), (#"{"meridian":{"function":"price","data":[1]}}"#, "[1]"),
                ("1", #""plain \"text\"""#), (#""x""#, #""x""#),
            ] {
                let told = await api.invoke(ByteBuffer(string: event))
                #expect(!told.isFailure)
                #expect(String(buffer: told.body) == payload)
            }
            let unknown = await api.invoke(ByteBuffer(string: #"{"meridian":{"function":"prize","data":1}}"#))
            #expect(unknown.isFailure)
            #expect(String(buffer: unknown.body).contains("there is no function 'prize'; there are: price"))
            let broken = await api.invoke(ByteBuffer(string: "{"))
            #expect(JSONMembers(broken.body)?.text("errorType") == "MER-1343")
        }
    }

    @Test func aDocumentForAnyOfSeveralFunctionsIsRefused() async throws {
        let app = SketchedApp {
            Function("a", .get("/a")) { _, _ in "" }
            Function("b", .get("/b")) { _, _ in "" }
        }
        try await ServedHost.serveLambda(app) { api in
            let told = await api.invoke(ByteBuffer(string: "{}"))
            #expect(JSONMembers(told.body)?.text("errorType") == "MER-1344")
            #expect(told.fields["lambda-runtime-function-error-type"] == "MER-1344")
        }
    }

    @Test func aTimerThatIsNamedIsNoOther() async throws {
        let app = Self.only(Function("nightly", .timer(cron: "@daily")) { (_: TimerEvent, _) in })
        try await ServedHost.serveLambda(app) { api in
            let rule = await api.invoke(event(.scheduled(rule: "stack-Nightly-1A2B")))
            #expect(!rule.isFailure)
            let named = await api.invoke(ByteBuffer(string: #"{"meridian":{"function":"nigthly"}}"#))
            #expect(named.isFailure)
            #expect(String(buffer: named.body).contains("'nigthly'; there are: nightly"))
        }
    }

    /// Where order matters, nothing that comes after a failure is taken.
    @Test(arguments: [("mails", "1,2 3,4 5", ["2"]), ("mails.fifo", "1,2", ["2", "3", "4", "5"])])
    func batchesFollowOneAnother(queue: String, calls: String, failed: [String]) async throws {
        let seen = Mutex<[String]>([])
        let app = Self.only(
            Function("mails", .queue(queue, batchSize: 2)) { (messages: [QueueMessage<Int>], _) in
                seen.withLock { $0.append(messages.map { "\($0.body)" }.joined(separator: ",")) }
                await Task.yield()
                if let two = messages.first(where: { $0.body == 2 }) { throw BatchFailure(messages: [two.id]) }
            })
        let told = try await ServedHost.serveLambda(app) { api in
            await api.invoke(event(.sqs(queue: queue, bodies: ["1", "2", "3", "4", "5"])))
        }
        #expect(seen.withLock { $0 }.joined(separator: " ") == calls)
        let ids = JSONMembers(told.body)?.objects("batchItemFailures").compactMap { $0.text("itemIdentifier")?.last }
        #expect(ids?.map { String($0) } == failed)
    }

    @Test func theEndOfAStreamTellsWhatWentWrong() {
        let good = String(buffer: RuntimeRequests.lastChunk(nil))
        #expect(good == "0\r\n\r\n")
        let failure = DeliveryFailure(MeridianError(.handlerFailed, "it broke"))
        let bad = String(buffer: RuntimeRequests.lastChunk(failure))
        let encoded = Base64.standard.encode(failure.document.readableBytesView)
        #expect(
            bad == "0\r\nlambda-runtime-function-error-type: MER-1201\r\n"
                + "lambda-runtime-function-error-body: \(encoded)\r\n\r\n")
        #expect(
            String(buffer: RuntimeRequests.chunk(ByteBuffer(repeating: 0x61, count: 17)))
                == "11\r\n\(String(repeating: "a", count: 17))\r\n")
    }
}
