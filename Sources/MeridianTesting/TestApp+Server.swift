import HTTPTransport
import Meridian

extension TestApp {
    /// Serves the functions on a free port of the loopback address, for real clients, and stops when `body` is done.
    ///
    /// Functions and their state are those of this app. With a ``TestClock`` timers go on firing by it; without one
    /// they fire by the system's clock while the app serves.
    /// - Parameter body: Gets the address, such as `http://127.0.0.1:49152`.
    /// - Throws: What `body` throws; `MeridianError` when the app can't start or the address can't be listened on.
    public func withServer<Result>(
        isolation: isolated (any Actor)? = #isolation, _ body: (_ address: String) async throws -> Result
    ) async throws -> Result {
        try await start()
        let address = ListenAddress(.host("127.0.0.1", port: 0))
        let server = try AppServer(
            table, configuration: AppConfiguration(address: address), firesTimers: clock == nil)
        let result: Swift.Result<Result, any Error>
        do {
            result = .success(try await body(try await server.start()))
        } catch {
            result = .failure(error)
        }
        await server.stop()
        return try result.get()
    }
}
