import Engine
import HTTPTransport
import MeridianCore
import NIOCore

/// The addresses of the control API.
struct ControlAPI: Sendable {
    /// The most bytes of a body that is read whole.
    static let bodyLimit = 16 << 20

    let platform: Platform
    let addresses: ServiceAddresses

    var services: LiveServices { platform.services }

    var endpoints: [ControlEndpoint] {
        [
            ControlEndpoint(.get, "/v1/health", isOpen: true, answer: health),
            ControlEndpoint(.get, "/v1/services", answer: listServices),
            ControlEndpoint(.get, "/v1/services/{service}", answer: showService),
            ControlEndpoint(.delete, "/v1/services/{service}", answer: removeService),
            ControlEndpoint(.post, "/v1/services/{service}/releases", answer: publishRelease),
            ControlEndpoint(.get, "/v1/services/{service}/releases", answer: listReleases),
            ControlEndpoint(.get, "/v1/services/{service}/releases/{release}", answer: showRelease),
            ControlEndpoint(.get, "/v1/services/{service}/releases/{release}/diff", answer: compareReleases),
            ControlEndpoint(.post, "/v1/services/{service}/promote", answer: promoteRelease),
            ControlEndpoint(.post, "/v1/services/{service}/rollback", answer: rollBackRelease),
            ControlEndpoint(.get, "/v1/services/{service}/aliases", answer: listAliases),
            ControlEndpoint(.get, "/v1/services/{service}/aliases/{alias}", answer: showAlias),
            ControlEndpoint(.put, "/v1/services/{service}/aliases/{alias}", answer: setAlias),
            ControlEndpoint(.delete, "/v1/services/{service}/aliases/{alias}", answer: removeAlias),
            ControlEndpoint(.post, "/v1/services/{service}/rollouts", answer: startRollout),
            ControlEndpoint(.get, "/v1/services/{service}/rollouts", answer: listRollouts),
            ControlEndpoint(.get, "/v1/services/{service}/rollouts/{rollout}", answer: showRollout),
            ControlEndpoint(.post, "/v1/services/{service}/rollouts/{rollout}/pause", answer: pauseRollout),
            ControlEndpoint(.post, "/v1/services/{service}/rollouts/{rollout}/resume", answer: resumeRollout),
            ControlEndpoint(.post, "/v1/services/{service}/rollouts/{rollout}/promote", answer: promoteRollout),
            ControlEndpoint(.post, "/v1/services/{service}/rollouts/{rollout}/abort", answer: abortRollout),
            ControlEndpoint(.post, "/v1/backups", answer: writeBackup),
            ControlEndpoint(
                .post, "/v1/services/{service}/functions/{function}/invocations", answer: invokeFunction),
            ControlEndpoint(.get, "/v1/functions", answer: listFunctions),
            ControlEndpoint(.post, "/v1/events", answer: publishEvents),
            ControlEndpoint(.get, "/v1/logs", answer: readLogs),
            ControlEndpoint(.get, "/v1/status", answer: showStatus),
            ControlEndpoint(.get, "/metrics", answer: showMetrics),
        ]
    }
}
