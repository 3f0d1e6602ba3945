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
/// Functions have the timeouts they declare. Errors are answered as in the stage `dev`, with what went wrong, unless
/// another stage is asked for.
public struct TestApp: Sendable {
    let table: FunctionTable
    let routes: AppRoutes
    let eventLoop: any EventLoop
    /// The clock that timers and deadlines go by; `nil` for the system's, by which no timer fires in memory.
    public let clock: TestClock?

    /// - Parameters:
    ///   - app: The service.
    ///   - stage: What `MERIDIAN_STAGE` is for the functions.
    ///   - clock: What timers fire by and deadlines pass by.
    /// - Throws: `MeridianError` (`MER-1301`) when the functions can't stand together.
    public init<App: FunctionApp>(_ app: App.Type, stage: String = "dev", clock: TestClock? = nil) throws {
        let environment = Environment(["MERIDIAN_STAGE": stage], time: clock)
        try self.init(table: FunctionTable(app: App(), environment: environment), clock: clock)
    }

    /// - Parameters:
    ///   - stage: What `MERIDIAN_STAGE` is for the functions.
    ///   - clock: What timers fire by and deadlines pass by.
    ///   - functions: The functions and groups to call.
    /// - Throws: `MeridianError` (`MER-1301`) when the functions can't stand together.
    public init(
        stage: String = "dev", clock: TestClock? = nil, @FunctionGroupBuilder functions: () -> FunctionList
    ) throws {
        let environment = Environment(["MERIDIAN_STAGE": stage], time: clock)
        try self.init(
            table: FunctionTable(functions: functions().functions, service: "test", environment: environment),
            clock: clock)
    }

    private init(table: FunctionTable, clock: TestClock?) throws {
        self.table = table
        self.routes = try AppRoutes(table)
        self.eventLoop = MultiThreadedEventLoopGroup.singleton.any()
        self.clock = clock
        guard let clock else { return }
        clock.attach(eventLoop)
        TimerSchedule(table, on: eventLoop).start()
    }

    /// The names of the functions, in the order of their declaration.
    public var functions: [String] { table.manifest.map(\.name.rawValue) }
}
