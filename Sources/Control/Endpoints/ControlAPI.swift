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
            ControlEndpoint(.get, "/v1/events/{service}/{id}", answer: showEvent),
            ControlEndpoint(.get, "/v1/services/{service}/functions/{function}/delivery", answer: showDeliverySettings),
            ControlEndpoint(.put, "/v1/services/{service}/functions/{function}/delivery", answer: setDeliverySettings),
            ControlEndpoint(.post, "/v1/services/{service}/queues/{queue}/messages", answer: sendMessages),
            ControlEndpoint(.get, "/v1/queues", answer: listQueues),
            ControlEndpoint(.get, "/v1/queues/{service}", answer: listQueues),
            ControlEndpoint(.get, "/v1/queues/{service}/{function}/events", answer: peekQueue),
            ControlEndpoint(.delete, "/v1/queues/{service}/{function}/events", answer: purgeQueue),
            ControlEndpoint(.post, "/v1/queues/{service}/{function}/redrive", answer: redriveQueue),
            ControlEndpoint(.get, "/v1/timers", answer: listTimers),
            ControlEndpoint(.get, "/v1/timers/{service}", answer: listTimers),
            ControlEndpoint(.get, "/v1/logs", answer: readLogs),
            ControlEndpoint(.get, "/v1/status", answer: showStatus),
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
