import Engine
import MeridianCore

extension LiveServices {
    struct CallOutcome: Sendable {
        var release: Int
        var answer: FunctionCall.Answer
    }

    /// A function of the live release, and its position in the manifest.
    /// - Throws: ``ErrorCode/unknownService``, ``ErrorCode/unknownFunction`` with status 404, or why the service does not
    ///   answer.
    func function(
        _ name: FunctionName, of service: ServiceName
    ) throws(MeridianError) -> (FunctionManifest, Int) {
        let functions = try live(service).release.manifest.functions
        return try Self.find(name, in: functions, of: service)
    }

    private static func find(
        _ name: FunctionName, in functions: [FunctionManifest], of service: ServiceName
    ) throws(MeridianError) -> (FunctionManifest, Int) {
        guard let position = functions.firstIndex(where: { $0.name == name }) else {
            throw MeridianError(
                .unknownFunction,
                "service '\(service)' has no function '\(name)'; there "
                    + list(functions.map(\.name.rawValue)),
                status: 404)
        }
        return (functions[position], position)
    }

    /// Calls a function of whatever release is live when the call is made.
    /// - Parameters:
    ///   - attempt: From 1, where it may be made again.
    ///   - build: Makes the call, from the function and its position in the manifest.
    /// - Throws: ``ErrorCode/unknownService``, ``ErrorCode/unknownFunction`` with status 404, what `build` throws, or
    ///   why there was no answer.
    nonisolated func call(
        _ service: ServiceName, _ function: FunctionName, attempt: Int = 1,
        _ build: (FunctionManifest, Int) throws -> FunctionCall
    ) async throws -> CallOutcome {
        // A release that was replaced between the two steps takes no call; its successor is live then.
        while true {
            let live = try await live(service)
            let (manifest, position) = try Self.find(
                function, in: live.release.manifest.functions, of: service)
            let call = try build(manifest, position)
            let recording = FunctionCall.Recording(traces: traces, attempt: attempt)
            if let answer = try await live.call({ try await call.make(to: $0, as: recording) }) {
                return CallOutcome(release: live.release.number, answer: answer)
            }
        }
    }
}
