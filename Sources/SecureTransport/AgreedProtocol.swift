import NIOCore
import NIOTLS

/// Waits for the end of a handshake, makes the pipeline that was agreed on, and goes.
final class AgreedProtocol: ChannelInboundHandler, RemovableChannelHandler {
    typealias InboundIn = ByteBuffer
    typealias InboundOut = ByteBuffer

    private let agreed: (String?) throws -> Void
    private var isAgreed = false

    /// - Parameter agreed: Called with the name of the protocol, or `nil` when the client knows no ALPN. It adds the
    ///   handlers of the protocol behind this one.
    init(_ agreed: @escaping (String?) throws -> Void) {
        self.agreed = agreed
    }

    func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
        guard !isAgreed, case .handshakeCompleted(let name)? = event as? TLSUserEvent else {
            return context.fireUserInboundEventTriggered(event)
        }
        isAgreed = true
        do {
            try agreed(name)
        } catch {
            return context.close(promise: nil)
        }
        context.pipeline.syncOperations.removeHandler(self, promise: nil)
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        if isAgreed { context.fireErrorCaught(error) } else { context.close(promise: nil) }
    }
}
