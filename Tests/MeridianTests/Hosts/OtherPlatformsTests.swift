import Glibc
import JSONCodec
import MeridianCore
import NIOCore
import SampleEvents
import ServiceLifecycle
import Testing

@testable import Meridian

/// What the triggers of platforms other than Lambda come down to.
@Suite struct OtherPlatformsTests {
    private func events(_ delivery: Delivery) throws -> [CloudEvent<ByteBuffer>] {
        guard case .events(let events) = delivery else { throw Unexpected("no events: \(delivery)") }
        return events.map(\.attributes)
    }

    private func timer(_ delivery: Delivery) throws -> (run: TimerEvent, names: [String], function: String?) {
        guard case .timer(let run, let names, let function) = delivery else {
            throw Unexpected("no timer: \(delivery)")
        }
        return (run, names, function)
    }

    private func messages(_ delivery: Delivery) throws -> (ids: [String], bodies: [String], queue: String) {
        guard case .messages(let messages, let queue) = delivery else { throw Unexpected("no messages: \(delivery)") }
        return (messages.map(\.id), messages.map { String(buffer: $0.body) }, queue)
    }

    private func bytes(_ json: String) -> ByteBuffer { ByteBuffer(string: json) }

    // MARK: Function Compute

    private func functionCompute(_ sample: SampleEvent) -> Delivery { FunctionComputeEvent.read(bytes(sample.json)) }

    @Test func timersOfFunctionCompute() throws {
        let plain = try timer(functionCompute(.functionComputeTimer(trigger: "nightly", payload: "all")))
        #expect(plain.names == ["nightly"])
        #expect(plain.run == TimerEvent(time: "2026-03-01T09:30:00Z", payload: "all"))
        let call = #"{"meridian":{"function":"refresh","timer":{"payload":"x"}}}"#
        let named = try timer(functionCompute(.functionComputeTimer(trigger: "t1", payload: call)))
        #expect(named.names == ["t1"])
        #expect(named.function == "refresh")
        #expect(named.run == TimerEvent(time: "2026-03-01T09:30:00Z", payload: "x"))
    }

    @Test func eventsOfFunctionCompute() throws {
        let object = try #require(try events(functionCompute(.oss(bucket: "photos", key: "a b.jpg"))).first)
        #expect(object.type == "oss:ObjectCreated:PutObject")
        #expect(object.source == "acs.oss")
        #expect(object.subject?.hasSuffix(":photos/a b.jpg") == true)
        let logs = try #require(try events(functionCompute(.logService(project: "shop", logstore: "access"))).first)
        #expect(logs.subject == "shop/access")
        #expect(logs.source == "acs.sls")
        let event = #"{"specversion":"1.0","id":"1","source":"/s","type":"order.paid","data":{"id":7}}"#
        #expect(try events(FunctionComputeEvent.read(bytes(event))).map(\.type) == ["order.paid"])
        #expect(try events(FunctionComputeEvent.read(bytes("[\(event),\(event)]"))).count == 2)
    }

    @Test func messagesOfFunctionCompute() throws {
        let topic = try messages(functionCompute(.mns(topic: "orders", message: "hello")))
        #expect(topic.queue == "orders")
        #expect(topic.bodies == ["hello"])
        let kafka =
            #"["{\"specversion\":\"1.0\",\"id\":\"k1\",\"source\":\"acs:alikafka\",\"type\":\"alikafka:Topic:Message\","#
            + #"\"data\":{\"topic\":\"mails\",\"value\":\"{}\"}}"]"#
        let fromKafka = try messages(FunctionComputeEvent.read(bytes(kafka)))
        #expect(fromKafka.queue == "mails")
        #expect(fromKafka.ids == ["k1"])
        #expect(fromKafka.bodies == ["{}"])
        let queue =
            #"{"specversion":"1.0","id":"q1","source":"acs.mns","type":"mns:Queue:SendMessage","#
            + #""subject":"acs:mns:cn-hangzhou:1:queues/mails","data":{"messageBody":"x"}}"#
        #expect(try messages(FunctionComputeEvent.read(bytes(queue))).queue == "mails")
    }

