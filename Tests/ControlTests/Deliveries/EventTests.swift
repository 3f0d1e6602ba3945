import Delivery
import Foundation
import Meridian
import MeridianCore
import Persistence
import Telemetry
import Testing

@testable import Control

@Suite("Events that are accepted", .serialized, .timeLimit(.minutes(2)))
struct EventTests {
    private static let fields = ["content-type": "application/cloudevents+json"]

    private func event(_ id: String, _ type: String = "com.example.collected", _ more: String = "") -> Data {
        Data(
            #"{"specversion":"1.0","id":"\#(id)","source":"/t","type":"\#(type)"\#(more),"data":{"id":"\#(id)"}}"#.utf8)
    }

    private func fate(_ id: Int64, in running: RunningPlatform) async throws -> EventFateDocument {
        try await running.control("GET", "/v1/events/fixture/\(id)").document(EventFateDocument.self)
    }

    /// Asks until an event is no longer pending.
    private func end(_ id: Int64, in running: RunningPlatform) async throws -> EventFateDocument {
        while true {
            let fate = try await fate(id, in: running)
            if fate.state != .pending { return fate }
            await Task.yield()
        }
    }

    private func collected(_ running: RunningPlatform) throws -> [String] {
        try String(contentsOfFile: running.folder + "/collected", encoding: .utf8)
            .split(separator: "\n").map(String.init)
    }

    @Test("come by the gateway's listener as well, with a token")
    func listener() async throws {
        try await RunningPlatform.with { (running) async throws in
            let file = running.folder + "/collected"
            #expect(try await running.deploy(environment: ["FIXTURE_COLLECTS": file]).status == 201)
            let token = running.platform.token.value
            let answer = try await running.post(
                "/.meridian/events", token: token, fields: Self.fields, body: event("l-1"))
            #expect(answer.status == 202, "\(answer.text)")
            let accepted = try #require(try answer.document(AcceptedEventsDocument.self).events.first?.accepted.first)
            #expect(try await end(accepted.id, in: running).state == .done)
            for wrong in [nil, "nobody"] as [String?] {
                let refused = try await running.post(
                    "/.meridian/events", token: wrong, fields: Self.fields, body: event("l-2"))
                #expect(refused.status == 401)
            }
            let object =
                #"{"Records":[{"eventName":"ObjectCreated:Put","s3":{"bucket":{"name":"b"},"object":{"key":"k"}}}]}"#
            let told = try await running.post(
                "/.meridian/notifications/storage", token: token, body: Data(object.utf8))
            #expect(told.status == 202)
            #expect(try told.document(AcceptedEventsDocument.self).events.map(\.source) == ["aws:s3.b"])
            // There is nothing else, not even the rest of the control API.
            #expect(try await running.post("/.meridian/tokens", token: token, body: Data()).status == 404)
            #expect(try await running.get("/.meridian").status == 404)
        }
    }

    @Test("do not hold up the end of a platform, and come again after it", arguments: [false, true])
    func cutOff(byAReleaseThatWasReplaced isReplaced: Bool) async throws {
        try await withTemporaryDirectory { (folder) async throws in
            let file = folder + "/collected"
            for times in 1...2 {
                try await RunningPlatform.with(in: folder, configure: { $0.drainGrace = .milliseconds(100) }) {
                    (running) async throws in
                    if times == 1 {
                        let lasting = ["FIXTURE_COLLECTS": file, "FIXTURE_LINGERS": "yes"]
                        #expect(
                            try await running.deploy(environment: lasting) { $0.defaults.timeout = 600 }.status == 201)
                        let answer = try await running.control(
                            "POST", "/v1/events", fields: Self.fields, body: event("e-1"))
                        #expect(answer.status == 202, "\(answer.text)")
                    }
                    // The function has it, and is far from its end.
                    while (try? collected(running).count) != times { await Task.yield() }
                    if isReplaced {
                        let next = ["FIXTURE_COLLECTS": file, "FIXTURE_LINGERS": "again \(times)"]
                        #expect(
                            try await running.deploy(environment: next) { $0.defaults.timeout = 600 }.status == 201)
                    }
                }
            }
        }
    }

    @Test("are delivered, once however often they are sent")
    func delivered() async throws {
        try await RunningPlatform.with { (running) async throws in
            let file = running.folder + "/collected"
            #expect(try await running.deploy(environment: ["FIXTURE_COLLECTS": file]).status == 201)
            let answer = try await running.control("POST", "/v1/events", fields: Self.fields, body: event("o-1"))
            #expect(answer.status == 202, "\(answer.text)")
            let accepted = try answer.document(AcceptedEventsDocument.self).events
            #expect(accepted.map(\.id) == ["o-1"])
            let call = try #require(accepted.first?.accepted.first)
            #expect(accepted[0].accepted.count == 1)
            #expect(call.function.rawValue == "collect" && !call.isDuplicate)
            #expect(try await end(call.id, in: running).state == .done)
            let again = try await running.control("POST", "/v1/events", fields: Self.fields, body: event("o-1"))
                .document(AcceptedEventsDocument.self).events[0].accepted
            #expect(again == [.init(service: call.service, function: call.function, id: call.id, isDuplicate: true)])

            let batch = Data("[".utf8) + event("o-2") + Data(",".utf8) + event("o-3") + Data("]".utf8)
            let several = try await running.control(
                "POST", "/v1/events", fields: ["content-type": "application/cloudevents-batch+json"], body: batch
            ).document(AcceptedEventsDocument.self)
            for event in several.events { #expect(try await end(event.accepted[0].id, in: running).state == .done) }
            #expect(try collected(running).sorted() == ["o-1", "o-2", "o-3"])

            let nobody = try await running.control(
                "POST", "/v1/events", fields: Self.fields, body: event("o-4", "other"))
            #expect(nobody.status == 202)
            #expect(try nobody.document(AcceptedEventsDocument.self).events[0].accepted.isEmpty)
        }
    }

    @Test("are put aside with the reason, shown, put back and removed")
    func dead() async throws {
        try await RunningPlatform.with { (running) async throws in
            let file = running.folder + "/collected"
            #expect(try await running.deploy(environment: ["FIXTURE_COLLECTS": file]).status == 201)
            let settings = #"{"maximumAttempts": 1, "onFailure": "event:com.example.collected"}"#
            let set = try await running.control(
                "PUT", "/v1/services/fixture/functions/poison/delivery", body: Data(settings.utf8))
            #expect(set.status == 200, "\(set.text)")
            let call = try await running.control(
                "POST", "/v1/events", fields: Self.fields, body: event("bad", "com.example.poison")
            ).document(AcceptedEventsDocument.self).events[0].accepted[0]
            let fate = try await end(call.id, in: running)
            #expect(fate.state == .dead)
            #expect(fate.reason?.hasPrefix("MER-6450: tried 1 time; the last time MER-6453") == true, "\(fate)")

            let dead = try await running.control("GET", "/v1/queues/fixture/poison/events?dead")
                .document(QueuedEventListDocument.self).events
            #expect(dead.map(\.id) == [call.id])
            #expect(dead[0].fields["ce-id"] == "bad")
            #expect(dead[0].data == ["id": "bad"])
            #expect(dead[0].reason == fate.reason && dead[0].attempts == 1)
            let queues = try await running.control("GET", "/v1/queues").document(QueueListDocument.self).queues
            #expect(queues.first { $0.function == "poison" }?.dead == 1)
            let metrics = try await running.control("GET", "/metrics").text
            #expect(metrics.contains(#"meridian_events_dead{service="fixture",function="poison"} 1"#))

            // It was handed on to the function that takes what its destination publishes.
            let handed = queues.first { $0.function == "collect" }
            #expect(handed != nil)

            let redriven = try await running.control("POST", "/v1/queues/fixture/poison/redrive")
            #expect(try redriven.document(QueueChangeDocument.self).count == 1)
            #expect(try await end(call.id, in: running).state == .dead)
            let purged = try await running.control("DELETE", "/v1/queues/fixture/poison/events?dead")
            #expect(try purged.document(QueueChangeDocument.self).count == 1)
            #expect(try await self.fate(call.id, in: running).state == .done)
        }
    }

    @Test("pass the filter of a function, or are not accepted for it")
    func filtered() async throws {
        try await RunningPlatform.with { (running) async throws in
            #expect(try await running.deploy().status == 201)
            let settings = #"{"filter": {"subject": {"prefix": "eu/", "suffix": ".json"}, "tier": {"exact": "gold"}}}"#
            _ = try await running.control(
                "PUT", "/v1/services/fixture/functions/paid/delivery", body: Data(settings.utf8))
            func takers(_ more: String) async throws -> Int {
                try await running.control(
                    "POST", "/v1/events", fields: Self.fields,
                    body: event(UUID().uuidString, "com.example.order.paid", more)
                ).document(AcceptedEventsDocument.self).events[0].accepted.count
            }
            #expect(try await takers(#","subject":"eu/a.json","tier":"gold""#) == 1)
            #expect(try await takers(#","subject":"us/a.json","tier":"gold""#) == 0)
            #expect(try await takers(#","subject":"eu/a.json""#) == 0)
        }
    }

    @Test("are calls too, of any trigger, for which nobody waits")
    func invocations() async throws {
        try await RunningPlatform.with { (running) async throws in
            let file = running.folder + "/collected"
            #expect(try await running.deploy(environment: ["FIXTURE_COLLECTS": file]).status == 201)
            func accept(_ function: String, _ wish: InvocationDocument, key: String? = nil) async throws -> [Int64] {
                var fields = ["content-type": InvocationDocument.contentType]
                fields["idempotency-key"] = key
                let answer = try await running.control(
                    "POST", "/v1/services/fixture/functions/\(function)/invocations?async", fields: fields,
                    body: try JSONEncoder().encode(wish))
                #expect(answer.status == 202, "\(answer.text)")
                return try answer.document(AcceptedCallsDocument.self).accepted.map(\.id)
            }
            let ids = try await [
                accept("greet", InvocationDocument(parameters: ["name": "Ada"])),
                accept("collect", InvocationDocument(data: ["id": "by hand"])),
                accept("tick", InvocationDocument(data: ["time": "2026-03-01T09:30:00.000Z"])),
                accept("mails", InvocationDocument(data: [["id": "a"], ["id": "b"]])),
            ]
            #expect(ids.map(\.count) == [1, 1, 1, 2])
            for id in ids.joined() { #expect(try await end(id, in: running).state == .done) }
            #expect(try collected(running).sorted() == ["2026-03-01T09:30:00.000Z", "by hand"])
            let first = try await accept("hello", InvocationDocument(), key: "k-1")
            let second = try await accept("hello", InvocationDocument(), key: "k-1")
            #expect(first == second)
            let none = try await running.control(
                "POST", "/v1/services/fixture/functions/nothing/invocations?async")
            #expect(none.status == 404)
        }
    }

    @Test("are messages of a queue, which come in batches, and only those again that failed")
    func messages() async throws {
        try await RunningPlatform.with { (running) async throws in
            #expect(try await running.deploy().status == 201)
            let bodies = (0..<25).map { #"{"id":"\#($0 == 7 ? "bad" : "\($0)")"}"# }.joined(separator: ",")
            let answer = try await running.control(
                "POST", "/v1/services/fixture/queues/mails/messages", body: Data("[\(bodies)]".utf8))
            #expect(answer.status == 202)
            let accepted = try answer.document(AcceptedCallsDocument.self).accepted
            #expect(accepted.count == 25)
            for call in accepted { #expect(try await end(call.id, in: running).state == .done) }
            let sent = running.platform.logs.recent(.init(service: FixturePackage.service)).map(\.message)
                .compactMap { message in message.range(of: "sent ").map { String(message[$0.upperBound...]) } }
            #expect(sent.compactMap { Int($0.prefix { $0.isNumber }) }.reduce(0, +) == 25, "\(sent)")
            #expect(sent.count < 25)
            let nobody = try await running.control(
                "POST", "/v1/services/fixture/queues/none/messages", body: Data("[1]".utf8))
            #expect(nobody.status == 404)
            #expect(try nobody.document(ProblemDocument.self).code == "MER-6456")
        }
    }

    @Test("are refused with a number when they can't be")
    func refused() async throws {
        try await RunningPlatform.with(configure: { $0.events.laneDepth = 2 }) { (running) async throws in
            #expect(try await running.deploy().status == 201)
            func problem(_ answer: RunningPlatform.Answer) throws -> String? {
                try answer.document(ProblemDocument.self).code
            }
            let unknown = try await running.control("GET", "/v1/events/fixture/999")
            #expect(unknown.status == 404)
            #expect(try problem(unknown) == "MER-6455")
            for (settings, number) in [
                (#"{"maximumAttempts": 0}"#, "MER-6457"), (#"{"timeZone": "Moon/Sea"}"#, "MER-6457"),
                (#"{"onFailure": "nowhere"}"#, "MER-7005"),
            ] {
                let answer = try await running.control(
                    "PUT", "/v1/services/fixture/functions/paid/delivery", body: Data(settings.utf8))
                #expect(answer.status == 400)
                #expect(try problem(answer) == number)
            }
            let batch = (0..<3).map { String(decoding: event("full-\($0)"), as: UTF8.self) }.joined(separator: ",")
            let full = try await running.control(
                "POST", "/v1/events", fields: ["content-type": "application/cloudevents-batch+json"],
                body: Data("[\(batch)]".utf8))
            #expect(full.status == 429)
            #expect(try problem(full) == "MER-7332")
            let name = try await running.control(
                "POST", "/v1/services/fixture/queues/a%20b/messages", body: Data("[]".utf8))
            #expect(try problem(name) == "MER-6458")
        }
    }
}
