import Control
import Foundation
import MeridianCore

extension ControlClient {
    func startRollout(of service: String, _ wish: RolloutWishDocument) async throws -> RolloutDocument {
        try await document(
            RolloutDocument.self, "POST", try path(service), contentType: "application/json",
            body: Data(CommandJSON.text(wish).utf8))
    }

    /// The newest first.
    func rollouts(of service: String) async throws -> [RolloutDocument] {
        try await document(RolloutListDocument.self, "GET", try path(service)).rollouts
    }

    func rollout(_ id: Int, of service: String) async throws -> RolloutDocument {
        try await document(RolloutDocument.self, "GET", try path(service) + "/\(id)")
    }

    /// - Parameter action: `pause`, `resume`, `promote` or `abort`.
    func change(_ rollout: RolloutDocument, _ action: String) async throws -> RolloutDocument {
        try await document(
            RolloutDocument.self, "POST", try path(rollout.service.rawValue) + "/\(rollout.id)/\(action)")
    }

    private func path(_ service: String) throws -> String {
        let name = try ServiceName(argument: service)
        return "/v1/services/\(name)/rollouts"
    }
}
