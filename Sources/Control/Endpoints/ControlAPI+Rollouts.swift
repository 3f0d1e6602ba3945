import MeridianCore
import NIOCore
import Releases

extension ControlAPI {
    private var rollouts: RolloutRunner { platform.rollouts }

    /// Begins to roll out a release.
    func startRollout(_ request: ControlRequest) async throws -> ControlResponse {
        let service = try request.service()
        let body = try await request.body.collect(upTo: Self.bodyLimit)
        let wish = try body.readableBytes > 0 ? Self.wish(body) : RolloutWishDocument()
        let rollout = try await rollouts.start(
            service, release: wish.release, plan: wish.plan ?? .standard, at: .now)
        try request.changed(from: RolloutState?.none, to: RolloutState(rollout))
        return try .json(rollout, status: 201)
    }

    func listRollouts(_ request: ControlRequest) async throws -> ControlResponse {
        let service = try request.service()
        _ = try await services.service(service)
        return try .json(RolloutListDocument(rollouts: await rollouts.all(of: service)))
    }

    func showRollout(_ request: ControlRequest) async throws -> ControlResponse {
        try .json(await rollouts.rollout(request.rollout(), of: request.service()))
    }

    func pauseRollout(_ request: ControlRequest) async throws -> ControlResponse {
        try await act(request) { try $0.pause(at: $1) }
    }

    func resumeRollout(_ request: ControlRequest) async throws -> ControlResponse {
        try await act(request) { try $0.resume(at: $1) }
    }

    func promoteRollout(_ request: ControlRequest) async throws -> ControlResponse {
        try await act(request) { try $0.promote(at: $1) }
    }

    func abortRollout(_ request: ControlRequest) async throws -> ControlResponse {
        try await act(request) { try $0.abort(at: $1) }
    }

    private func act(
        _ request: ControlRequest, _ action: @Sendable (inout Rollout, Timestamp) throws -> Void
    ) async throws -> ControlResponse {
        let (service, id) = (try request.service(), try request.rollout())
        let former = try await rollouts.rollout(id, of: service)
        let now = Timestamp.now
        let rollout = try await rollouts.act(on: id, of: service, at: now) { try action(&$0, now) }
        try request.changed(from: RolloutState(former), to: RolloutState(rollout))
        return try .json(rollout)
    }

    /// - Throws: ``ErrorCode/rolloutPlanUnreadable`` with the place, status 400.
    private static func wish(_ body: ByteBuffer) throws -> RolloutWishDocument {
        do {
            return try ControlJSON.decode(RolloutWishDocument.self, from: body)
        } catch var error as MeridianError {
            error.code = .rolloutPlanUnreadable
            throw error
        }
    }
}

/// What the audit log has of a rollout.
private struct RolloutState: Encodable {
    var release: Int
    var phase: RolloutPhase
    var weight: Int

    init(_ rollout: RolloutDocument) {
        release = rollout.release
        phase = rollout.phase
        weight = rollout.weight
    }
}

extension ControlRequest {
    /// The rollout that the path names.
    fileprivate func rollout() throws(MeridianError) -> Int {
        let text = parameters["rollout"] ?? ""
        guard let id = Int(text), id > 0 else {
            throw MeridianError(.badControlRequest, "'\(text)' is no number of a rollout", status: 400)
        }
        return id
    }
}
