import Engine
import Foundation
import MeridianCore
import NIOCore
import Telemetry
import Testing

@Suite(.timeLimit(.minutes(2))) struct LambdaContractTests {
    private func object(_ answer: (head: ResponseHead, body: ByteBuffer)) throws -> [String: Any] {
        let value = try JSONSerialization.jsonObject(with: Data(answer.body.readableBytesView))
        return try #require(value as? [String: Any])
    }

    @Test func requestsBecomeEventsOfTheSecondFormat() async throws {
        try await ForeignFixture.withRelease(ForeignScript.bootstrap, .lambda) { _, release in
            let request = RequestHead(
                method: .put, target: "/event?a=1&a=2&b=%C3%A9",
                fields: [
                    "host": "shop.localhost:7700", "x-request-id": "00112233445566778899aabbccddeeff",
                    "cookie": "c=1; d=2",
                    "x-a": "1", "x-a": "2", "content-type": "text/plain", "user-agent": "test",
                    "x-forwarded-for": "10.0.0.9",
                ])
            let event = try object(
                try await release.invoke(
                    function: 0, trigger: 0, request: request, body: ByteBuffer(string: "Zoë \"quoted\"")))
            #expect(event["version"] as? String == "2.0")
            #expect(event["rawPath"] as? String == "/event")
            #expect(event["rawQueryString"] as? String == "a=1&a=2&b=%C3%A9")
            #expect(event["queryStringParameters"] as? [String: String] == ["a": "1,2", "b": "é"])
            #expect(event["cookies"] as? [String] == ["c=1", "d=2"])
            #expect((event["headers"] as? [String: String])?["x-a"] == "1,2")
            #expect(event["body"] as? String == "Zoë \"quoted\"")
            #expect(event["isBase64Encoded"] as? Bool == false)
            let context = try #require(event["requestContext"] as? [String: Any])
            #expect(context["domainName"] as? String == "shop.localhost:7700")
            let http = try #require(context["http"] as? [String: Any])
            #expect(http["method"] as? String == "PUT")
            #expect(http["sourceIp"] as? String == "10.0.0.9")
        }
    }

    @Test(arguments: [
        (["host": "shop.localhost:7700"], "http", "7700"), (["host": "shop.example"], "http", "80"),
        (["host": "shop.example", "x-forwarded-proto": "https"], "https", "443"), (["host": "[::1]"], "http", "80"),
        (["host": "[::1]:81", "x-forwarded-port": "8443", "x-forwarded-proto": "https"], "https", "8443"),
    ])
    func eventsTellHowTheCallerCame(fields: [String: String], scheme: String, port: String) async throws {
        try await ForeignFixture.withRelease(ForeignScript.bootstrap, .lambda) { _, release in
            var request = RequestHead(
                method: .get, target: "/event",
                fields: ["traceparent": "00-5bef4de7ad49b0e87f6ef6c87fc2e700-9a9197af755a6419-01"])
            for (name, value) in fields { request.fields.append(name, value) }
            let event = try object(
                try await release.invoke(function: 0, trigger: 0, request: request, body: ByteBuffer()))
            let headers = try #require(event["headers"] as? [String: String])
            #expect(headers["x-forwarded-proto"] == scheme)
            #expect(headers["x-forwarded-port"] == port)
            #expect(headers["x-amzn-trace-id"] == "Root=1-5bef4de7-ad49b0e87f6ef6c87fc2e700")
        }
    }

    @Test func bytesThatAreNoTextTravelInBase64() async throws {
        try await ForeignFixture.withRelease(ForeignScript.bootstrap, .lambda) { _, release in
            let bytes = ByteBuffer(bytes: Array(0...255 as ClosedRange<UInt8>))
            let request = RequestHead(
                method: .post, target: "/event", fields: ["x-request-id": "1", "content-type": "image/png"])
            let event = try object(
                try await release.invoke(function: 0, trigger: 0, request: request, body: bytes))
            #expect(event["isBase64Encoded"] as? Bool == true)
            #expect(Data(base64Encoded: event["body"] as? String ?? "") == Data(0...255))
            let answer = try await release.call("main", "/binary")
            #expect(answer.body == bytes)
            #expect(answer.head.fields["content-type"] == "image/png")
        }
    }

    @Test func aDirectCallIsTheEventAndItsAnswerTheFunctions() async throws {
        try await ForeignFixture.withRelease(ForeignScript.bootstrap, .lambda) { _, release in
            func call(_ payload: String) async throws -> (head: ResponseHead, body: ByteBuffer) {
                try await release.invoke(
                    function: 0, trigger: ActiveRelease.directTrigger,
                    request: RequestHead(method: .post, target: "/_meridian/direct/main"),
                    body: ByteBuffer(string: payload))
            }
            let answer = try await call(#"{"rawPath": "/plain"}"#)
            #expect(String(buffer: answer.body) == #"{"price": 7}"#)
            #expect(answer.head.fields[ActiveRelease.functionErrorField] == nil)
            // What would be a response for a caller by HTTP is not read as one.
            #expect(try object(try await call(#"{"rawPath": "/full"}"#))["statusCode"] as? Int == 201)
            let failure = try await call(#"{"rawPath": "/error"}"#)
            #expect(failure.head.status == 200)
            #expect(failure.head.fields[ActiveRelease.functionErrorField] == "Unhandled")
            #expect(try object(failure) as? [String: String] == ["errorMessage": "out of stock", "errorType": "Stock"])
        }
    }

    @Test func answersAreReadAsTheyAreMeant() async throws {
        try await ForeignFixture.withRelease(ForeignScript.bootstrap, .lambda) { _, release in
            let full = try await release.call("main", "/full")
            #expect(full.head.status == 201)
            #expect(full.head.fields["x-a"] == "b")
            #expect(full.head.fields["n"] == "1")
            #expect(full.head.fields.values("set-cookie") == ["a=1", "b=2"])
            #expect(String(buffer: full.body) == "made")
            let plain = try await release.call("main", "/plain")
            #expect(plain.head.status == 200)
            #expect(plain.head.fields["content-type"] == "application/json")
            #expect(String(buffer: plain.body) == #"{"price": 7}"#)
        }
    }

    @Test func theRuntimeIsToldWhatLambdaTells() async throws {
        try await ForeignFixture.withRelease(ForeignScript.bootstrap, .lambda) { fixture, release in
            let request = RequestHead(
                method: .get, target: "/head",
                fields: [
                    "x-request-id": "00112233445566778899aabbccddeeff",
                    "traceparent": "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01",
                ])
            let head = try object(
                try await release.invoke(function: 0, trigger: 0, request: request, body: ByteBuffer()))
            #expect(head["lambda-runtime-aws-request-id"] as? String == "00112233-4455-6677-8899-aabbccddeeff")
            #expect(
                head["lambda-runtime-invoked-function-arn"] as? String
                    == "arn:aws:lambda:us-east-1:000000000000:function:foreign:3")
            #expect(
                head["lambda-runtime-trace-id"] as? String
                    == "Root=1-0af76519-16cd43dd8448eb211c80319c;Parent=b7ad6b7169203331;Sampled=1")
            let deadline = try #require(Int64(head["lambda-runtime-deadline-ms"] as? String ?? ""))
            let left = deadline - Timestamp.now.milliseconds
            #expect((0...20_000).contains(left))
            let environment = try object(try await release.call("main", "/environment"))
            #expect(environment["_HANDLER"] as? String == "index.handler")
            #expect(environment["AWS_LAMBDA_FUNCTION_NAME"] as? String == "foreign")
            #expect(environment["AWS_LAMBDA_FUNCTION_VERSION"] as? String == "3")
            #expect(environment["AWS_LAMBDA_FUNCTION_MEMORY_SIZE"] as? String == "256")
            #expect(environment["LAMBDA_TASK_ROOT"] as? String == release.release.directory)
            // The lines of an invocation follow its answer.
            _ = try await release.group { _ in fixture.messages().count { $0.hasPrefix("REPORT") } == 2 }
            let lines = fixture.messages()
            let id = "00112233-4455-6677-8899-aabbccddeeff"
            #expect(lines.contains("START RequestId: \(id) Version: 3"))
            #expect(lines.contains("END RequestId: \(id)"))
            let report = try #require(lines.first { $0.hasPrefix("REPORT RequestId: \(id)\tDuration: ") })
            #expect(report.contains(" ms\tBilled Duration: "))
            #expect(report.contains("Memory Size: 256 MB\tMax Memory Used: "))
            #expect(report.contains("Init Duration: "))
            #expect(!(lines.last { $0.hasPrefix("REPORT") }?.contains("Init Duration") ?? true))
            #expect(lines.contains("working on /head"))
        }
    }

    @Test func streamedAnswersComeAsTheyAreSent() async throws {
        try await ForeignFixture.withRelease(ForeignScript.bootstrap, .lambda) { _, release in
            let answer = try await release.call("main", "/stream")
            #expect(answer.head.status == 203)
            #expect(answer.head.fields["content-type"] == "text/csv")
            #expect(answer.head.fields.values("set-cookie") == ["c=3"])
            #expect(answer.body.readableBytes == 1_000_013)
            #expect(String(buffer: answer.body).hasPrefix("first,second,xxx"))
            let broken = try #require(await release.failure("main", "/broken"))
            #expect(broken.code == .functionReportedError)
            #expect(broken.message.contains("Stream.Broken"))
        }
    }

    @Test func errorsOfTheFunctionAreTold() async throws {
        try await ForeignFixture.withRelease(ForeignScript.bootstrap, .lambda) { _, release in
            let error = try #require(await release.failure("main", "/error"))
            #expect(error.code == .functionReportedError)
            #expect(error.status == 502)
            #expect(error.message == "foreign/main failed with Stock: out of stock")
            let large = try #require(await release.failure("main", "/large"))
            #expect(large.code == .payloadTooLarge)
            let wrong = try await release.call("main", "/wrong-id")
            #expect(String(buffer: wrong.body).contains("InvalidRequestID"))
            #expect(String(buffer: wrong.body).hasPrefix("[400,"))
            #expect(try await release.group().crashed == 0)
        }
    }

    @Test func aRequestThatIsTooLargeIsRefused() async throws {
        try await ForeignFixture.withRelease(ForeignScript.bootstrap, .lambda) { _, release in
            let body = ByteBuffer(repeating: 0x61, count: 7 << 20)
            do {
                _ = try await release.call("main", "/event", method: .post, body: body)
                Issue.record("accepted")
            } catch let error as MeridianError {
                #expect(error.code == .payloadTooLarge)
                #expect(error.status == 413)
            }
            #expect(try await release.text("main", "/pid") != "")
        }
    }

    @Test func aProgramThatRefusesToStartSaysWhy() async throws {
        do {
            try await ForeignFixture.withRelease(
                ForeignScript.bootstrap, .lambda, options: FunctionOptions(environment: ["REFUSE": "1"]), verify: true
            ) { _, _ in }
            Issue.record("started")
        } catch let error as MeridianError {
            #expect(error.code == .initFailed)
            #expect(error.message.contains("Init.Refused: no database"))
        }
    }

    @Test func aProgramThatEndsOrIsLateIsStartedAnew() async throws {
        try await ForeignFixture.withRelease(
            ForeignScript.bootstrap, .lambda, options: FunctionOptions(timeout: 0.3)
        ) { fixture, release in
            let first = try await release.text("main", "/pid")
            let ended = try #require(await release.failure("main", "/exit"))
            #expect(ended.code == .workerCrashed)
            #expect(ended.message.contains("status 3"))
            let second = try await release.text("main", "/pid")
            #expect(second != first)
            let late = try #require(await release.failure("main", "/slow"))
            #expect(late.code == .deadlineExceeded)
            #expect(late.status == 504)
            #expect(try await release.text("main", "/pid") != second)
            #expect(fixture.messages().contains { $0.contains("Task timed out after 0.3") })
        }
    }

    @Test func oneInvocationAtATimeOnAsManyInstancesAsNeeded() async throws {
        try await ForeignFixture.withRelease(
            ForeignScript.bootstrap, .lambda, options: FunctionOptions(maxInstances: 3)
        ) { _, release in
            let processes = try await withThrowingTaskGroup(of: String.self) { group in
                for _ in 0..<30 { group.addTask { try await release.text("main", "/pid") } }
                return try await group.reduce(into: Set<String>()) { $0.insert($1) }
            }
            #expect((1...3).contains(processes.count))
        }
    }

    @Test func otherTriggersBecomeEventsOfTheirServices() async throws {
        let triggers: [Trigger] = [
            .event(EventTrigger(type: "*")), .timer(TimerTrigger(.every(seconds: 60))),
            .queue(QueueTrigger(queue: "mail")),
        ]
        try await ForeignFixture.withRelease(ForeignScript.bootstrap, .lambda, triggers: triggers) { _, release in
            func call(_ trigger: Int, _ fields: HTTPFields, _ body: String) async throws -> [String: Any] {
                try object(
                    try await release.invoke(
                        function: 0, trigger: trigger,
                        request: RequestHead(method: .post, target: "/_meridian/x/main", fields: fields),
                        body: ByteBuffer(string: body)))
            }
            let event = try await call(
                0,
                [
                    "x-request-id": "r", "ce-specversion": "1.0", "ce-id": "1", "ce-source": "shop", "ce-type": "paid",
                    "ce-subject": "o",
                ],
                #"{"order":7}"#)
            #expect(event["detail-type"] as? String == "paid")
            #expect(event["source"] as? String == "shop")
            #expect((event["detail"] as? [String: Int]) == ["order": 7])
            #expect(event["resources"] as? [String] == ["o"])
            let timer = try await call(1, ["x-request-id": "r"], #"{"time":"2026-03-01T09:30:00Z","payload":"weekly"}"#)
            #expect(timer["source"] as? String == "aws.events")
            #expect(timer["time"] as? String == "2026-03-01T09:30:00Z")
            #expect(timer["detail"] as? String == "weekly")
            let batch = try await call(
                2, ["x-request-id": "r"], #"[{"id":"m1","attempt":2,"body":{"to":"a"}},{"id":"m2","body":"text"}]"#)
            let records = try #require(batch["Records"] as? [[String: Any]])
            #expect(records.map { $0["body"] as? String } == [#"{"to":"a"}"#, "text"])
            #expect((records[0]["attributes"] as? [String: String])?["ApproximateReceiveCount"] == "2")
            #expect(records[0]["eventSource"] as? String == "aws:sqs")
        }
    }

    @Test func functionsWithOtherHandlersHaveInstancesOfTheirOwn() async throws {
        func function(_ name: String, _ handler: String?) -> FunctionManifest {
            FunctionManifest(
                name: FunctionName(name)!, handler: handler, triggers: [.http(HTTPTrigger(path: "/\(name)"))])
        }
        try await ForeignFixture.withRelease(
            ForeignScript.bootstrap, .lambda,
            change: {
                $0.functions = [function("a", "x.f"), function("b", "x.g"), function("c", "x.f"), function("d", nil)]
            }
        ) { _, release in
            var handlers: [String?] = []
            for name in ["a", "b", "c", "d"] {
                let environment = try object(try await release.call(name, "/environment"))
                handlers.append(environment["_HANDLER"] as? String)
            }
            #expect(handlers == ["x.f", "x.g", "x.f", "d"])
            #expect(await release.status().map(\.functions) == [["a", "c"], ["b"], ["d"]])
        }
    }

    @Test func aShellScriptIsAProgram() async throws {
        try await ForeignFixture.withRelease(ForeignScript.shell, .lambda) { _, release in
            let answer = try await release.call("main", "/x")
            #expect(answer.head.fields["content-type"] == "text/plain; charset=utf-8")
            #expect(String(buffer: answer.body).hasPrefix("index.handler got "))
            #expect(try await release.text("main", "/y").hasSuffix(" bytes"))
            #expect(try await release.group().started == 1)
        }
    }
}
