import Admission
import HTTPTransport
import MeridianCore
import NIOCore

/// Carries an exchange between the event loop of its connection and that of its pool, when they differ.
///
/// Order is kept, since each direction goes through one event loop's queue. Every field is touched on one loop only:
/// `responder` on its own, `receiver` on the pool's.
final class RelayedExchange: ExchangeReceiver, @unchecked Sendable {
    private let responder: any ExchangeResponder
    private let responderLoop: any EventLoop
    private let poolLoop: any EventLoop
    private var receiver: (any ExchangeReceiver)?

    init(responder: any ExchangeResponder, poolLoop: any EventLoop) {
        self.responder = responder
        self.responderLoop = responder.eventLoop
        self.poolLoop = poolLoop
    }

    func start(pool: InstancePool, function: Int, trigger: Int, request: RequestHead, permit: Permit?) {
        poolLoop.execute { [self] in
            receiver = pool.dispatch(
                function: function, trigger: trigger, request: request, responder: PoolSide(relay: self),
                permit: permit)
        }
    }

    func exchangeReceived(_ body: ByteBuffer, isLast: Bool) {
        poolLoop.execute { [self] in receiver?.exchangeReceived(body, isLast: isLast) }
    }

    func exchangeBecameWritable() {
        poolLoop.execute { [self] in receiver?.exchangeBecameWritable() }
    }

    func exchangeCancelled(_ error: MeridianError) {
        poolLoop.execute { [self] in receiver?.exchangeCancelled(error) }
    }

    private func answer(_ action: @escaping @Sendable (RelayedExchange) -> Void) {
        responderLoop.execute { [self] in action(self) }
    }

    /// The responder as the pool sees it. Whether the peer can take more is known one hop later, so each part waits
    /// for its own confirmation.
    private final class PoolSide: ExchangeResponder {
        private let relay: RelayedExchange
        /// Waits for the answer, with which it goes over.
        private var beginning: CallBeginning?

        init(relay: RelayedExchange) {
            self.relay = relay
        }

        var eventLoop: any EventLoop { relay.poolLoop }

        func began(_ beginning: CallBeginning) {
            self.beginning = beginning
        }

        func respond(_ head: ResponseHead, body: ByteBuffer) {
            relay.answer { [beginning] relay in
                if let beginning { relay.responder.began(beginning) }
                relay.responder.respond(head, body: body)
            }
        }

        func start(_ head: ResponseHead) {
            relay.answer { [beginning] relay in
                if let beginning { relay.responder.began(beginning) }
                relay.responder.start(head)
            }
        }

        func write(_ body: ByteBuffer) -> Bool {
            relay.answer { relay in
                if relay.responder.write(body) { relay.exchangeBecameWritable() }
            }
            return false
        }

        func end() {
            relay.answer { $0.responder.end() }
        }

        func fail(_ error: MeridianError) {
            relay.answer { [beginning] relay in
                if let beginning { relay.responder.began(beginning) }
                relay.responder.fail(error)
            }
        }

        func consumed(_ bytes: Int) {
            relay.answer { $0.responder.consumed(bytes) }
        }
    }
}
