import MeridianCore
import Synchronization
import Testing

@testable import Meridian

private protocol Store: Sendable {
    var name: String { get }
}

private struct MemoryStore: Store {
    let name = "memory"
}

private final class Database: Sendable {}

private final class Catalog: Sendable {
    let database: Database

    init(_ database: Database) { self.database = database }
}

private struct Mailer: Sendable {
    let store: any Store
    let catalog: Catalog
}

private struct Session: Sendable {
    let number: Int
    let id: String
}

private struct Cart: Sendable {
    let number: Int
    let session: Session
}

private final class Numbers: Sendable {
    private let last = Mutex(0)

    func next() -> Int {
        last.withLock {
            $0 += 1
            return $0
        }
    }
}

private struct Shop: FunctionGroup {
    @Inject var catalog: Catalog
    @Inject var database: Database
    @Inject var mailer: Mailer
    @Inject var store: any Store

    var functions: [Function] {
        [
            Function("same", .get("/")) { _, _ in
                "\(catalog.database === database) \(mailer.catalog === catalog) \(store.name) \(mailer.store.name)"
            }
        ]
    }
}

private struct Visits: FunctionGroup {
    @Inject var session: Session
    @Inject var cart: Cart

    var functions: [Function] {
        [
            Function("direct", .get("/")) { _, _ in text },
            Function("waiting", .get("/waiting")) { _, _ in
                await Task.yield()
                return text
            },
        ]
    }

    var text: String { "\(session.id) \(session.number) \(session.number) \(cart.session.number) \(cart.number)" }
}

private struct Own: Sendable {
    @Inject var catalog: Catalog
    @Config("own.size") var size: Int
}

private let wholeShop: @Sendable (inout Providers) -> Void = { providers in
    // The reverse of the order in which they have to be made.
    providers.singleton(Mailer.init(store:catalog:))
    providers.singleton { (database: Database) async throws in Catalog(database) }
    providers.singleton(as: (any Store).self) { MemoryStore() }
    providers.singleton { Database() }
}

@Suite struct ContainerTests {
    @Test func singletonsAreMadeOnceInTheOrderOfTheirNeeds() async throws {
        var app = SketchedApp { Shop() }
        app.providing = wholeShop
        let assembled = try app.assembled()
        try await assembled.start()
        #expect(await assembled.call().text == "true true memory memory")
    }

    @Test func nothingIsMadeBeforeTheStart() throws {
        let journal = Journal()
        var app = SketchedApp { Shop() }
        app.providing = { providers in
            wholeShop(&providers)
            providers.singleton { () -> Numbers in
                journal.note("made")
                return Numbers()
            }
        }
        _ = try app.assembled()
        #expect(journal.lines == [])
    }

    @Test func objectsAreDestroyedInReverseOrder() async throws {
        let journal = Journal()
        var app = SketchedApp()
        app.providing = { providers in
            providers.singleton { (database: Database) in
                journal.note("catalog")
                return Catalog(database)
            } destroy: { _ in
                journal.note("no catalog")
            }
            providers.singleton {
                journal.note("database")
                return Database()
            } destroy: { _ in
                journal.note("no database")
                throw Refusal()
            }
        }
        let logs = LogRecorder()
        let assembled = try app.assembled(logs: .handler { _ in logs.handler() })
        try await assembled.start()
        await assembled.stop()
        #expect(journal.lines == ["database", "catalog", "no catalog", "no database"])
        #expect(logs.lines.contains { $0.message.contains("MER-1314") && $0.message.contains("Database") })
    }

    @Test func aFailureHalfWayDestroysWhatWasMade() async throws {
        let journal = Journal()
        var app = SketchedApp()
        app.providing = { providers in
            providers.singleton {
                Database()
            } destroy: { _ in
                journal.note("no database")
            }
            providers.singleton { (database: Database) throws -> Catalog in
                throw Refusal()
            } destroy: { _ in
                journal.note("no catalog")
            }
        }
        let fault = try await app.startFault()
        #expect(fault?.code == .providerFailed)
        #expect(fault?.message.contains("Catalog") == true)
        #expect(fault?.cause is Refusal)
        #expect(journal.lines == ["no database"])
    }

