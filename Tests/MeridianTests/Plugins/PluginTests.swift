import MeridianCore
import Synchronization
import Testing

@testable import Meridian

private struct Base: Plugin {
    let journal: Journal
    var failsToStart = false

    func configure(_ app: inout AppSetup) throws {
        journal.note("configure base")
        app.providers.singleton { [journal] in
            journal.note("pool")
            return Pool()
        } destroy: { [journal] _ in
            journal.note("no pool")
        }
    }

    func start() async throws {
        journal.note("start base")
        if failsToStart { throw Refusal() }
    }

    func ready() async throws { journal.note("ready base") }

    func stop() async throws { journal.note("stop base") }
}

private final class Pool: Sendable {}

private struct Upper: Plugin {
    let journal: Journal
    @Inject var pool: Pool
    @Config("upper.path") var path: String

    init(journal: Journal) { self.journal = journal }

    var dependencies: [any Plugin.Type] { [Base.self] }

    var configuration: Configuration { ["upper.path": "/upper"] }

    func configure(_ app: inout AppSetup) throws {
        let path: String = try app.configuration.value("upper.path") ?? ""
        app.add { Function("upper", .get(path)) { _, context in context[Mark.self] ?? "none" } }
        app.middleware.append(Marker())
        journal.note("configure upper after \(app.functions.map(\.name))")
    }

    func start() async throws { journal.note("start upper at \(path)") }

    func stop() async throws {
        _ = pool
        journal.note("stop upper")
    }
}

private enum Mark: ContextKey { typealias Value = String }

private struct Marker: Interceptor {
    func before(_ request: inout Request, _ context: Context) -> Response? {
        context[Mark.self] = "marked"
        return nil
    }
}

private struct One: Plugin { var dependencies: [any Plugin.Type] { [Two.self] } }
private struct Two: Plugin { var dependencies: [any Plugin.Type] { [Three.self] } }
private struct Three: Plugin { var dependencies: [any Plugin.Type] { [Two.self] } }

private struct Watch: Plugin {
    let watcher: Watcher

    func configure(_ app: inout AppSetup) { app.observe(watcher) }
}

private struct Watcher: InvocationObserver {
    let journal: Journal

    func functionStarted(_ function: FunctionManifest) { journal.note("function \(function.name)") }

    func beforeInvoke(_ context: Context) { journal.note("before \(context.function)") }

    func afterInvoke(_ context: Context, _ outcome: InvocationOutcome) {
        journal.note("after \(context.function) \(outcome.status ?? 0)")
    }
}

@Suite(.timeLimit(.minutes(1))) struct PluginTests {
    @Test func pluginsLiveInTheOrderOfTheirDependencies() async throws {
        let journal = Journal()
        var app = SketchedApp { Function("own", .get("/")) { _, context in context[Mark.self] ?? "none" } }
        app.journal = journal
        app.pluginList = { [Upper(journal: journal), Base(journal: journal)] }
        let assembled = try app.assembled(environment: ["MERIDIAN_UPPER_PATH": "/u"])
        #expect(assembled.table.manifest.map(\.name.rawValue) == ["own", "upper"])
        #expect(assembled.table.manifest[1].triggers == [.http(.get, "/u")])
        try await assembled.start()
        try await assembled.ready()
        #expect(await assembled.call().text == "marked")
        #expect(await assembled.call(function: 1).text == "marked")
        await assembled.stop()
        #expect(
            journal.lines == [
                "configure base", #"configure upper after ["own", "upper"]"#, "pool", "start base", "start upper at /u",
                "app start", "ready base", "app ready", "app stop", "stop upper", "stop base", "no pool",
            ])
        let marks = assembled.timeline.marks
        #expect(marks.map(\.name).contains("plugin.Upper.start"))
        #expect(marks.map(\.time) == marks.map(\.time).sorted())
    }

    @Test func aPluginThatFailsToStartStopsWhatStarted() async throws {
        let journal = Journal()
        var app = SketchedApp()
        app.pluginList = { [Base(journal: journal), Upper(journal: journal)] }
        app.journal = journal
        app.failsToStart = true
        let fault = try await app.startFault()
        #expect(fault?.code == .lifecycleFailed)
        #expect(
            journal.lines.suffix(4) == ["app start", "stop upper", "stop base", "no pool"], "\(journal.lines)")

        let other = Journal()
        app = SketchedApp()
        app.plugins = [Base(journal: other, failsToStart: true)]
        let second = try await app.startFault()
        #expect(second?.message.contains("plug-in Base could not start") == true)
        #expect(other.lines == ["configure base", "pool", "start base", "no pool"])
    }

    @Test func dependenciesAreChecked() {
        let journal = Journal()
        var app = SketchedApp()
        app.plugins = [Upper(journal: journal)]
        #expect(app.fault()?.code == .missingPlugin)
        #expect(app.fault()?.message.contains("Upper needs Base") == true)
        app.plugins = [Base(journal: journal), Base(journal: journal)]
        #expect(app.fault()?.code == .duplicatePlugin)
        app.plugins = [One(), Two(), Three()]
        #expect(app.fault()?.code == .pluginCycle)
        #expect(app.fault()?.message.contains("Two → Three → Two") == true)
    }

    @Test func observersSeeEveryEnd() async throws {
        let journal = Journal()
        var app = SketchedApp {
            Function("fine", .get("/")) { _, _ in "" }
            Function("bad", .get("/bad")) { _, _ -> String in throw Refusal() }
            Function("late", .get("/late")) { _, _ in try await Task.sleep(for: .seconds(60)) }
        }
        app.plugins = [Watch(watcher: Watcher(journal: journal))]
        let assembled = try app.assembled()
        try await assembled.start()
        #expect(journal.lines == ["function fine", "function bad", "function late"])
        // The caller has its answer a moment before the observers are told.
        _ = await assembled.call()
        await journal.wait(for: "after fine 200")
        _ = await assembled.call(function: 1)
        await journal.wait(for: "after bad 500")
        _ = await assembled.call(function: 2, timeout: .milliseconds(1))
        await journal.wait(for: "after late 504")
        #expect(
            journal.lines.dropFirst(3) == [
                "before fine", "after fine 200", "before bad", "after bad 500", "before late", "after late 504",
            ])
        let marks = assembled.timeline.marks.map(\.name)
        #expect(
            marks.filter { $0.hasPrefix("functions") || $0.hasPrefix("invocation") } == [
                "functions.started", "invocation.first.begun", "invocation.first.ended",
            ])
    }
}
