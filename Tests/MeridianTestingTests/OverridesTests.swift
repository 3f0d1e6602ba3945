import Meridian
import MeridianTesting
import Synchronization
import Testing

private protocol Catalog: Sendable {
    func name(of id: Int) -> String
    func close() async
}

private final class RealCatalog: Catalog {
    let isOpen = Mutex(true)

    func name(of id: Int) -> String { "real \(id)" }

    func close() async { isOpen.withLock { $0 = false } }
}

private struct FakeCatalog: Catalog {
    func name(of id: Int) -> String { "fake \(id)" }

    func close() async {}
}

@Functions("/items")
private struct Items {
    @Inject var catalog: any Catalog
    @Config("items.suffix") var suffix = "."

    @HTTP(.get, "/{id}")
    func item(id: Int) -> String { catalog.name(of: id) + suffix }

    @Timer(every: .seconds(60))
    func refresh() throws { guard suffix == "!" else { throw Problem(status: 409) } }
}

private struct Shop: FunctionApp {
    var catalog = RealCatalog()

    var functions: some FunctionGroup { Items() }

    func provide(_ providers: inout Providers) {
        providers.singleton(as: (any Catalog).self) { [catalog] in
            catalog
        } destroy: { catalog in
            await catalog.close()
        }
    }
}

@Suite struct OverridesTests {
    @Test func aTestAnswersForAServiceThatIsCalled() async throws {
        struct Pricing: FunctionApp {
            var functions: some FunctionGroup {
                Function("price", .get("/prices/{id}")) { request, context in
                    let id = try request.parameter("id", as: Int.self)
                    let answer = try await context.binding("PROMOTIONS").fetch(.post, "/items/\(id)", json: [id])
                    return answer.isSuccess ? try answer.decode(String.self) : "full price"
                }
            }
        }
        let app = try TestApp(Pricing.self) {
            $0.bind("PROMOTIONS") { call in
                guard call.target != "/items/0" else { return .answer(404) }
                return try .json("\(call.method.rawValue) \(call.target) \(String(buffer: call.body))")
            }
        }
        let promoted = try await app.request(.get, "/prices/7")
        #expect(promoted.text == "POST /items/7 [7]")
        let full = try await app.request(.get, "/prices/0")
        #expect(full.text == "full price")
        let unbound = try await TestApp(Pricing.self).request(.get, "/prices/7")
        #expect(unbound.status == 500)
        #expect(unbound[member: "code"] == "MER-6305")
    }

    @Test func theFirstCallStartsTheApp() async throws {
        let shop = Shop()
        let app = try TestApp(app: { shop })
        let answer = try await app.request(.get, "/items/7")
        #expect(answer.text == "real 7.")
        await app.stop()
        #expect(shop.catalog.isOpen.withLock { !$0 })
    }

    @Test func objectsAndSettingsAreReplaced() async throws {
        let app = try TestApp(Shop.self) {
            $0.override((any Catalog).self) { FakeCatalog() }
            $0.set("items.suffix", "!")
        }
        let answers = try await withThrowingTaskGroup(of: String.self) { group in
            for id in 0..<20 { group.addTask { try await app.request(.get, "/items/\(id)").text } }
            return try await group.reduce(into: Set()) { $0.insert($1) }
        }
        #expect(answers == Set((0..<20).map { "fake \($0)!" }))
        try await app.fire(timer: "refresh")
    }

    @Test func aValueMadeByHandNeedsNoApp() {
        #expect(Items(catalog: Inject(FakeCatalog())).item(id: 3) == "fake 3.")
    }
}
