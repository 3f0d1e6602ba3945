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
            ControlEndpoint(
                .post, "/v1/services/{service}/functions/{function}/invocations", answer: invokeFunction),
            ControlEndpoint(.get, "/v1/functions", answer: listFunctions),
            ControlEndpoint(.post, "/v1/events", answer: publishEvents),
            ControlEndpoint(.get, "/v1/logs", answer: readLogs),
            ControlEndpoint(.get, "/v1/status", answer: showStatus),
            ControlEndpoint(.get, "/v1/rules", answer: showRules),
            ControlEndpoint(.put, "/v1/rules", answer: replaceRules),
            ControlEndpoint(.post, "/v1/rules/simulate", answer: simulateRules),
            ControlEndpoint(.get, "/v1/rules/{rule}", answer: showRule),
            ControlEndpoint(.put, "/v1/rules/{rule}", answer: setRule),
            ControlEndpoint(.delete, "/v1/rules/{rule}", answer: removeRule),
            ControlEndpoint(.get, "/v1/profiles", answer: listProfiles),
            ControlEndpoint(.post, "/v1/profiles/return", answer: returnFromProfile),
            ControlEndpoint(.get, "/v1/profiles/{profile}", answer: showProfile),
            ControlEndpoint(.put, "/v1/profiles/{profile}", answer: storeProfile),
            ControlEndpoint(.delete, "/v1/profiles/{profile}", answer: removeProfile),
            ControlEndpoint(.post, "/v1/profiles/{profile}/apply", answer: applyProfile),
            ControlEndpoint(.get, "/metrics", answer: showMetrics),
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
