import MeridianCore
import NIOCore
import Testing

@testable import Meridian

@Suite(.timeLimit(.minutes(1)))
struct BodyTests {
    @Test func aWholeBodyIsGatheredFromItsParts() async throws {
        let caller = try Caller { Function("echo", .post("/")) { request, _ in request.text } }
        let exchange = try await caller.begin(.post)
        try await exchange.send("Hel")
        try await exchange.send("lo")
        try await exchange.send("", isLast: true)
        #expect(await exchange.waitForAnswer() == (200, "Hello"))
        #expect(exchange.happenings == [.consumed(3), .consumed(2), .respond(200, "Hello")])
    }

    @Test func aBodyOverTheLimitIsRefused() async throws {
        let caller = try Caller {
            Function("small", .post("/"), body: .whole(maxBodySize: 4)) { request, _ in request.text }
        }
        let declared = try await caller.begin(.post, fields: ["content-length": "5"])
        #expect(await declared.waitForAnswer().status == 413)
        let undeclared = try await caller.begin(.post)
        try await undeclared.send("1234")
        try await undeclared.send("5", isLast: true)
        let answer = await undeclared.waitForAnswer()
        #expect(answer.status == 413)
        #expect(answer.text.contains("MER-1103"))
        let fitting = await caller.call(.post, body: "1234")
        #expect(fitting.text == "1234")
    }

    @Test func aStreamTakesPartsOnlyWhenTheyAreRead() async throws {
        let (permissions, permit) = AsyncStream<Void>.makeStream()
        let caller = try Caller {
            Function("count", .post("/"), body: .stream) { request, _ in
                var iterator = permissions.makeAsyncIterator()
                var total = 0
                await iterator.next()
                for try await part in request.bodyStream {
                    total += part.readableBytes
                    await iterator.next()
                }
                return "\(total)"
            }
        }
        let exchange = try await caller.begin(.post)
        try await exchange.send("12345")
        try await exchange.send("678")
        #expect(exchange.happenings.isEmpty)
        permit.yield()
        await exchange.wait(for: .consumed(5))
        #expect(exchange.happenings == [.consumed(5)])
        permit.yield()
        await exchange.wait(for: .consumed(3))
        try await exchange.send("9", isLast: true)
        permit.finish()
        #expect(await exchange.waitForAnswer() == (200, "9"))
    }

    @Test func aStreamFailsWhenTheCallerGoesAway() async throws {
        let (outcomes, outcome) = AsyncStream<String>.makeStream()
        let caller = try Caller {
            Function("count", .post("/"), body: .stream) { request, _ in
                do {
                    for try await _ in request.bodyStream {}
                    outcome.yield("complete")
                } catch {
                    outcome.yield("failed")
                }
            }
        }
        let exchange = try await caller.begin(.post)
        try await exchange.send("12345")
        await exchange.wait(for: .consumed(5))
        try await exchange.goAway()
        var iterator = outcomes.makeAsyncIterator()
        #expect(await iterator.next() == "failed")
    }

    @Test func aStreamingResponseWaitsForASlowCaller() async throws {
        let caller = try Caller {
            Function("rows", .get("/")) { _, _ in
                Response(status: 201, fields: ["content-type": "text/csv"]) { writer in
                    try await writer.write("a")
                    try await writer.write("b")
                    try await writer.write("c")
                }
            }
        }
        let slow = PlayedExchange(eventLoop: caller.eventLoop)
        try await slow.becomeSlow()
        try await caller.eventLoop.submit {
            slow.receiver = caller.table.invoke(
                function: 0, trigger: 0, request: RequestHead(method: .get, target: "/"), timeout: nil,
                responder: slow)
        }.get()
        await slow.wait(for: .write("a"))
        #expect(slow.happenings == [.start(201), .write("a")])
        try await slow.becomeFast()
        await slow.wait(for: .end)
        #expect(slow.happenings == [.start(201), .write("a"), .write("b"), .write("c"), .end])
    }

    @Test func aWriterIsOnlyALittleAheadOfASlowCaller() async throws {
        let (counts, count) = AsyncStream<Int>.makeStream()
        let caller = try Caller {
            Function("rows", .get("/")) { _, _ in
                Response { writer in
                    for number in 1...100 {
                        count.yield(number)
                        try await writer.write(ByteBuffer(repeating: 0x61, count: 64 << 10))
                    }
                    count.finish()
                }
            }
        }
        let slow = PlayedExchange(eventLoop: caller.eventLoop)
        try await slow.becomeSlow()
        try await caller.eventLoop.submit {
            slow.receiver = caller.table.invoke(
                function: 0, trigger: 0, request: RequestHead(method: .get, target: "/"), timeout: nil,
                responder: slow)
        }.get()
        // One part is with the caller; when more than 128 KiB wait, so does the writer.
        var iterator = counts.makeAsyncIterator()
        for number in 1...4 { #expect(await iterator.next() == number) }
        let parts = slow.happenings.count { if case .write = $0 { true } else { false } }
        #expect(parts == 1)
        try await slow.becomeFast()
        await slow.wait(for: .end)
        #expect(slow.happenings.count { if case .write = $0 { true } else { false } } == 100)
    }

    @Test func anAsyncHandlerMayStreamTheRequestBack() async throws {
        let caller = try Caller {
            Function("echo", .post("/"), body: .stream) { request, _ in
                Response { writer in
                    for try await part in request.bodyStream { try await writer.write(part) }
                }
            }
        }
        let exchange = try await caller.begin(.post)
        try await exchange.send("one ")
        await exchange.wait(for: .write("one "))
        try await exchange.send("two", isLast: true)
        await exchange.wait(for: .end)
    }

    @Test func aFailingWriterCutsTheResponse() async throws {
        struct Broken: Error {}
        let caller = try Caller {
            Function("rows", .get("/")) { _, _ in
                await Task.yield()
                return Response { writer in
                    try await writer.write("a")
                    throw Broken()
                }
            }
        }
        let answer = await caller.call()
        #expect(answer.head.status == 200)
        #expect(answer.failure?.code == .handlerFailed)
        #expect(caller.logs.lines.last?.metadata["error"] == "Broken()")
    }

    @Test func headAsksForNoBody() async throws {
        let caller = try Caller {
            Function("rows", .get("/")) { _, _ in Response { _ in Issue.record("the body is written") } }
        }
        let exchange = try await caller.begin(.head)
        await exchange.wait(for: .end)
        #expect(exchange.happenings == [.start(200), .end])
    }
}
