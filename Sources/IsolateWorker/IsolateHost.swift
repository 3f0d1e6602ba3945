import Glibc
import HTTPTransport
import NIOCore
import NIOPosix

/// A process that serves functions written in JavaScript over the socket that it was started with.
///
/// It can be started before it is known what it will run: the platform sends the code with the initialization.
public enum IsolateHost {
    /// The variable that names the inherited socket.
    static let variable = "MERIDIAN_WIRE_FD"

    /// Serves until the platform closes the connection or lets the worker go.
    public static func main() async {
        guard let text = getenv(variable).map({ String(cString: $0) }), let descriptor = CInt(text),
            fcntl(descriptor, F_SETFD, FD_CLOEXEC) == 0
        else {
            StandardError.write(
                "\(variable) must name the open socket that the platform handed over; meridian starts this program")
            exit(64)
        }
        do {
            try await serve(descriptor)
        } catch {
            StandardError.write("the worker could not start: \(error)")
            exit(70)
        }
    }

    private static func serve(_ descriptor: CInt) async throws {
        let loop = MultiThreadedEventLoopGroup(numberOfThreads: 1).next()
        let left = loop.makePromise(of: Void.self)
        // Before the socket is read: what takes time is done before anyone waits.
        let program = try await loop.submit {
            NIOLoopBound(try ServiceProgram(on: loop, onLeave: { left.succeed() }), eventLoop: loop)
        }
        .get()
        let channel = try await ClientBootstrap(group: loop)
            .channelOption(.maxMessagesPerRead, value: 1)
            .channelOption(
                .recvAllocator,
                value: AdaptiveRecvByteBufferAllocator(minimum: 4096, initial: 65536, maximum: 1 << 20)
            )
            .channelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    let handler = WorkerHandler(program.value, eventLoop: channel.eventLoop)
                    program.value.handler = handler
                    try channel.pipeline.syncOperations.addHandler(handler)
                }
            }
            .withConnectedSocket(descriptor)
            .get()
        try? await left.futureResult.get()
        try? await channel.close()
    }
}
