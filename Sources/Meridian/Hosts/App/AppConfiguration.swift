package import HTTPTransport
import MeridianCore
package import NIOCore
import NIOPosix

/// Settings of an ordinary app, from its environment.
package struct AppConfiguration: Sendable {
    /// Where the app listens.
    package var address: ListenAddress
    /// Threads that serve connections.
    package var eventLoops: Int
    /// The time that requests under way are given when the app is told to stop.
    package var grace: TimeAmount = .seconds(10)
    /// After this long without a request a connection is closed; the server's own time when `nil`.
    package var idleTimeout: TimeAmount?

    package init(address: ListenAddress, eventLoops: Int = 1) {
        self.address = address
        self.eventLoops = eventLoops
    }

    /// - `MERIDIAN_LISTEN` (text, default `127.0.0.1:8080`): where to listen; `HOST:PORT`, `PORT` or `unix:PATH`.
    /// - `PORT` (number): a port on the loopback address, when `MERIDIAN_LISTEN` is not set.
    /// - `MERIDIAN_EVENT_LOOPS` (number, default the cores but at most 4): threads that serve connections, 1–64.
    /// - Throws: ``ErrorCode/invalidListenAddress``, or ``ErrorCode/invalidApp`` for a number of loops out of range.
    package init(_ environment: Environment) throws(MeridianError) {
        address = try ListenAddress(environment["MERIDIAN_LISTEN"] ?? environment["PORT"] ?? "127.0.0.1:8080")
        eventLoops = try Self.eventLoops(environment)
    }

    /// Settings of a host whose platform names a port and connects to it from outside the container; `MERIDIAN_LISTEN`
    /// wins.
    /// - Parameters:
    ///   - variables: Those that name the port; the first that is set counts.
    ///   - port: When none is.
    /// - Throws: ``ErrorCode/invalidListenAddress``, or ``ErrorCode/invalidApp`` for a number of loops out of range.
    init(_ environment: Environment, port variables: [String], or port: Int) throws(MeridianError) {
        let named = variables.lazy.compactMap { environment[$0] }.first ?? String(port)
        address = try ListenAddress(environment["MERIDIAN_LISTEN"] ?? "0.0.0.0:" + named)
        eventLoops = try Self.eventLoops(environment)
        // Platforms keep their connections, and a request may meet one that is being closed.
        idleTimeout = .hours(1)
    }

    private static func eventLoops(_ environment: Environment) throws(MeridianError) -> Int {
        guard let text = environment["MERIDIAN_EVENT_LOOPS"] else {
            return min(NIOSingletons.groupLoopCountSuggestion, 4)
        }
        guard let number = Int(text), (1...64).contains(number) else {
            throw MeridianError(.invalidApp, "MERIDIAN_EVENT_LOOPS is '\(text)'; it must be a number from 1 to 64")
        }
        return number
    }
}