    @Test func aMissingProviderIsToldWithTheWayToIt() {
        var app = SketchedApp { Shop() }
        app.providing = { providers in
            providers.singleton(Mailer.init(store:catalog:))
            providers.singleton { (database: Database) in Catalog(database) }
            providers.singleton(as: (any Store).self) { MemoryStore() }
        }
        let fault = app.fault()
        #expect(fault?.code == .missingProvider)
        #expect(fault?.message.hasPrefix("no provider of Database; needed by Catalog (MeridianTests/") == true)
        #expect(fault?.message.contains(", needed by Shop (MeridianTests/") == true)
    }

    @Test func aMissingProviderNeedsNobodyWhoAsks() {
        var app = SketchedApp()
        app.providing = { $0.singleton { (database: Database) in Catalog(database) } }
        #expect(app.fault()?.message.hasPrefix("no provider of Database; needed by Catalog (") == true)
    }

    @Test func aCircleIsTold() {
        var app = SketchedApp()
        app.providing = { providers in
            providers.singleton { (_: Numbers) in Database() }
            providers.singleton { (database: Database) in Catalog(database) }
            providers.singleton { (_: Catalog) in Numbers() }
        }
        let fault = app.fault()
        #expect(fault?.code == .providerCycle)
        #expect(fault?.message.contains("Database → Numbers → Catalog → Database") == true)
    }

    @Test func aTypeIsProvidedOnce() {
        var app = SketchedApp()
        app.providing = { providers in
            providers.singleton { Database() }
            providers.prototype { Database() }
        }
        let fault = app.fault()
        #expect(fault?.code == .duplicateProvider)
        #expect(fault?.message.contains("Database is provided twice") == true)
    }

    @Test func aSingletonNeedsNothingOfARequest() {
        var app = SketchedApp()
        app.providing = { providers in
            providers.singleton { (_: Cart) in Database() }
            providers.prototype { (session: Session) in Cart(number: 1, session: session) }
            providers.request { (context: Context) in Session(number: 1, id: context.requestID) }
        }
        let fault = app.fault()
        #expect(fault?.code == .scopeMismatch)
        #expect(fault?.message.contains("Database → Cart → Session") == true)
        app.providing = { $0.singleton { (_: Context) in Database() } }
        #expect(app.fault()?.code == .scopeMismatch)
    }

    @Test(arguments: [0, 1])
    func anInvocationHasOneObjectOfItsOwn(function: Int) async throws {
        let sessions = Numbers()
        let carts = Numbers()
        var app = SketchedApp { Visits() }
        app.providing = { providers in
            providers.request { (context: Context) in Session(number: sessions.next(), id: context.requestID) }
            providers.prototype { (session: Session) in Cart(number: carts.next(), session: session) }
        }
        let assembled = try app.assembled()
        try await assembled.start()
        #expect(await assembled.call(fields: ["x-request-id": "a"], function: function).text == "a 1 1 1 2")
        #expect(await assembled.call(fields: ["x-request-id": "b"], function: function).text == "b 2 2 2 4")
    }

    @Test func whatProvidersMakeCanAskItself() async throws {
        var app = SketchedApp {
            Function("f", .get("/")) { _, _ in "" }
        }
        app.configuration = ["own.size": 3]
        let box = Mutex<Own?>(nil)
        app.providing = { providers in
            providers.singleton { () -> Own in
                let own = Own()
                box.withLock { $0 = own }
                return own
            }
            wholeShop(&providers)
        }
        let assembled = try app.assembled()
        try await assembled.start()
        let own = try #require(box.withLock { $0 })
        #expect(own.size == 3)
        #expect(own.catalog === assembled.container.singleton(Catalog.self))

        app.providing = { $0.singleton { Own() } }
        #expect(try await app.startFault()?.code == .missingProvider)
        app.providing = { providers in
            providers.singleton { Own() }
            providers.singleton { (_: Own) in Database() }
            providers.singleton { (database: Database) in Catalog(database) }
        }
        // Own exists when Catalog is made, though it is not handed a catalog before.
        #expect(try await app.startFault() == nil)
        app.configuration = [:]
        #expect(try await app.startFault()?.code == .missingSetting)
    }

