import CJavaScriptCore
import Isolates
import NIOCore
import NIOPosix

/// Runs scripts in isolates of their own, each on an event loop.
enum IsolateHarness {
    /// Calls `body` with a fresh isolate, on its event loop.
    static func withIsolate<Result: Sendable>(
        cpuLimit: Double? = nil, _ body: @escaping @Sendable (Isolate) throws -> Result
    ) async throws -> Result {
        let loop = MultiThreadedEventLoopGroup.singleton.next()
        return try await loop.submit {
            let isolate = try Isolate(on: loop, cpuLimit: cpuLimit)
            defer { isolate.close() }
            return try body(isolate)
        }.get()
    }

    /// Runs the body of an asynchronous function and gives what it returns, as text.
    /// - Parameter prepare: What is done with the isolate before.
    static func run(
        _ body: String, prepare: @escaping @Sendable (Isolate) -> Void = { _ in }
    ) async throws -> String {
        let loop = MultiThreadedEventLoopGroup.singleton.next()
        let promise = loop.makePromise(of: String.self)
        loop.execute {
            do {
                let isolate = try Isolate(on: loop)
                prepare(isolate)
                isolate.setGlobal("__finish") { isolate, arguments in
                    promise.succeed(isolate.string(arguments[0]))
                    return isolate.undefined
                }
                // Keeps it until it has finished.
                promise.futureResult.assumeIsolated().whenComplete { _ in
                    loop.assumeIsolated().execute { isolate.close() }
                }
                try isolate.evaluate(
                    "(async () => {\(body)\n})().then(__finish, (e) => __finish('threw ' + e))", name: "test.js")
            } catch {
                promise.fail(error)
            }
        }
        return try await promise.futureResult.get()
    }
}
