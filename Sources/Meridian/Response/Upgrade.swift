package import HTTPTransport
package import MeridianCore
package import NIOCore

/// How a response goes on with another protocol on the connection of its request.
package struct Upgrade: Sendable {
    let prepare: @Sendable (UpgradeOffer, any EventLoop) throws -> (HTTPFields, any UpgradedConnection)

    /// - Parameter prepare: Called on the event loop of the connection after all layers, where there is a connection.
    ///   Gives further fields of the answer and who goes on. An error is answered instead.
    package init(
        _ prepare: @escaping @Sendable (UpgradeOffer, any EventLoop) throws -> (HTTPFields, any UpgradedConnection)
    ) {
        self.prepare = prepare
    }
}

extension Response {
    package init(upgrade: Upgrade) {
        self.init(status: 101, body: Body(content: .upgrade(upgrade)))
    }
}

extension Execution {
    func hand(over response: Response, by upgrade: Upgrade) {
        guard let responder else { return }
        let offer = responder.upgradeOffer
        guard offer != .unsupported else {
            let problem = Problem(
                .webSocketUnsupported,
                "the host of '\(function.name)' has no connection to hand over; run the service as an ordinary app",
                status: 501)
            return answer(problem.response(requestID: requestID))
        }
        do {
            let (fields, connection) = try upgrade.prepare(offer, eventLoop)
            var all = response.fields
            all.append(contentsOf: fields)
            responder.upgrade(all, to: connection)
            finish()
        } catch {
            answer(throwing: error)
        }
    }
}
