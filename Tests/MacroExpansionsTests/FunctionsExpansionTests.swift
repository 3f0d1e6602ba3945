import SwiftSyntaxMacrosGenericTestSupport
import Testing

@Suite struct FunctionsExpansionTests {
    @Test func aStructBecomesAGroup() {
        Expansion.check(
            """
            @Functions("/items")
            public struct Items {
                @HTTP(.get, "/{id}", description: "One", timeout: 5)
                func item(id: Int, page: Int = 1) async throws -> Item { fatalError() }
            }
            """,
            """
            public struct Items {
                func item(id: Int, page: Int = 1) async throws -> Item { fatalError() }
            }

            extension Items: Meridian.FunctionGroup, Sendable {
                public var functions: [Meridian.Function] {
                    Meridian.Group("/items") {
                        Meridian.Function("item", .http(.get, "/{id}"), description: "One", options: Meridian.FunctionOptions(timeout: 5)) { (request: Meridian.Request, context: Meridian.Context) async throws -> Item in
                            try await self.item(id: request.parameter("id", as: Int.self), page: request.query("page", as: Int.self, default: 1))
                        } .described(Meridian.FunctionSignature(parameters: [Meridian.FunctionSignature.Parameter("id", in: .path, as: Int.self), Meridian.FunctionSignature.Parameter("page", in: .query, as: Int.self, isRequired: false)]))
                    } .functions
                }
            }
            """)
    }

    @Test func aPlainMethodNeedsNoTry() {
        Expansion.check(
            """
            @Functions
            struct Items {
                @HTTP(.get)
                func all() -> String { "" }
                func helper() {}
            }
            """,
            """
            struct Items {
                func all() -> String { "" }
                func helper() {}
            }

            extension Items: Meridian.FunctionGroup, Sendable {
                var functions: [Meridian.Function] {
                    Meridian.Group("") {
                        Meridian.Function("all", .http(.get, "/")) { (request: Meridian.Request, context: Meridian.Context) -> String in
                            self.all()
                        }
                    } .functions
                }
            }
            """)
    }

    @Test func wrappersSayWhereValuesComeFrom() {
        Expansion.check(
            """
            @Functions
            struct Items {
                @HTTP(.post, "/")
                func add(xTraceId: Header<String?> = Header("none"), _ tag: Query<[Tag]>, item: Body<Item>, c: Cookie<Int>) {}
            }
            """,
            """
            struct Items {
                func add(xTraceId: Header<String?> = Header("none"), _ tag: Query<[Tag]>, item: Body<Item>, c: Cookie<Int>) {}
            }

            extension Items: Meridian.FunctionGroup, Sendable {
                var functions: [Meridian.Function] {
                    Meridian.Group("") {
                        Meridian.Function("add", .http(.post, "/")) { (request: Meridian.Request, context: Meridian.Context) throws -> Void in
                            try self.add(xTraceId: Header<String?>(request.header("x-trace-id", as: String?.self, default: (Header("none") as Header<String?>).value)), Query<[Tag]>(request.query("tag", as: [Tag].self)), item: Body<Item>(request.decode(Item.self)), c: Cookie<Int>(request.cookie("c", as: Int.self)))
                        } .described(Meridian.FunctionSignature(parameters: [Meridian.FunctionSignature.Parameter("x-trace-id", in: .header, as: String?.self, isRequired: false), Meridian.FunctionSignature.Parameter("tag", in: .query, as: [Tag].self), Meridian.FunctionSignature.Parameter("c", in: .cookie, as: Int.self)], body: Item.self))
                    } .functions
                }
            }
            """)
    }

    @Test func bodiesAreFoundByTheRules() {
        Expansion.check(
            """
            @Functions
            struct Items {
                @HTTP(.put, "/{id}")
                func put(id: Int, item: Item?, dry: Bool) {}
                @HTTP(.post, "/raw")
                func raw(body: ByteBuffer) {}
                @HTTP(.post, "/text")
                func text(body: String) {}
                @HTTP(.post, "/stream")
                func stream(from bytes: BodyStream, context: Context) async {}
            }
            """,
            """
            struct Items {
                func put(id: Int, item: Item?, dry: Bool) {}
                func raw(body: ByteBuffer) {}
                func text(body: String) {}
                func stream(from bytes: BodyStream, context: Context) async {}
            }

            extension Items: Meridian.FunctionGroup, Sendable {
                var functions: [Meridian.Function] {
                    Meridian.Group("") {
                        Meridian.Function("put", .http(.put, "/{id}")) { (request: Meridian.Request, context: Meridian.Context) throws -> Void in
                            try self.put(id: request.parameter("id", as: Int.self), item: request.decode(Item?.self, default: nil), dry: request.query("dry", as: Bool.self))
                        } .described(Meridian.FunctionSignature(parameters: [Meridian.FunctionSignature.Parameter("id", in: .path, as: Int.self), Meridian.FunctionSignature.Parameter("dry", in: .query, as: Bool.self)], body: Item?.self, isBodyRequired: false))
                        Meridian.Function("raw", .http(.post, "/raw")) { (request: Meridian.Request, context: Meridian.Context) -> Void in
                            self.raw(body: request.body)
                        } .described(Meridian.FunctionSignature(body: ByteBuffer.self))
                        Meridian.Function("text", .http(.post, "/text")) { (request: Meridian.Request, context: Meridian.Context) -> Void in
                            self.text(body: request.text)
                        } .described(Meridian.FunctionSignature(body: String.self))
                        Meridian.Function("stream", .http(.post, "/stream"), body: .stream) { (request: Meridian.Request, context: Meridian.Context) async -> Void in
                            await self.stream(from: request.bodyStream, context: context)
                        }
                    } .functions
                }
            }
            """)
    }