    @Test func anythingElseIsADocument() {
        #expect(FunctionComputeEvent.read(bytes("plain")) == .document(bytes("plain"), function: nil))
        #expect(FunctionComputeEvent.read(bytes(#"{"a":1}"#)) == .document(bytes(#"{"a":1}"#), function: nil))
    }

    @Test func functionComputeTellsWhoCalls() async throws {
        let app = SketchedApp {
            Function("f", .get("/")) { _, context in
                let told = try #require(context.functionCompute)
                return "\(told.requestID) \(told.functionName) \(told.region) \(told.credentials?.securityToken ?? "")"
            }
        }
        let answer = try await ServedHost.serve(app, at: .functionCompute) { try await $0.get("/") }
        #expect(answer.text == "fc-1 shop cn-hangzhou token")
    }

    @Test func turnsOfAnInstanceOfFunctionCompute() async throws {
        let journal = Journal()
        var app = SketchedApp { Function("f", .get("/initialize")) { _, _ in "mine" } }
        app.journal = journal
        try await ServedHost.serve(app, at: .functionCompute) { edge in
            let client = try #require(edge as? FunctionComputeEdge).client
            for (method, path) in [(HTTPMethod.post, "/initialize"), (.get, "/pre-freeze"), (.get, "/pre-stop")] {
                let answer = try await client.send(
                    method, path, [("x-fc-request-id", "r1"), ("x-fc-control-path", path)])
                #expect(answer.status == 200)
                #expect(answer.fields["x-fc-status"] == "200")
                #expect(answer.fields["x-request-id"] == "r1")
            }
            #expect(journal.lines.last == "app stop")
            // A client's request is a request, whatever its path.
            let own = try await edge.get("/initialize")
            #expect(own.text == "mine")
        }
        #expect(journal.lines == ["app start", "app ready", "app stop"])
    }

    // MARK: Knative

    private func event(_ type: String, _ source: String, _ data: String) -> EventEnvelope {
        EventEnvelope(id: "1", source: source, type: type, time: "2026-03-01T09:30:00Z", data: bytes(data))
    }

