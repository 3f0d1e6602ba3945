import Engine
import MeridianCore

extension LiveServices {
    struct CallOutcome: Sendable {
        var release: Int
        var answer: FunctionCall.Answer
    }

    /// Calls a function of whatever release is live when the call is made.
    /// - Parameter build: Makes the call, from the function and its position in the manifest.
    /// - Throws: ``ErrorCode/unknownService``, ``ErrorCode/unknownFunction`` with status 404, what `build` throws, or
    ///   why there was no answer.
    nonisolated func call(
        _ service: ServiceName, _ function: FunctionName,
        _ build: (FunctionManifest, Int) throws -> FunctionCall
    ) async throws -> CallOutcome {
        // A release that was replaced between the two steps takes no call; its successor is live then.
        while true {
            let live = try await live(service)
            let functions = live.release.manifest.functions
            guard let position = functions.firstIndex(where: { $0.name == function }) else {
                throw MeridianError(
                    .unknownFunction,
                    "service '\(service)' has no function '\(function)'; there "
                        + Self.list(functions.map(\.name.rawValue)),
                    status: 404)
            }
            let call = try build(functions[position], position)
            if let answer = try await live.call({ try await call.make(to: $0) }) {
                return CallOutcome(release: live.release.number, answer: answer)
            }
        }
    }
}
