import Engine
import LambdaAPI
import MeridianCore

extension LiveServices {
    /// Calls a release, which is not retired meanwhile.
    /// - Throws: ``ErrorCode/lambdaFunctionUnknown``, ``ErrorCode/unknownService`` with status 404, or why the release
    ///   does not answer.
    nonisolated func withRelease<Result: Sendable>(
        _ number: Int, of name: ServiceName, _ body: @Sendable (ActiveRelease) async throws -> Result
    ) async throws -> Result {
        // One that was retired between the two steps takes no call, and is opened again.
        while true {
            let live = try await callable(number, of: name)
            if let result = try await live.call(body) { return result }
        }
    }

    /// The release that a call goes to; one of two by their weights where an alias has two.
    /// - Throws: ``ErrorCode/lambdaFunctionUnknown``, ``ErrorCode/unknownService``, ``ErrorCode/releaseUnusable``.
    func number(_ qualifier: FunctionQualifier, of name: ServiceName) throws(MeridianError) -> Int {
        let service = try service(name)
        switch qualifier {
        case .latest:
            if let latest = lambda[name]?.latest, service.catalog.release(latest) != nil { return latest }
            guard let live = service.catalog.live else {
                throw MeridianError(
                    .releaseUnusable,
                    "service '\(name)' does not answer: \(service.problem ?? "it has no live release")", status: 503)
            }
            return live.targets.release
        case .version(let number):
            guard service.catalog.release(number) != nil, lambda[name]?[release: number]?.isPublished != false else {
                throw Self.unknown(name, qualifier)
            }
            return number
        case .alias(let text):
            guard let alias = AliasName(text), let targets = service.catalog.aliases[alias]?.record.targets else {
                throw Self.unknown(name, qualifier)
            }
            guard let candidate = targets.candidate, Int.random(in: 0..<100) < candidate.weight else {
                return targets.release
            }
            return candidate.release
        }
    }

    /// A release that is ready to be called, which its service has already.
    private func callable(_ number: Int, of name: ServiceName) async throws(MeridianError) -> LiveRelease {
        if let live = services[name]?.active[number] { return live }
        if let problem = await wake(number, of: name) { throw problem }
        guard let live = services[name]?.active[number] else {
            throw Self.unknown(name, .version(number))
        }
        return live
    }

    static func unknown(_ name: ServiceName, _ qualifier: FunctionQualifier) -> MeridianError {
        MeridianError(.lambdaFunctionUnknown, "there is no function '\(name):\(qualifier)'", status: 404)
    }
}
