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

    /// - Parameters:
    ///   - app: The service.
    ///   - stage: What `MERIDIAN_STAGE` is for the functions.
    /// - Throws: `MeridianError` (`MER-1301`) when the functions can't stand together.
    public init<App: FunctionApp>(_ app: App.Type, stage: String = "dev") throws {
        try self.init(table: FunctionTable(app: App(), environment: Environment(["MERIDIAN_STAGE": stage])))
    }

    /// - Parameters:
    ///   - stage: What `MERIDIAN_STAGE` is for the functions.
    ///   - functions: The functions and groups to call.
    /// - Throws: `MeridianError` (`MER-1301`) when the functions can't stand together.
    public init(stage: String = "dev", @FunctionGroupBuilder functions: () -> FunctionList) throws {
        try self.init(
            table: FunctionTable(
                functions: functions().functions, service: "test", environment: Environment(["MERIDIAN_STAGE": stage])))
    }

    private init(table: FunctionTable) throws {
        self.table = table
        self.routes = try AppRoutes(table)
        self.eventLoop = MultiThreadedEventLoopGroup.singleton.any()
    }

    /// The names of the functions, in the order of their declaration.
    public var functions: [String] { table.manifest.map(\.name.rawValue) }
}
