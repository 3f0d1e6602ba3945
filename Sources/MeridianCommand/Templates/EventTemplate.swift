/// Functions for CloudEvents, a queue and a timer.
enum EventTemplate {
    static func files(_ project: Project) -> [ProjectFile] {
        let module = project.name.module
        return [
            CommonTemplate.source(
                project, "\(module).swift",
                #"""
                import Meridian

                @main
                struct \#(module): FunctionApp {
                    private let ledger = Ledger()

                    var functions: some FunctionGroup {
                        OrderFunctions(ledger: ledger)
                    }
                }
                """#),
            CommonTemplate.source(
                project, "OrderFunctions.swift",
                #"""
                import Meridian

                struct Order: Codable, Sendable {
                    var order: String
                }

                struct Mail: Codable, Sendable {
                    var to: String
                    var order: String
                }

                @Functions
                struct OrderFunctions {
                    let ledger: Ledger

                    /// Events may come twice: the ledger counts an order once.
                    @Event(type: "com.example.order.paid")
                    func paid(_ event: CloudEvent<Order>, context: Context) {
                        guard ledger.settle(event.data.order) else { return }
                        context.logger.info("paid", metadata: ["order": "\(event.data.order)"])
                    }

                    /// When it throws, the whole batch comes again.
                    @Queue("mails", batchSize: 10)
                    func mails(_ messages: [QueueMessage<Mail>], context: Context) throws {
                        for message in messages {
                            guard message.body.to.contains("@") else {
                                throw Problem(status: 422, detail: "'\(message.body.to)' is no address")
                            }
                            context.logger.info("a mail", metadata: ["to": "\(message.body.to)"])
                        }
                    }

                    @Timer(cron: "0 3 * * *")
                    func nightly(_ timer: TimerEvent, context: Context) {
                        context.logger.info("the day is closed", metadata: ["orders": "\(ledger.closeDay())"])
                    }
                }
                """#),
            CommonTemplate.source(
                project, "Ledger.swift",
                #"""
                import Synchronization

                /// The orders paid today, in the memory of one instance.
                final class Ledger: Sendable {
                    private let orders = Mutex<Set<String>>([])

                    var count: Int { orders.withLock { $0.count } }

                    /// - Returns: Whether the order was not settled before.
                    func settle(_ order: String) -> Bool { orders.withLock { $0.insert(order).inserted } }

                    /// - Returns: How many orders there were.
                    func closeDay() -> Int {
                        orders.withLock { orders in
                            defer { orders = [] }
                            return orders.count
                        }
                    }
                }
                """#),
            CommonTemplate.tests(
                project,
                #"""
                import Meridian
                import MeridianTesting
                import Testing

                @testable import \#(module)

                struct \#(module)Tests {
                    private let ledger = Ledger()
                    private let clock = TestClock(at: "2026-03-01T02:59:00Z")
                    private let app: TestApp

                    init() throws {
                        let ledger = ledger
                        app = try TestApp(clock: clock) { OrderFunctions(ledger: ledger) }
                    }

                    @Test func anOrderThatIsPaidTwiceCountsOnce() async throws {
                        let event = CloudEvent(
                            id: "1", source: "/till", type: "com.example.order.paid", data: Order(order: "1001"))
                        try await app.send(event)
                        try await app.send(event)
                        #expect(ledger.count == 1)
                    }

                    @Test func theNightClosesTheDay() async throws {
                        #expect(ledger.settle("1001"))
                        await clock.advance(by: .seconds(60))
                        #expect(ledger.count == 0)
                    }

                    @Test func eventsOfEveryContentModeAreTaken() async throws {
                        for mode in [SampleRequest.ContentMode.binary, .structured, .batched] {
                            #expect(try await app.request(.cloudEvents(mode: mode)).status == 204)
                        }
                        #expect(ledger.count == 1)
                    }

                    @Test func aBadMailSendsTheBatchBack() async throws {
                        try await app.deliver([Mail(to: "ann@example.com", order: "1")], to: "mails")
                        await #expect(throws: TestFailure.self) {
                            try await app.deliver([Mail(to: "nowhere", order: "1")], to: "mails")
                        }
                    }
                }
                """#),
            CommonTemplate.specification(project),
            CommonTemplate.readMe(
                project, "Functions for events, a queue and a timer.",
                tries: """
                    meridian event cloudevent data='{"order": "1001"}' |
                        curl -H 'content-type: application/cloudevents+json' -d @- http://127.0.0.1:8080/.meridian/events
                    # on a platform (`meridian dev`, or `meridian serve` and `meridian deploy`):
                    meridian invoke \(project.name.service)/nightly
                    meridian event queue body='{"to": "ann@example.com", "order": "1"}' |
                        meridian invoke \(project.name.service)/mails --data @-
                    """),
        ]
    }
}