    @Test func sourcesOfKnative() throws {
        let ping = "dev.knative.sources.ping"
        let source = "/apis/v1/namespaces/default/pingsources/nightly"
        let plain = try timer(KnativeEvent.read([event(ping, source, "all")]))
        #expect(plain.names == ["nightly"])
        #expect(plain.run == TimerEvent(time: "2026-03-01T09:30:00Z", payload: "all"))
        let named = try timer(KnativeEvent.read([event(ping, source, #"{"meridian":{"function":"refresh"}}"#)]))
        #expect(named.names == ["nightly"])
        #expect(named.function == "refresh")
        let kafka = try messages(KnativeEvent.read([event("dev.knative.kafka.event", "/x/kafkasources/k#mails", "1")]))
        #expect(kafka.queue == "mails")
        let mixed = [event("dev.knative.kafka.event", "/k#a", "1"), event("dev.knative.kafka.event", "/k#b", "1")]
        #expect(try events(KnativeEvent.read(mixed)).count == 2)
    }

    @Test func probesOfAContainer() async throws {
        let app = SketchedApp {
            Function("root", .post("/")) { _, _ in "root" }
            Function("e", .event(type: "t")) { (_: CloudEvent<ByteBuffer>, _) in }
        }
        try await ServedHost.serve(app, at: .knative) { edge in
            let live = try await edge.get("/.meridian/live")
            #expect(live.status == 200)
            // The server listens a moment before the app is told that it is ready.
            var status = 503
            while status == 503 { status = try await edge.get("/.meridian/ready").status }
            #expect(status == 200)
            let root = try await edge.post("/", ByteBuffer(string: "x"))
            #expect(root.text == "root")
            let broken = try await edge.request(
                .post, "/", fields: [("content-type", "application/cloudevents+json")], body: bytes("{}"))
            #expect(broken.status == 400)
            #expect(broken.text.contains("MER-1104"))
        }
    }

    // MARK: OpenWhisk

    @Test func anActionIsInitialisedOnce() async throws {
        let journal = Journal()
        var app = SketchedApp { Function("f", .get("/")) { _, _ in "" } }
        app.journal = journal
        try await ServedHost.serve(app, at: .openWhisk) { edge in
            let client = try #require(edge as? OpenWhiskEdge).client
            #expect(journal.lines.isEmpty)
            let first = try await client.send(.post, "/init", body: bytes(#"{"value":{"env":{"MERIDIAN_T5":"1"}}}"#))
            #expect(first.text == #"{"ok":true}"#)
            #expect(Environment.process["MERIDIAN_T5"] == "1")
            let second = try await client.send(.post, "/init", body: bytes(#"{"value":{}}"#))
            #expect(second.status == 403)
            let other = try await client.send(.get, "/")
            #expect(other.status == 404)
            let broken = try await client.send(.post, "/run", body: bytes("[]"))
            #expect(broken.status == 502)
        }
        #expect(journal.lines == ["app start", "app ready", "app stop"])
    }

    @Test func anActionThatCantStartSaysSo() async throws {
        var app = SketchedApp { Function("f", .get("/")) { _, _ in "" } }
        app.failsToStart = true
        try await ServedHost.serve(app, at: .openWhisk) { edge in
            let client = try #require(edge as? OpenWhiskEdge).client
            for path in ["/init", "/run"] {
                let answer = try await client.send(.post, path, body: bytes(#"{"value":{}}"#))
                #expect(answer.status == 502)
                #expect(JSONMembers(answer.body)?.text("error")?.contains("MER-1333") == true)
            }
        }
    }

    @Test func theProxyOfOpenWhiskIsServedByLines() async throws {
        let journal = Journal()
        var app = SketchedApp {
            Function("nightly", .timer(cron: "@daily")) { (_: TimerEvent, _) in journal.note("ran") }
        }
        app.journal = journal
        var input: [CInt] = [0, 0]
        var output: [CInt] = [0, 0]
        #expect(pipe(&input) == 0 && pipe(&output) == 0)
        let call = #"{"value":{"meridian":{"function":"nightly"}}}"# + "\n"
        for line in [call, "\n", "broken\n"] { _ = line.withCString { write(input[1], $0, strlen($0)) } }
        close(input[1])
        let assembled = try app.assembled(environment: [WhiskLoop.acknowledgement: "1"])
        // The end of the input is the end of the action.
        try await HostLifetime.group(of: WhiskLoop(app: assembled, input: input[0], output: output[1])).run()
        close(output[1])
        var answered = [CChar](repeating: 0, count: 4096)
        let count = read(output[0], &answered, answered.count - 1)
        close(input[0])
        close(output[0])
        let lines = String(decoding: answered.prefix(max(0, count)).map { UInt8(bitPattern: $0) }, as: UTF8.self)
            .split(separator: "\n")
        #expect(lines.prefix(2) == [#"{"ok":true}"#, "{}"])
        #expect(lines.count == 3)
        #expect(lines.last?.hasPrefix(#"{"error":"the activation can't be read"#) == true)
        #expect(journal.lines == ["app start", "app ready", "ran", "app stop"])
    }

    @Test func webActionsThatAreNotRawArePutTogetherAgain() throws {
        func request(_ json: String) throws -> WhiskRequest {
            let parameters = try #require(JSONMembers(bytes(json)))
            return try #require(try WhiskRequest(parameters))
        }
        let get = try request(#"{"__ow_method":"get","__ow_path":"/a","__ow_headers":{},"q":"x y","n":7}"#)
        #expect(String(buffer: get.head.target) == "/a?q=x%20y&n=7")
        let post = try request(#"{"__ow_method":"post","__ow_path":"","__ow_headers":{"A":"b"},"n":7,"o":null}"#)
        #expect(post.head.path == "/")
        #expect(post.head.fields["a"] == "b")
        #expect(String(buffer: post.body) == #"{"n":7,"o":null}"#)
        #expect(throws: MeridianError.self) { try request(#"{"__ow_method":"ge t"}"#) }
    }

    @Test func resultsOfActionsAreObjects() {
        func result(_ body: String) -> String { String(buffer: WhiskEvent.result(bytes(body))) }
        #expect(result("") == "{}")
        #expect(result(#"{"a":1}"#) == #"{"a":1}"#)
        #expect(result("[1]") == "[1]")
        #expect(result("7") == #"{"result":7}"#)
        #expect(result("text") == #"{"result":"text"}"#)
    }

    // MARK: Azure

    private func function(_ trigger: Trigger) -> FunctionManifest {
        FunctionManifest(name: FunctionName("f")!, description: nil, triggers: [trigger], options: FunctionOptions())
    }

    private func azure(_ data: String, _ trigger: Trigger, _ metadata: String = "{}") throws -> Delivery {
        try AzurePayload(bytes(#"{"Data":{"in":\#(data)},"Metadata":\#(metadata)}"#)).delivery(to: function(trigger))
    }

    @Test func triggersOfAzure() throws {
        let run = try timer(azure("{}", .timer(cron: "@daily"), #"{"sys":{"UtcNow":"2026-03-01T09:30:00Z"}}"#))
        #expect(run.run.time == "2026-03-01T09:30:00Z")
        let one = try messages(
            azure(#""{\"id\":7}""#, .queue("mails"), #"{"Id":"\"m1\"","DequeueCount":"2"}"#))
        #expect(one.ids == ["m1"])
        #expect(one.bodies == [#"{"id":7}"#])
        let several = try messages(azure(#"["a",{"b":1}]"#, .queue("mails"), #"{"MessageId":"m"}"#))
        #expect(several.ids == ["m/0", "m/1"])
        #expect(several.bodies == ["a", #"{"b":1}"#])
        let grid = #"{"id":"1","topic":"/t","subject":"s","eventType":"order.paid","eventTime":"x","data":{"id":7}}"#
        let event = try #require(try events(azure(grid, .event(type: "*"))).first)
        #expect(event.type == "order.paid")
        #expect(event.source == "/t")
        #expect(String(buffer: event.data) == #"{"id":7}"#)
        #expect(throws: MeridianError.self) { try azure(#"{"a":1}"#, .event(type: "*")) }
        #expect(throws: MeridianError.self) { try AzurePayload(bytes("[]")) }
        #expect(throws: MeridianError.self) {
            try AzurePayload(bytes(#"{"Data":{}}"#)).delivery(to: function(.timer(cron: "@daily")))
        }
    }

    @Test func requestsThatAzureTellsAreAnsweredInItsForm() async throws {
        let app = SketchedApp {
            Function("item", .post("/items/{id}")) { request, _ in
                "\(try request.parameter("id", as: Int.self)) \(request.query["q"] ?? "") \(request.text)"
            }
            Function("nightly", .timer(cron: "@daily")) { (_: TimerEvent, _) in }
        }
        try await ServedHost.serve(app, at: .azure) { edge in
            let client = try #require(edge as? AzureEdge).client
            let told =
                #"{"Data":{"req":{"Url":"https://shop.azurewebsites.net/api/items/7?q=x","Method":"POST","#
                + #""Headers":{"X-Request-Id":["mine"]},"Body":"hello"}},"Metadata":{}}"#
            let answer = try await client.send(.post, "/item", body: bytes(told))
            let output = JSONMembers(answer.body)?.object("Outputs")?.object("res")
            #expect(output?.integer("statusCode") == 200)
            #expect(output?.text("body") == "7 x hello")
            let forwarded = try await edge.post("/api/items/8?q=y", ByteBuffer(string: "there"))
            #expect(forwarded.text == "8 y there")
            // Nobody outside runs a timer.
            let forged = try await edge.post("/nightly", bytes(#"{"Data":{"run":{}},"Metadata":{}}"#))
            #expect(forged.status == 404)
        }
    }
}
