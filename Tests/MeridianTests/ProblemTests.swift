import MeridianCore
import NIOCore
import Testing

@testable import Meridian

@Suite(.timeLimit(.minutes(1)))
struct ProblemTests {
    struct Secret: Error { var password = "hunter2" }

    struct Order: Codable, Sendable {
        struct Line: Codable, Sendable {
            var sku: String
            var count: Int
        }
        var lines: [Line]
        var note: String?
    }

    @Test func aProblemBecomesItsDocument() async throws {
        let caller = try Caller {
            Function("buy", .post("/")) { _, _ -> Response in
                throw Problem(
                    status: 409, title: "Sold out", detail: "no cup is left", type: "https://example.com/sold-out",
                    extensions: ["stock": 0, "status": 200], fields: ["retry-after": "5"])
            }
        }
        let answer = await caller.call(.post, fields: ["x-request-id": "r-1"])
        #expect(answer.head.status == 409)
        #expect(answer.head.fields["content-type"] == "application/problem+json")
        #expect(answer.head.fields["retry-after"] == "5")
        #expect(answer.head.fields["x-request-id"] == "r-1")
        #expect(
            answer.members == [
                "type": "https://example.com/sold-out", "title": "Sold out", "status": 409,
                "detail": "no cup is left", "stock": 0, "requestId": "r-1",
            ])
        #expect(caller.logs.lines.isEmpty)
    }

    @Test func theDocumentIsInOrderAndGoesWithoutWhatIsNoJSON() async throws {
        let caller = try Caller {
            Function("busy", .get("/")) { _, _ -> String in
                throw Problem(
                    status: 404, title: "Gone", detail: "no \"cup\"", type: "urn:cup",
                    extensions: ["stock": 0, "part": .number(.nan), "asked": [1], "status": "x"])
            }
        }
        let answer = await caller.call(.get, fields: ["x-request-id": "r-1"])
        let wanted =
            #"{"type":"urn:cup","title":"Gone","status":404,"detail":"no \"cup\"","requestId":"r-1","asked":[1],"stock":0}"#
        #expect(answer.text == wanted)
    }

    @Test func aNumberedErrorKeepsItsStatus() async throws {
        let caller = try Caller {
            Function("busy", .get("/")) { _, _ -> String in
                throw MeridianError(.tooManyWaiting, "try later", status: 429, retryAfter: 3)
            }
        }
        let answer = await caller.call()
        #expect(answer.head.status == 429)
        #expect(answer.head.fields["retry-after"] == "3")
        #expect(answer.members["code"] == "MER-6001")
        #expect(answer.members["detail"] == "try later")
    }

    @Test(arguments: [nil, "production", "dev"])
    func anUnexpectedErrorIsShownInDevelopmentOnly(stage: String?) async throws {
        let caller = try Caller(stage: stage) {
            Function("sync", .get("/a")) { _, _ -> String in throw Secret() }
            Function("async", .get("/b")) { _, _ -> String in
                await Task.yield()
                throw Secret()
            }
        }
        for function in 0...1 {
            let answer = await caller.call(fields: ["x-request-id": "r-2"], function: function)
            #expect(answer.head.status == 500)
            #expect(answer.members["code"] == "MER-1201")
            #expect(answer.members["requestId"] == "r-2")
            #expect(answer.text.contains("hunter2") == (stage == "dev"))
            let line = try #require(caller.logs.lines.last)
            #expect(line.level == .error)
            #expect(line.metadata["request-id"] == "r-2")
            #expect(line.metadata["error"]?.contains("hunter2") == true)
        }
    }

    @Test(arguments: [
        (#"{"lines": [{"sku": "a", "count": 1}, {"sku": "b", "count": "two"}]}"#, "lines[1].count", "whole number"),
        (#"{"lines": [{"count": 1}]}"#, "lines[0].sku", "missing"),
        (#"{"lines": 5}"#, "lines", "array"),
        (#"{"lines": null}"#, "lines", "null"),
        (#"{}"#, "lines", "missing"),
        (#"{"lines": "#, nil, "not valid JSON"),
        ("", nil, "not valid JSON"),
    ])
    func aBadBodyNamesTheField(body: String, field: String?, reason: String) async throws {
        let caller = try Caller {
            Function("order", .post("/")) { request, _ in try request.decode(Order.self).lines.count }
        }
        let answer = await caller.call(.post, body: body)
        #expect(answer.head.status == 400)
        #expect(answer.members["code"] == "MER-1102")
        #expect(answer.members["field"] == field.map { .string($0) })
        #expect(answer.text.contains(reason), "\(answer.text)")
    }

    @Test func requestIDIsMadeWhenThereIsNone() async throws {
        let caller = try Caller {
            Function("id", .get("/")) { _, context in context.requestID + " " + context.requestID }
        }
        let ids = await caller.call().text.split(separator: " ")
        #expect(ids.count == 2)
        #expect(ids[0] == ids[1])
        #expect(ids[0].count == 32)
    }

    @Test func theContextKnowsItsSurroundings() async throws {
        let caller = try Caller {
            Function("where", .get("/")) { _, context in
                context.logger.info("here", metadata: ["k": "v"])
                return [
                    context.service, context.function, context.release.map(String.init) ?? "none",
                    context.traceContext?.traceID ?? "none", context.deadline == nil ? "open" : "bounded",
                ].joined(separator: " ")
            }
        }
        caller.table.identity = ServiceIdentity(service: "shop", release: 4)
        let parent = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"
        let answer = await caller.call(
            fields: ["traceparent": parent, "x-request-id": "r-3"], timeout: .seconds(5))
        #expect(answer.text == "shop where 4 0af7651916cd43dd8448eb211c80319c bounded")
        #expect(caller.logs.lines.last?.metadata == ["k": "v", "request-id": "r-3"])
    }
}