    /// What is made on demand asks for more only when it is made.
    @Test func gapsInsideOfWhatIsMadeOnDemandShowAtTheStartOfDevelopment() async throws {
        struct Asking: Sendable {
            @Inject var database: Database
        }
        let made = Numbers()
        var app = SketchedApp {
            Function("f", .get("/")) { _, _ in "" }
        }
        let development = ["MERIDIAN_STAGE": "dev"]
        app.providing = { providers in
            providers.request { () -> Asking in
                _ = made.next()
                return Asking()
            }
            // Nothing is made that needs an invocation.
            providers.request { (_: Asking, context: Context) in Session(number: made.next(), id: context.requestID) }
            providers.prototype { (_: Asking) in Cart(number: 1, session: Session(number: 1, id: "")) }
        }
        let fault = try #require(try await app.startFault(environment: development))
        #expect(fault.code == .missingProvider)
        #expect(fault.message.contains("no provider of Database; needed by"))
        #expect(fault.message.contains("ContainerTests.swift:"))
        // Elsewhere nobody pays for it.
        #expect(made.next() == 2)
        #expect(try await app.startFault() == nil)
        #expect(made.next() == 3)

        let incomplete = app.providing
        app.providing = { providers in
            incomplete(&providers)
            providers.singleton { Database() }
        }
        #expect(try await app.startFault(environment: development) == nil)
        // Once for itself, once for the cart.
        #expect(made.next() == 6)
    }

    @Test func overridesTakeTheirPlace() async throws {
        var app = SketchedApp { Shop() }
        app.providing = { providers in
            wholeShop(&providers)
            providers.request { (_: Context) in Session(number: 1, id: "real") }
        }
        struct FakeStore: Store { let name = "fake" }
        var overrides = AppOverrides()
        overrides.providers = [
            ProviderOverride((any Store).self, file: #fileID, line: #line) { FakeStore() },
            ProviderOverride(Session.self, file: #fileID, line: #line) { Session(number: 2, id: "fake") },
        ]
        let assembled = try app.assembled(overrides: overrides)
        try await assembled.start()
        #expect(await assembled.call().text == "true true fake fake")
        #expect(assembled.container.graph.providers[ProviderKey(Session.self)]?.scope == .request)
    }

    @Test func givenValuesNeedNoApp() async throws {
        let database = Database()
        let catalog = Catalog(database)
        let shop = Shop(
            catalog: Inject(catalog), database: Inject(database),
            mailer: Inject(Mailer(store: MemoryStore(), catalog: catalog)), store: Inject(MemoryStore()))
        let assembled = try SketchedApp { shop }.assembled()
        try await assembled.start()
        #expect(await assembled.call().text == "true true memory memory")
    }

    @Test func anAppProvidesItsConfigurationAndTimeline() async throws {
        var app = SketchedApp()
        app.configuration = ["database.pool": 5]
        let size = Mutex<Int?>(nil)
        app.providing = { providers in
            providers.singleton { (configuration: Configuration, timeline: Timeline) in
                timeline.mark("database.made")
                let pool: Int? = try configuration.value("database.pool")
                size.withLock { $0 = pool }
                return Database()
            }
        }
        let assembled = try app.assembled(environment: ["MERIDIAN_DATABASE_POOL": "7"])
        try await assembled.start()
        #expect(size.withLock { $0 } == 7)
        #expect(assembled.timeline.marks.map(\.name).contains("database.made"))
    }
}
