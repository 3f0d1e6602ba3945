import Access
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
    var access: PlatformAccess { platform.access }

    var endpoints: [ControlEndpoint] {
        [
            ControlEndpoint(.get, "/v1/health", needs: .open, answer: health),
            ControlEndpoint(.get, "/v1/services", needs: .someService(.readServices), answer: listServices),
            ControlEndpoint(.get, "/v1/services/{service}", needs: .service(.readServices), answer: showService),
            ControlEndpoint(
                .delete, "/v1/services/{service}", needs: .service(.removeServices), records: "service.remove",
                answer: removeService),
            ControlEndpoint(
                .post, "/v1/services/{service}/releases", needs: .service(.publishReleases),
                records: "release.publish", answer: publishRelease),
            ControlEndpoint(
                .post, "/v1/services/{service}/restart", needs: .service(.publishReleases), records: "service.restart",
                answer: restartService),
            ControlEndpoint(
                .post, "/v1/services/{service}/functions/{function}/invocations", needs: .service(.invokeFunctions),
                answer: invokeFunction),
            ControlEndpoint(
                .get, "/v1/services/{service}/secrets", needs: .service(.listSecrets), answer: listSecrets),
            ControlEndpoint(
                .get, "/v1/services/{service}/secrets/{secret}", needs: .service(.listSecrets), answer: showSecret),
            ControlEndpoint(
                .put, "/v1/services/{service}/secrets/{secret}", needs: .service(.writeSecrets),
                records: "secret.set", answer: setSecret),
            ControlEndpoint(
                .delete, "/v1/services/{service}/secrets/{secret}", needs: .service(.writeSecrets),
                records: "secret.remove", answer: removeSecret),
            ControlEndpoint(.get, "/v1/functions", needs: .someService(.readServices), answer: listFunctions),
            ControlEndpoint(.post, "/v1/events", needs: .platform(.publishEvents), answer: publishEvents),
            ControlEndpoint(.get, "/v1/logs", needs: .someService(.readLogs), answer: readLogs),
            ControlEndpoint(.get, "/v1/status", needs: .someService(.readServices), answer: showStatus),
            ControlEndpoint(.get, "/metrics", needs: .platform(.readMetrics), answer: showMetrics),
            ControlEndpoint(.get, "/v1/tokens", needs: .platform(.manageTokens), answer: listTokens),
            ControlEndpoint(
                .post, "/v1/tokens", needs: .platform(.manageTokens), records: "token.create", answer: createToken),
            ControlEndpoint(
                .delete, "/v1/tokens/{token}", needs: .platform(.manageTokens), records: "token.revoke",
                answer: revokeToken),
            ControlEndpoint(.get, "/v1/audit", needs: .platform(.readAudit), answer: readAudit),
            ControlEndpoint(.get, "/v1/audit/verification", needs: .platform(.readAudit), answer: verifyAudit),
        ]
    }
}

extension Deployment {
    func document(_ addresses: ServiceAddresses) -> DeploymentDocument {
        DeploymentDocument(
            service: live.release.service, release: live.release.number, digest: live.release.digest,
            isUnchanged: isUnchanged, functions: addresses.documents(of: live), milliseconds: milliseconds)
    }
}
