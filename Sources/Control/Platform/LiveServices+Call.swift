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

    fileprivate static func find(
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

    /// Begins several calls of a function of whatever release is live at this moment.
    /// - Parameters:
    ///   - builds: Each makes a call, from the function and its position in the manifest.
    ///   - tell: Gets to know what came of a call, by its position: once for each, from any thread.
    nonisolated func begin(
        _ service: ServiceName, _ function: FunctionName, _ builds: [FunctionCall.Build],
        _ tell: @escaping @Sendable (Int, Result<FunctionCall.Answer, any Error>) -> Void
    ) async {
        do {
            var live = try await live(service)
            // A release that was replaced between the two steps takes no call; its successor is live then.
            while !live.enter(builds.count) { live = try await self.live(service) }
            let (positions, calls) = live.build(builds, of: function, tell)
            FunctionCall.begin(calls, of: live.active) { [live] index, result in
                live.leave()
                tell(positions[index], result)
            }
        } catch {
            for position in builds.indices { tell(position, .failure(error)) }
        }
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

extension LiveRelease {
    /// Makes calls ready for which it was entered; it is left for those that can't be, which are told.
    /// - Returns: The calls, and their positions among all.
    fileprivate func build(
        _ builds: [FunctionCall.Build], of function: FunctionName,
        _ tell: (Int, Result<FunctionCall.Answer, any Error>) -> Void
    ) -> (positions: [Int], calls: [(call: FunctionCall, recording: FunctionCall.Recording)]) {
        var positions: [Int] = []
        var calls: [(call: FunctionCall, recording: FunctionCall.Recording)] = []
        for (position, build) in builds.enumerated() {
            do {
                let (manifest, place) = try LiveServices.find(
                    function, in: release.manifest.functions, of: release.service)
                calls.append(try build(manifest, place))
                positions.append(position)
            } catch {
                leave()
                tell(position, .failure(error))
            }
        }
        return (positions, calls)
    }
}
