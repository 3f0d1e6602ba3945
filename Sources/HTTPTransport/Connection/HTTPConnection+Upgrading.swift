import MeridianCore
import NIOCore

extension HTTPConnection {
    var upgradeOffer: UpgradeOffer { request.offersWebSocket ? .webSocket : .none }

    /// Answers 101 and lets everything pass from then on.
    func upgrade(_ fields: HTTPFields, to upgraded: any UpgradedConnection) {
        guard response == .waiting, phase == .open, request.offersWebSocket, let channel, let context else { return }
        prepareOutbound()
        ResponseSerializer.writeSwitch(to: "websocket", fields, of: requestFields, into: &outbound)
        response = .done
        receiver = nil
        exchange?.detach()
        exchange = nil
        phase = .upgraded
        flush()
        outbound = ByteBuffer()
        self.upgraded = upgraded
        do {
            try upgraded.begin(on: channel)
        } catch {
            return abort()
        }
        let rest = parser.takeRest()
        if rest.readableBytes > 0 {
            context.fireChannelRead(wrapInboundOut(rest))
            context.fireChannelReadComplete()
        }
        if loop.isDraining { upgraded.drain() }
        if isInputClosed { context.fireUserInboundEventTriggered(ChannelEvent.inputClosed) }
        resumeReading()
    }
}
