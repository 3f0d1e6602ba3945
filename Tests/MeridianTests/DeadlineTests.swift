import MeridianCore
import NIOCore
import Testing

@testable import Meridian

@Suite(.timeLimit(.minutes(1)))
struct DeadlineTests {
    /// Waits to be cancelled, and tells when it was.
    private struct Patience {
        let stream: AsyncStream<Bool>
        let continuation: AsyncStream<Bool>.Continuation

        init() { (stream, continuation) = AsyncStream.makeStream() }

        func wait() async {
            let (never, keepAlive) = AsyncStream<Void>.makeStream()
            for await _ in never {}
            keepAlive.finish()
            continuation.yield(Task.isCancelled)
        }

        func wasCancelled() async -> Bool? {
            var iterator = stream.makeAsyncIterator()
            return await iterator.next()
        }
    }

    @Test func aHandlerPastItsTimeoutIsCancelledAndAnswered504() async throws {
        let patience = Patience()
        let caller = try Caller {
            Function("slow", .get("/")) { _, context in
                #expect(context.deadline != nil)
                #expect(context.remaining! <= .milliseconds(20))
                await patience.wait()
            }
        }
        let answer = await caller.call(fields: ["x-request-id": "r-4"], timeout: .milliseconds(20))
        #expect(answer.head.status == 504)
        #expect(answer.members["code"] == "MER-1203")
        #expect(answer.members["requestId"] == "r-4")
        #expect(await patience.wasCancelled() == true)
        #expect(caller.logs.lines.last?.metadata["request-id"] == "r-4")
    }

    @Test func aBodyThatDoesNotComeIsNotAwaitedForEver() async throws {
        let caller = try Caller { Function("echo", .post("/")) { request, _ in request.text } }
        let exchange = try await caller.begin(.post, timeout: .milliseconds(20))
        #expect(await exchange.waitForAnswer().status == 504)
    }

    @Test func aStreamPastItsTimeoutIsCut() async throws {
        let patience = Patience()
        let caller = try Caller {
            Function("rows", .get("/")) { _, _ in
                Response { _ in await patience.wait() }
            }
        }
        let exchange = try await caller.begin(timeout: .milliseconds(20))
        #expect(await exchange.waitForFailure() == "MER-1203")
        #expect(await patience.wasCancelled() == true)
        #expect(exchange.happenings.first == .start(200))
    }

    @Test func aHandlerIsCancelledWhenItsCallerGoesAway() async throws {
        let patience = Patience()
        let caller = try Caller { Function("slow", .get("/")) { _, _ in await patience.wait() } }
        let exchange = try await caller.begin()
        try await exchange.goAway()
        #expect(await patience.wasCancelled() == true)
        #expect(exchange.happenings.isEmpty)
    }

    @Test func aWriterThatWaitsIsReleasedWhenItsCallerGoesAway() async throws {
        let (outcomes, outcome) = AsyncStream<Bool>.makeStream()
        let caller = try Caller {
            Function("rows", .get("/"), body: .stream) { request, _ in
                var iterator = request.bodyStream.makeAsyncIterator()
                _ = try await iterator.next()
                return Response { writer in
                    do {
                        try await writer.write("a")
                        // A writer may be a little ahead of a slow caller, but not without end.
                        while true { try await writer.write(ByteBuffer(repeating: 0x62, count: 64 << 10)) }
                    } catch {
                        outcome.yield(false)
                        throw error
                    }
                }
            }
        }
        let exchange = try await caller.begin()
        try await exchange.becomeSlow()
        try await exchange.send("go", isLast: true)
        await exchange.wait(for: .write("a"))
        try await exchange.goAway()
        var iterator = outcomes.makeAsyncIterator()
        #expect(await iterator.next() == false)
    }
}
