public import Meridian
import NIOCore
import NIOPosix

/// Calls the functions of a service in memory, exactly as a host would: no socket, no process.
///
/// ```swift
/// let app = try TestApp(Shop.self)
/// let answer = try await app.request(.get, "/items/7")
/// #expect(answer.status == 200)
/// #expect(try answer.decode(Item.self).name == "cup")
///
/// try await app.send(CloudEvent(id: "1", source: "/till", type: "order.paid", data: Order(id: 7)))
/// try await app.fire(timer: "refresh")
/// try await app.deliver([Mail(to: "a@example.com")], to: "mails")
/// ```
/// The first call starts the app; ``stop()`` ends it. Functions have the timeouts they declare. Errors are answered as in the stage `dev`, with what went wrong, unless
/// another stage is asked for.
public struct TestApp: Sendable {
    let app: AssembledApp
    let routes: AppRoutes
    let eventLoop: any EventLoop
    /// The clock that timers and deadlines go by; `nil` for the system's, by which no timer fires in memory.
    public let clock: TestClock?

    var table: FunctionTable { app.table }

    /// - Parameters:
    ///   - app: The service.
    ///   - stage: What `MERIDIAN_STAGE` is for the functions.
    ///   - clock: What timers fire by and deadlines pass by.
    ///   - override: Puts objects and settings of the test in the place of the app's own.
    /// - Throws: `MeridianError` (`MER-1301` and those that follow it) when functions, plug-ins or providers can't
    ///   stand together.
    public init<App: FunctionApp>(
        _ app: App.Type, stage: String = "dev", clock: TestClock? = nil,
        override: (inout Overrides) -> Void = { _ in }
    ) throws {
        try self.init(stage: stage, clock: clock, override: override) { App() }
    }

    /// - Parameters:
    ///   - stage: What `MERIDIAN_STAGE` is for the functions.
    ///   - clock: What timers fire by and deadlines pass by.
    ///   - override: Puts objects and settings of the test in the place of the app's own.
    ///   - make: Makes the app.
    /// - Throws: As ``init(_:stage:clock:override:)``.
    public init<App: FunctionApp>(
        stage: String = "dev", clock: TestClock? = nil, override: (inout Overrides) -> Void = { _ in },
        app make: () -> App
    ) throws {
        var overrides = Overrides()
        override(&overrides)
        let app = try AssembledApp(
            environment: Environment(["MERIDIAN_STAGE": stage], time: clock), overrides: overrides.app, make)
        self.app = app
        self.routes = try AppRoutes(app.table)
        self.eventLoop = MultiThreadedEventLoopGroup.singleton.any()
        self.clock = clock
        guard let clock else { return }
        clock.attach(eventLoop)
        TimerSchedule(app.table, on: eventLoop, prepare: { try await app.startOnce() }).start()
    }

    /// - Parameters:
    ///   - stage: What `MERIDIAN_STAGE` is for the functions.
    ///   - clock: What timers fire by and deadlines pass by.
    ///   - functions: The functions and groups to call.
    /// - Throws: `MeridianError` (`MER-1301`) when the functions can't stand together.
    public init(
        stage: String = "dev", clock: TestClock? = nil, @FunctionGroupBuilder functions: () -> FunctionList
    ) throws {
        try self.init(stage: stage, clock: clock) { ListedApp(functions: functions()) }
    }

    /// Starts the app, which the first call does otherwise.
    /// - Throws: `MeridianError` when a setting is missing or something can't start.
    public func start() async throws {
        try await app.startOnce()
    }

    /// Stops the app: its plug-ins, and the objects that its providers have made.
    public func stop() async {
        await app.stop()
    }

    /// The names of the functions, in the order of their declaration.
    public var functions: [String] { table.manifest.map(\.name.rawValue) }
}

/// Functions without an app around them.
private struct ListedApp: FunctionApp {
    static let name = "test"

    let functions: FunctionList

    init() {
        self.init(functions: FunctionList([]))
    }

    init(functions: FunctionList) {
        self.functions = functions
    }
}
