import NIOCore
import Testing

@testable import Wire

@Suite struct ConversationTests {
    @Test func aRequestAndItsAnswer() throws {
        let wire = try Conversation()
        let id = try #require(wire.invoke("a"))
        var body = ByteBuffer(string: "hello")
        wire.sendBody(id, &body, isEnd: true)
        let atWorker = try wire.deliverToWorker()
        guard case .invoke(id, let head, false)? = atWorker.first else {
            Issue.record("no invocation came: \(atWorker)")
            return
        }
        #expect(String(buffer: head) == "head")
        wire.worker.attach("a", to: id)

        #expect(wire.respond(id))
        var answer = ByteBuffer(string: "world")
        wire.sendAnswer(id, &answer, isEnd: true)
        let atCaller = try wire.deliverToCaller()
        #expect(atCaller.count == 2)
        guard case .response("a", let answerHead, false) = atCaller[0], case .data("a", let data, true) = atCaller[1]
        else {
            Issue.record("the answer is not what was sent: \(atCaller)")
            return
        }
        #expect(String(buffer: answerHead) == "200")
        #expect(String(buffer: data) == "world")
        #expect(wire.caller.openStreams == 0)
        #expect(wire.worker.openStreams == 0)
    }

    @Test func aSmallAnswerIsSentWhole() throws {
        let wire = try Conversation()
        let id = try #require(wire.invoke("a"))
        wire.endBody(id)
        _ = try wire.deliverToWorker()
        wire.worker.attach("a", to: id)
        var out = FrameOutput()
        func respond(_ length: Int) -> Bool {
            wire.worker.respond(
                id, length: length, into: &out, head: { $0.writeString("head") },
                body: { $0.writeRepeatingByte(0x61, count: length) })
        }
        // Too large to be copied, and so not sent at all.
        #expect(!respond(FrameOutput.copyLimit + 1))
        #expect(out.readableBytes == 0)
        #expect(wire.worker.openStreams == 1)
        #expect(respond(5))
        #expect(wire.worker.openStreams == 0)
        #expect(!respond(5))
        var decoder = FrameDecoder()
        decoder.feed(out.handOver())
        let head = try #require(try decoder.next())
        #expect(head.kind == .response && !head.isEnd && String(buffer: head.payload) == "head")
        let body = try #require(try decoder.next())
        #expect(body.kind == .data && body.isEnd && String(buffer: body.payload) == "aaaaa")
    }

    @Test func anEndBehindItsHeadIsAFlagOfTheHead() throws {
        let wire = try Conversation()
        let id = try #require(wire.invoke("a"))
        wire.endBody(id)
        let events = try wire.deliverToWorker()
        #expect(events.count == 1)
        guard case .invoke(_, _, isEnd: true)? = events.first else {
            Issue.record("the head does not carry the end: \(events)")
            return
        }
    }

    @Test func anEndAfterAFlushIsAFrameOfItsOwn() throws {
        let wire = try Conversation()
        let id = try #require(wire.invoke("a"))
        _ = try wire.deliverToWorker()
        wire.worker.attach("a", to: id)
        wire.endBody(id)
        let events = try wire.deliverToWorker()
        guard case .data("a", let rest, isEnd: true)? = events.first else {
            Issue.record("no end came: \(events)")
            return
        }
        #expect(rest.readableBytes == 0)
    }

    @Test func noMoreIsSentThanWasGranted() throws {
        let wire = try Conversation()
        let id = try #require(wire.invoke("a"))
        var body = ByteBuffer(repeating: 1, count: 3 * WireLimits.initialCredit)
        wire.sendBody(id, &body, isEnd: true)
        #expect(body.readableBytes == 2 * WireLimits.initialCredit)
        _ = try wire.deliverToWorker()
        wire.worker.attach("a", to: id)
        wire.workerConsumed(id, WireLimits.initialCredit)
        let events = try wire.deliverToCaller()
        guard case .writable("a")? = events.first else {
            Issue.record("no credit came: \(events)")
            return
        }
        wire.sendBody(id, &body, isEnd: true)
        #expect(body.readableBytes == WireLimits.initialCredit)
    }

    @Test func dataBeyondTheCreditEndsTheConnection() throws {
        let wire = try Conversation()
        let id = try #require(wire.invoke("a"))
        var body = ByteBuffer(repeating: 1, count: WireLimits.initialCredit)
        wire.sendBody(id, &body, isEnd: false)
        wire.forgeToWorker(Frame(.data, stream: id, payload: ByteBuffer(string: "x")))
        let error = #expect(throws: WireError.self) { try wire.deliverToWorker() }
        #expect(error?.code == .creditExceeded)
    }