    @Test func rulesAreMadeOnceAndCheckedTogether() {
        Expansion.check(
            """
            @Functions
            struct Items {
                /// Lists items.
                ///
                /// The newest first.
                /// - Parameters:
                ///   - size: How many
                ///     at most.
                /// - Returns: Items.
                @HTTP(.get)
                @Check("size", as: Int.self, .range(1...100))
                func items(size: Int? = 20, context: Context) async throws -> [Item] { [] }
                @HTTP(.post)
                @Check("dry", as: Bool.self, .check("must not be", { !$0 }))
                func add(_ item: Item, dry: Query<Bool>) {}
            }
            """,
            """
            struct Items {
                /// Lists items.
                ///
                /// The newest first.
                /// - Parameters:
                ///   - size: How many
                ///     at most.
                /// - Returns: Items.
                func items(size: Int? = 20, context: Context) async throws -> [Item] { [] }
                func add(_ item: Item, dry: Query<Bool>) {}
            }

            extension Items: Meridian.FunctionGroup, Sendable {
                var functions: [Meridian.Function] {
                    Meridian.Group("") {
                        let _items_size: [Meridian.Rule<Int>] = [.range(1 ... 100)]
                        Meridian.Function("items", .http(.get, "/")) { (request: Meridian.Request, context: Meridian.Context) async throws -> [Item] in
                            var _check = Meridian.Validation()
                            let _value0 = _check.read("size", in: .query, rules: _items_size) {
                                try request.query("size", as: Int?.self, default: 20)
                            }
                            try _check.finish()
                            return try await self.items(size: _value0!, context: context)
                        } .described(Meridian.FunctionSignature(parameters: [Meridian.FunctionSignature.Parameter("size", in: .query, as: Int?.self, isRequired: false, rules: _items_size.schema(), description: "How many at most.")], summary: "Lists items.", details: "The newest first."))
                        let _add_dry: [Meridian.Rule<Bool>] = [.check("must not be", {
                                    !$0
                                })]
                        Meridian.Function("add", .http(.post, "/")) { (request: Meridian.Request, context: Meridian.Context) throws -> Void in
                            var _check = Meridian.Validation()
                            let _value0 = _check.body {
                                try request.decode(Item.self)
                            }
                            let _value1 = _check.read("dry", in: .query, rules: _add_dry) {
                                try request.query("dry", as: Bool.self)
                            }
                            try _check.finish()
                            self.add(_value0!, dry: Query<Bool>(_value1!))
                        } .described(Meridian.FunctionSignature(parameters: [Meridian.FunctionSignature.Parameter("dry", in: .query, as: Bool.self, rules: _add_dry.schema())], body: Item.self))
                    } .functions
                }
            }
            """)
    }

    @Test func timersEventsAndQueuesAreBound() {
        Expansion.check(
            """
            @Functions
            package struct Jobs {
                @Timer(cron: "0 * * * *", name: "hourly", timeout: 9)
                func refresh() async throws -> Int { 1 }
                @Timer(every: .seconds(5))
                func poll(at timer: TimerEvent, context: Context) {}
                @Event(type: "a", source: "/s")
                func paid(_ e: CloudEvent<Order>) throws {}
                @Queue("mails", batchSize: 3)
                func mails(_ m: [QueueMessage<Mail>], c: Context) async {}
            }
            """,
            """
            package struct Jobs {
                func refresh() async throws -> Int { 1 }
                func poll(at timer: TimerEvent, context: Context) {}
                func paid(_ e: CloudEvent<Order>) throws {}
                func mails(_ m: [QueueMessage<Mail>], c: Context) async {}
            }

            extension Jobs: Meridian.FunctionGroup, Sendable {
                package var functions: [Meridian.Function] {
                    Meridian.Group("") {
                        Meridian.Function("hourly", .timer(cron: "0 * * * *"), options: Meridian.FunctionOptions(timeout: 9)) { (context: Meridian.Context) async throws -> Void in
                            _ = try await self.refresh()
                        }
                        Meridian.Function("poll", .timer(every: .seconds(5))) { (timer: Meridian.TimerEvent, context: Meridian.Context) -> Void in
                            self.poll(at: timer, context: context)
                        }
                        Meridian.Function("paid", .event(type: "a", source: "/s")) { (event: CloudEvent<Order>, context: Meridian.Context) throws -> Void in
                            try self.paid(event)
                        }
                        Meridian.Function("mails", .queue("mails", batchSize: 3)) { (messages: [QueueMessage<Mail>], context: Meridian.Context) async -> Void in
                            await self.mails(messages, c: context)
                        }
                    } .functions
                }
            }
            """)
    }
}
