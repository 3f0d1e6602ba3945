@preconcurrency import Glibc
import HTTPTransport
import MeridianCore
import NIOCore
import NIOPosix

/// Serves a platform over the socket that it was started with.
enum WorkerHost {
    /// The variable that names the inherited socket.
    static let variable = "MERIDIAN_WIRE_FD"

    /// Serves until the platform closes the connection or lets the worker go.
    /// - Parameter eventLoop: Serves the connection.
    /// - Throws: ``MeridianError`` when the variable does not name an open socket.
    static func run(_ app: AssembledApp, on eventLoop: any EventLoop) async throws {
        guard let text = getenv(variable).map({ String(cString: $0) }), let descriptor = CInt(text),
            fcntl(descriptor, F_SETFD, FD_CLOEXEC) == 0
        else {
            throw MeridianError(
                .noWireSocket,
                "\(variable) must name the open socket that the platform handed over; unset it to run "
                    + "as an ordinary app")
        }
        // Into a pipe, print would otherwise gather kilobytes before anyone sees a line.
        setvbuf(stdout, nil, _IOLBF, 0)
        let progress = WorkerProgress()
        progress.heedTermination(descriptor: descriptor)
        // Before the socket is read: ready means started. What fails is told to the platform when it asks.
        do throws(MeridianError) {
            try await app.start()
        } catch {
            progress.startFailure = error
        }
        let channel = try await ClientBootstrap(group: eventLoop)
            .channelOption(.maxMessagesPerRead, value: 1)
            .channelOption(
                .recvAllocator,
                value: AdaptiveRecvByteBufferAllocator(minimum: 4096, initial: 16384, maximum: 256 << 10)
            )
            .channelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    try channel.pipeline.syncOperations.addHandler(
                        WorkerHandler(AppProgram(app.table, progress), eventLoop: channel.eventLoop))
                }
            }
            .withConnectedSocket(descriptor)
            .get()
        guard await progress.isReady else {
            if progress.startFailure == nil { await app.stop() }
            return
        }
        do throws(MeridianError) {
            try await app.ready()
        } catch {
            app.logger.error("\(error)")
        }
        await progress.isLeaving
        await app.stop()
        try? await channel.close()
    }
}
