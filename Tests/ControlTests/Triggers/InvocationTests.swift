import Foundation
import Meridian
import MeridianCore
import Telemetry
import Testing

@testable import Control

@Suite(.serialized, .timeLimit(.minutes(2)))
struct InvocationTests {
    @Test func everyTriggerKindCanBeFired() async throws {
        try await RunningPlatform.with { (running) async throws in
            #expect(try await running.deploy().status == 201)
            let results = try await [
                running.invoke("greet", InvocationDocument(parameters: ["name": "Ada Lovelace"])),
                running.invoke("greet", InvocationDocument(trigger: "http", path: "/greet/Grace")),
                running.invoke("echo", InvocationDocument(body: "as it is")),
                running.invoke("refresh", InvocationDocument(trigger: "timer")),
                running.invoke("paid", InvocationDocument(data: ["id": "o-1"])),
                running.invoke("mails", InvocationDocument(trigger: "queue", data: [["id": "a"], ["id": "b"]])),
            ].map { try $0.document(InvocationResultDocument.self) }
            #expect(results.map(\.trigger) == ["http", "http", "http", "timer", "event", "queue"])
            #expect(results.map { $0.status < 300 } == Array(repeating: true, count: 6), "\(results)")
            #expect(results[0].body == "Hello Ada Lovelace from fixture/greet")
            #expect(results[1].body == "Hello Grace from fixture/greet")
            #expect(results[2].body == "as it is")
            let logged = running.platform.logs.recent(LogFilter(service: FixturePackage.service)).map(\.message)
            for said in ["refreshed", "paid o-1", "sent 2"] {
                #expect(logged.contains { $0.contains(said) }, "\(said) in \(logged)")
            }
        }
    }

    @Test func tellsWhatCanNotBeFired() async throws {
        try await RunningPlatform.with { (running) async throws in
            #expect(try await running.deploy().status == 201)
            let none = try await running.invoke("nothing", InvocationDocument())
            #expect(none.status == 404)
            #expect(try none.document(ProblemDocument.self).code == "MER-7003")
            let kind = try await running.invoke("hello", InvocationDocument(trigger: "timer"))
            #expect(kind.status == 400)
            #expect(try kind.document(ProblemDocument.self).code == "MER-7008")
            let parameter = try await running.invoke("greet", InvocationDocument())
            #expect(parameter.status == 400)
            #expect(try parameter.document(ProblemDocument.self).detail.contains("'name'"))
            let path = try await running.invoke("greet", InvocationDocument(path: "/elsewhere"))
            #expect(path.status == 400)
            let event = try await running.invoke("paid", InvocationDocument(data: ["no": "id"]))
            #expect(try event.document(InvocationResultDocument.self).status == 400)
        }
    }

    @Test func eventsReachWhoTakesThem() async throws {
        try await RunningPlatform.with { (running) async throws in
            #expect(try await running.deploy().status == 201)
            let binary = try await running.control(
                "POST", "/v1/events?wait=true",
                fields: [
                    "ce-specversion": "1.0", "ce-id": "e-1", "ce-source": "/test", "ce-type": "com.example.order.paid",
                    "content-type": "application/json",
                ], body: Data(#"{"id":"o-1"}"#.utf8)
            ).document(EventDeliveryDocument.self)
            #expect(binary.id == "e-1")
            #expect(binary.deliveries.map(\.function.rawValue) == ["paid"])
            #expect(binary.deliveries.allSatisfy { $0.status < 300 && $0.error == nil }, "\(binary)")

            let structured = try await running.control(
                "POST", "/v1/events?wait=true", fields: ["content-type": "application/cloudevents+json"],
                body: Data(
                    #"{"specversion":"1.0","id":"e-2","source":"/t","type":"com.example.order.paid","data":{"id":"o"}}"#
                        .utf8)
            ).document(EventDeliveryDocument.self)
            #expect(structured.deliveries.map { $0.status < 300 } == [true])

            let other = try await running.control(
                "POST", "/v1/events?wait=true", fields: ["content-type": "application/cloudevents+json"],
                body: Data(#"{"specversion":"1.0","id":"e-3","source":"/t","type":"other"}"#.utf8)
            ).document(EventDeliveryDocument.self)
            #expect(other.deliveries.isEmpty)
        }
    }

    @Test func timersFireWhileTheirReleaseIsLive() async throws {
        try await RunningPlatform.with { (running) async throws in
            let refreshed = running.platform.logs.subscribe(LogFilter(function: FunctionName("refresh")!))
            let deployed = try await running.deploy { manifest in
                let index = manifest.functions.firstIndex { $0.name.rawValue == "refresh" }!
                manifest.functions[index].triggers = [.timer(TimerTrigger(.every(seconds: 0.05)))]
            }
            #expect(deployed.status == 201, "\(deployed.text)")
            var runs = 0
            for await entry in refreshed.entries where entry.message.contains("refreshed") {
                runs += 1
                if runs == 3 { break }
            }
            #expect(runs == 3)
        }
    }
}