    @Test func aCreditBeyondTheWindowEndsTheConnection() throws {
        let wire = try Conversation()
        let id = try #require(wire.invoke("a"))
        wire.forgeToCaller(Frame(.credit, stream: id, payload: ByteBuffer(integer: UInt32(1))))
        let error = #expect(throws: WireError.self) { try wire.deliverToCaller() }
        #expect(error?.code == .creditExceeded)
    }

    @Test func whatComesAfterAnEarlyAnswerIsLetGo() throws {
        let wire = try Conversation()
        let id = try #require(wire.invoke("a"))
        _ = try wire.deliverToWorker()
        wire.worker.attach("a", to: id)
        var late = ByteBuffer(string: "late")
        wire.sendBody(id, &late, isEnd: true)
        #expect(wire.respond(id, isEnd: true))
        let events = try wire.deliverToWorker()
        guard case .nothing? = events.first else {
            Issue.record("late data was not dropped: \(events)")
            return
        }
    }

    @Test func aCancelledStreamReportsNothingButItsRelease() throws {
        let wire = try Conversation()
        let id = try #require(wire.invoke("a"))
        _ = try wire.deliverToWorker()
        wire.worker.attach("a", to: id)
        wire.cancel(id)
        #expect(wire.respond(id))
        guard case .nothing? = try wire.deliverToCaller().first else {
            Issue.record("a cancelled stream reported its head")
            return
        }
        #expect(wire.caller.openStreams == 1)
        guard case .cancelled("a")? = try wire.deliverToWorker().first else {
            Issue.record("the worker was not told")
            return
        }
        wire.fail(id, "cancelled")
        guard case .released("a")? = try wire.deliverToCaller().first else {
            Issue.record("the stream was not released")
            return
        }
        #expect(wire.caller.openStreams == 0)
    }

    @Test func aHeadThatIsTooLargeIsRefusedBeforeItIsSent() throws {
        let wire = try Conversation()
        #expect(wire.invoke("a", head: String(repeating: "x", count: FrameKind.invoke.maximumPayload + 1)) == nil)
        #expect(wire.bytesOnTheWay == 0)
        #expect(wire.caller.openStreams == 0)
    }

    @Test func streamsAreBounded() throws {
        let wire = try Conversation()
        for number in 0..<WireLimits.maximumStreams {
            try #require(wire.invoke("\(number)") != nil)
        }
        #expect(wire.invoke("one too many") == nil)
    }

    @Test func closingHandsOutWhatWasOpen() throws {
        let wire = try Conversation()
        _ = wire.invoke("a")
        _ = wire.invoke("b")
        #expect(wire.caller.close() == ["a", "b"])
        #expect(wire.caller.openStreams == 0)
    }

    @Test func anotherVersionIsRefused() throws {
        var caller = CallerConnection<String>()
        let error = #expect(throws: WireError.self) {
            _ = try caller.receive(Frame(.hello, payload: ByteBuffer(integer: UInt16(99))))
        }
        #expect(error?.code == .versionMismatch)
    }

    /// A 100 MB body beside a thousand small ones: what is buffered stays within the window, and the small ones do
    /// not wait for the large one.
    @Test func aLargeBodyDoesNotHoldUpSmallOnes() throws {
        let wire = try Conversation()
        let large = try #require(wire.invoke("large"))
        var body = ByteBuffer(repeating: 1, count: 100 << 20)
        var smallAnswered = 0
        var largest = 0
        var received = 0
        var rounds = 0
        while received < 100 << 20 {
            rounds += 1
            try #require(rounds < 10_000, "the large body stands still")
            wire.sendBody(large, &body, isEnd: true)
            if smallAnswered < 1000, let small = wire.invoke("small") { wire.endBody(small) }
            largest = max(largest, wire.bytesOnTheWay)
            try wire.deliverToWorker { event in
                switch event {
                case .invoke(let id, _, let isEnd):
                    wire.worker.attach(id == large ? "large" : "small", to: id)
                    if isEnd { _ = wire.respond(id, isEnd: true) }
                case .data("large", let bytes, _):
                    received += bytes.readableBytes
                    wire.workerConsumed(large, bytes.readableBytes)
                default:
                    break
                }
            }
            for case .response("small", _, true) in try wire.deliverToCaller() {
                smallAnswered += 1
            }
        }
        #expect(received == 100 << 20)
        #expect(smallAnswered > 300)
        #expect(largest <= WireLimits.initialCredit + 4096)
    }
}
