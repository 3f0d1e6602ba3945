public import HTTPTransport
import MeridianCore
public import NIOCore
import NIOSSL
import NIOTLS
import Synchronization

/// HTTPS: TLS 1.2 or newer with the certificate of the host that the client asks for, then HTTP/2 or HTTP/1.1, as client
/// and server agree on by ALPN (RFC 7301).
///
/// A client that names no host, or one without a certificate, is refused during its handshake.
public final class SecureFront: ConnectionFront {
    private let table = Mutex(CertificateTable())

    public init() {}

    /// Shows new connections other certificates. Those that are open go on.
    public func update(_ table: CertificateTable) {
        self.table.withLock { $0 = table }
    }

    public func prepare(_ channel: any Channel, for service: ConnectionService) throws {
        let eventLoop = channel.eventLoop
        let handshake = NIOLoopBound(Handshake(of: channel, for: service), eventLoop: eventLoop)
        let greeting = ByteToMessageHandler(
            SNIHandler { [self] result in
                eventLoop.makeCompletedFuture {
                    guard let context = context(for: result) else { throw UnknownHost() }
                    let operations = channel.pipeline.syncOperations
                    try operations.addHandler(NIOSSLServerHandler(context: context))
                    try operations.addHandler(
                        AgreedProtocol { name in
                            handshake.value.ended()
                            if name == "h2" {
                                try HTTP2Connection.begin(on: channel, for: service)
                            } else {
                                try service.serveHTTP1(on: channel, isSecure: true)
                            }
                        })
                }.flatMapError { error in
                    // TLS alert unrecognized_name (RFC 8446 §6.2): fatal, 112.
                    let alert = ByteBuffer(bytes: [0x15, 0x03, 0x03, 0x00, 0x02, 0x02, 0x70])
                    channel.writeAndFlush(alert, promise: nil)
                    channel.close(promise: nil)
                    return eventLoop.makeFailedFuture(error)
                }
            })
        try channel.pipeline.syncOperations.addHandler(greeting)
    }

    private struct UnknownHost: Error {}

    private func context(for result: SNIResult) -> NIOSSLContext? {
        guard case .hostname(let host) = result else { return nil }
        return table.withLock { $0 }.context(for: host)
    }
}
