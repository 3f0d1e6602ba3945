import HTTPTransport
import NIOCore

/// A connection whose client has not said yet what it wants to speak: the server closes it when it drains, and when the
/// client takes longer than it may for a request head.
final class Handshake: ServedConnection {
    var index = -1
    private let channel: any Channel
    private let service: ConnectionService
    private let begin: Int

    init(of channel: any Channel, for service: ConnectionService) {
        self.channel = channel
        self.service = service
        begin = service.now
        service.add(self)
        channel.closeFuture.assumeIsolated().whenComplete { _ in self.ended() }
    }

    func ended() { service.remove(self) }

    func drain() { abort() }

    func abort() { channel.close(promise: nil) }

    func setReading(_ reads: Bool) {
        try? channel.syncOptions?.setOption(.autoRead, value: reads)
    }

    func check(at now: Int) {
        if now - begin > service.headTicks { abort() }
    }
}
