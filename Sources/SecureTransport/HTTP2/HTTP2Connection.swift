import HTTPTransport
import MeridianCore
import NIOCore
import NIOHTTP2

/// One HTTP/2 connection (RFC 9113): its streams, and the server's eye on them. Stands last in the pipeline.
final class HTTP2Connection: ChannelInboundHandler, ServedConnection {
    typealias InboundIn = HTTP2Frame

    /// Requests that a client may have under way.
    private static let concurrentStreams = 128
    /// Bytes of a stream, and of all streams together, that a client may send before the server has taken them.
    private static let streamWindow = 256 * 1024
    private static let connectionWindow = 1024 * 1024

    let service: ConnectionService
    let peer: [UInt8]
    var index = -1
    private let channel: any Channel
    private var streams: [ObjectIdentifier: HTTP2Stream] = [:]

    private init(channel: any Channel, service: ConnectionService) {
        self.channel = channel
        self.service = service
        peer = (channel.remoteAddress?.ipAddress).map { Array($0.utf8) } ?? []
    }

    /// Adds the handlers of HTTP/2 to a connection.
    static func begin(on channel: any Channel, for service: ConnectionService) throws {
        let configuration = service.configuration
        let connection = HTTP2Connection(channel: channel, service: service)
        var settings = NIOHTTP2Handler.ConnectionConfiguration()
        settings.initialSettings = [
            HTTP2Setting(parameter: .maxConcurrentStreams, value: concurrentStreams),
            HTTP2Setting(parameter: .initialWindowSize, value: streamWindow),
            HTTP2Setting(parameter: .maxHeaderListSize, value: configuration.maxHeadSize),
            HTTP2Setting(parameter: .enablePush, value: 0),
        ]
        settings.targetWindowSize = connectionWindow
        var streamSettings = NIOHTTP2Handler.StreamConfiguration()
        streamSettings.targetWindowSize = streamWindow
        streamSettings.outboundBufferSizeHighWatermark = configuration.writeHighWatermark
        streamSettings.outboundBufferSizeLowWatermark = configuration.writeLowWatermark
        let management = NIOHTTP2ServerConnectionManagementHandler(
            eventLoop: channel.eventLoop,
            configuration: .init(
                maxIdleTime: configuration.idleTimeout, maxAge: nil, maxGraceTime: nil, keepalive: nil))
        let bound = NIOLoopBound(connection, eventLoop: channel.eventLoop)
        _ = try channel.pipeline.syncOperations.configureHTTP2Pipeline(
            mode: .server, connectionConfiguration: settings, streamConfiguration: streamSettings,
            streamDelegate: management.http2StreamDelegate
        ) { stream in
            stream.eventLoop.makeCompletedFuture {
                try stream.pipeline.syncOperations.addHandler(HTTP2Stream(of: bound.value))
            }
        }
        try channel.pipeline.syncOperations.addHandler(management)
        try channel.pipeline.syncOperations.addHandler(connection)
    }

    func handlerAdded(context: ChannelHandlerContext) {
        service.add(self)
    }

    func handlerRemoved(context: ChannelHandlerContext) {
        service.remove(self)
    }

    func channelInactive(context: ChannelHandlerContext) {
        service.remove(self)
        context.fireChannelInactive()
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        // Errors of one stream are told to that stream and leave the others alone.
        if error is NIOHTTP2Errors.StreamError { return }
        abort()
    }

    func add(_ stream: HTTP2Stream) { streams[ObjectIdentifier(stream)] = stream }

    func remove(_ stream: HTTP2Stream) { streams[ObjectIdentifier(stream)] = nil }

    // MARK: The server's eye

    func drain() {
        channel.pipeline.fireUserInboundEventTriggered(ChannelShouldQuiesceEvent())
    }

    func abort() {
        channel.close(promise: nil)
    }

    func setReading(_ reads: Bool) {
        try? channel.syncOptions?.setOption(.autoRead, value: reads)
    }

    func check(at now: Int) {
        for stream in streams.values { stream.check(at: now) }
    }
}
