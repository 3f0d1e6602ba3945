import Admission
import HTTPTransport
import MeridianCore
import NIOCore

/// A request that waits for its turn under a uniform rate. It holds what comes of the body, which the transport limits
/// as for any handler that takes nothing.
final class PacedExchange: ExchangeReceiver {
    private let loop: GatewayLoop
    private let exchange: GatewayExchange
    private var permit: Permit?
    private var held: [ByteBuffer] = []
    private var isComplete = false
    private var timer: Scheduled<Void>?
    private var receiver: (any ExchangeReceiver)?
    private let dispatch: (Permit) -> any ExchangeReceiver

    /// - Parameters:
    ///   - exchange: Told when the turn never comes.
    ///   - dispatch: Sends the request on its way.
    init(
        loop: GatewayLoop, exchange: GatewayExchange, permit: Permit,
        dispatch: @escaping (Permit) -> any ExchangeReceiver
    ) {
        self.loop = loop
        self.exchange = exchange
        self.permit = permit
        self.dispatch = dispatch
    }

    func wait(_ time: TimeAmount) {
        timer = loop.eventLoop.assumeIsolated().scheduleTask(in: time) { self.go() }
    }

    private func go() {
        guard let permit else { return }
        self.permit = nil
        let now = loop.clock.now()
        guard permit.facts.deadline > now else {
            loop.controller.expired(permit, now: now)
            return exchange.fail(
                MeridianError(
                    .cameTooLate, "the deadline of the request passed before it was its turn", status: 504))
        }
        switch loop.controller.resume(permit, now: now) {
        case .admit(let permit), .queue(let permit):
            let receiver = dispatch(permit)
            self.receiver = receiver
            for (position, part) in held.enumerated() {
                receiver.exchangeReceived(part, isLast: isComplete && position == held.count - 1)
            }
            held = []
        case .wait, .reject: break
        }
    }

    func exchangeReceived(_ body: ByteBuffer, isLast: Bool) {
        if let receiver { return receiver.exchangeReceived(body, isLast: isLast) }
        held.append(body)
        isComplete = isLast
    }

    func exchangeBecameWritable() {
        receiver?.exchangeBecameWritable()
    }

    func exchangeCancelled(_ error: MeridianError) {
        if let receiver { return receiver.exchangeCancelled(error) }
        timer?.cancel()
        guard let permit else { return }
        self.permit = nil
        loop.controller.abandoned(permit, now: loop.clock.now())
    }
}
