import Delivery
import Foundation
import HTTPTransport
import MeridianCore
import NIOCore
import NIOPosix
import Persistence
import Synchronization
import Testing

@testable import Control

@Suite(.timeLimit(.minutes(1)))
struct HTTPDestinationTests {
    /// A server that keeps what it gets and answers with a status.
    private final class Receiver: ExchangeHandler, Sendable {
        struct Got: Sendable {
            var type: String?
            var body: String
        }

        private final class Upload: ExchangeReceiver {
            private let finish: (ByteBuffer) -> Void
            private var body = ByteBuffer()

            init(_ finish: @escaping (ByteBuffer) -> Void) {
                self.finish = finish
            }

            func exchangeReceived(_ part: ByteBuffer, isLast: Bool) {
                body.writeImmutableBuffer(part)
                if isLast { finish(body) }
            }

            func exchangeBecameWritable() {}
            func exchangeCancelled(_ error: MeridianError) {}
        }

        let status: Int
        let got = Mutex<[Got]>([])

        init(answering status: Int) {
            self.status = status
        }

        func handle(_ head: consuming RequestHead, responder: any ExchangeResponder) -> (any ExchangeReceiver)? {
            let type = head.fields["ce-type"]
            return Upload { body in
                self.got.withLock { $0.append(Got(type: type, body: String(buffer: body))) }
                responder.respond(ResponseHead(status: self.status), body: ByteBuffer())
            }
        }
    }

    private func withReceiver(
        answering status: Int, _ body: (Receiver, String) async throws -> Void
    ) async throws {
        let receiver = Receiver(answering: status)
        let server = HTTPServer(
            configuration: HTTPServerConfiguration(address: try ListenAddress("127.0.0.1:0")),
            group: NIOSingletons.posixEventLoopGroup
        ) { _ in receiver }
        let address = try await server.start()
        do {
            try await body(receiver, "http://127.0.0.1:\(address.port!)/hook")
        } catch {
            await server.drain(grace: .zero)
            throw error
        }
        await server.drain(grace: .zero)
    }

    private func event() -> CloudEvent<ByteBuffer> {
        CloudEvent(id: "1", source: "/t", type: "meridian.delivery", data: ByteBuffer(string: "{}"))
    }

    @Test func anEventIsPosted() async throws {
        try await withReceiver(answering: 204) { receiver, url in
            try await EventPost.send(event(), to: url)
            let got = receiver.got.withLock { $0 }
            #expect(got.map(\.type) == ["meridian.delivery"])
            #expect(got.map(\.body) == ["{}"])
        }
    }

    @Test func anotherStatusIsAFailure() async throws {
        try await withReceiver(answering: 500) { _, url in
            let event = event()
            let error = await #expect(throws: MeridianError.self) { try await EventPost.send(event, to: url) }
            #expect(error?.code == .deliveryFailed)
            #expect(error?.message.contains("500") == true)
        }
    }

    @Test func anEventThatWasTakenIsTold() async throws {
        try await withReceiver(answering: 200) { receiver, url in
            try await RunningPlatform.with { (running) async throws in
                let file = running.folder + "/collected"
                #expect(try await running.deploy(environment: ["FIXTURE_COLLECTS": file]).status == 201)
                let settings = try await running.send(
                    "PUT", "/v1/services/fixture/functions/collect/delivery", ["onSuccess": url])
                #expect(settings.status == 200, "\(settings.text)")
                let event =
                    #"{"specversion":"1.0","id":"h-1","source":"/t","type":"com.example.collected","data":{"id":"h-1"}}"#
                let answer = try await running.control(
                    "POST", "/v1/events", fields: ["content-type": "application/cloudevents+json"],
                    body: Data(event.utf8))
                let id = try #require(try answer.document(AcceptedEventsDocument.self).events.first?.accepted.first).id
                while try await running.control("GET", "/v1/events/fixture/\(id)").document(EventFateDocument.self)
                    .state
                    == .pending
                {
                    await Task.yield()
                }
                let got = receiver.got.withLock { $0 }
                #expect(got.count == 1)
                #expect(got.first?.body.contains("h-1") == true)
            }
        }
    }
}
