import MeridianCore
import NIOCore

/// Where a function in JavaScript spent processor time, as its workers tell.
public struct ScriptProfile: Sendable {
    /// The workers that were asked.
    public var processes: [Int]
    /// Lines of folded stacks, `serve;price (price.ts) 42`; the same stack may stand in several.
    public var folded: String
}

extension ActiveRelease {
    /// How often samples are fetched meanwhile; workers keep few.
    private static let fetchInterval = Duration.seconds(1)

    /// Takes samples of a function in JavaScript in all instances that are ready.
    ///
    /// A worker that is not asked any more, because this was cancelled or failed, ends it itself.
    /// - Parameters:
    ///   - function: The position of the function in the manifest.
    ///   - duration: For how long.
    /// - Returns: Without processes when no instance is ready.
    /// - Throws: ``ErrorCode/notProfilable`` with status 409 when JavaScriptCore can't, or what a worker fails with.
    public func sampleScript(of function: Int, for duration: Duration) async throws -> ScriptProfile {
        let pool = poolOfFunction[function]
        let instances = try await pool.eventLoop.submit { pool.instances.filter { $0.state == .ready } }.get()
        for instance in instances {
            guard try await pool.ask(instance, about: function, .post).status < 300 else {
                throw MeridianError(
                    .notProfilable, "the JavaScriptCore of this machine was built without its sampling profiler",
                    status: 409)
            }
        }
        var profile = ScriptProfile(processes: instances.map { Int($0.pid) }, folded: "")
        let end = ContinuousClock.now + duration
        while ContinuousClock.now < end, !instances.isEmpty {
            try await Task.sleep(for: min(Self.fetchInterval, end - .now))
            let method: HTTPMethod = ContinuousClock.now < end ? .get : .delete
            for instance in instances { profile.folded += try await pool.ask(instance, about: function, method).folded }
        }
        return profile
    }
}
