import Control
import MeridianCore

/// What `meridian deploy --json` prints: the deployment, and beside its members what changes.
struct DeployReport: Encodable {
    var deployment: DeploymentDocument
    /// From what was live before; `nil` when nothing was.
    var difference: ReleaseDifference?
    /// What was begun with the release, if anything.
    var rollout: RolloutDocument?

    private enum CodingKeys: CodingKey {
        case difference, rollout
    }

    func encode(to encoder: any Encoder) throws {
        try deployment.encode(to: encoder)
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encodeIfPresent(difference, forKey: .difference)
        try container.encodeIfPresent(rollout, forKey: .rollout)
    }
}

/// The release that is live on a platform.
enum LiveRelease {
    /// - Returns: With its manifest; `nil` when nothing is.
    static func of(_ service: ServiceName, _ client: ControlClient) async throws -> ReleaseDocument? {
        let path = "/v1/services/\(service)"
        do {
            let live = try await client.document(AliasDocument.self, "GET", path + "/aliases/live")
            return try await client.document(
                ReleaseDocument.self, "GET", "\(path)/releases/\(live.targets.release)")
        } catch let failure as CommandFailure
            where [.unknownService, .unknownAlias, .unknownRelease, .damagedRelease].contains(failure.code)
        {
            return nil
        }
    }
}
