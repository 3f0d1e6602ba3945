import HTTPTransport
import MeridianCore
import NIOCore
import NIOPosix
import ServiceLifecycle

#if canImport(Darwin)
    import Darwin
#elseif canImport(Musl)
    import Musl
#else
    import Glibc
#endif

/// Serves OpenWhisk's own proxy, which has started the program as an action's `exec`: an activation is a line on standard
/// input, its result a line on descriptor 3 (https://github.com/apache/openwhisk-runtime-go/blob/master/docs/ACTION.md).
///
/// The proxy ends the logs of activations itself.
struct WhiskLoop: Service {
    let app: AssembledApp
    let input: CInt
    let output: CInt

    /// Tells that the proxy waits for a sign of life before the first activation.
    static let acknowledgement = "__OW_WAIT_FOR_ACK"

    func run() async throws {
        let routes = try AppRoutes(app.table(for: .openWhisk))
        do throws(MeridianError) {
            try await app.start()
            try await app.ready()
        } catch {
            answer(WhiskReply.error(error.description))
            throw error
        }
        if app.environment[Self.acknowledgement] != nil { answer(ByteBuffer(string: #"{"ok":true}"#)) }
        let eventLoop = MultiThreadedEventLoopGroup.singleton.next()
        await cancelWhenGracefulShutdown {
            for await line in Lines(descriptor: input).stream {
                answer(await Self.run(line, routes, on: eventLoop))
            }
        }
        await app.stop()
    }

    private static func run(_ line: ByteBuffer, _ routes: AppRoutes, on eventLoop: any EventLoop) async -> ByteBuffer {
        await withCheckedContinuation { continuation in
            eventLoop.execute {
                let responder = CollectingResponder(eventLoop: eventLoop) { continuation.resume(returning: $0.body) }
                WhiskActivation(line, routes, WhiskReply(responder, marks: {})).run()
            }
        }
    }

    private func answer(_ document: ByteBuffer) {
        var line = document
        line.writeStaticString("\n")
        line.withUnsafeReadableBytes { bytes in
            var rest = bytes
            while !rest.isEmpty {
                let count = write(output, rest.baseAddress, rest.count)
                if count < 0 && errno == EINTR { continue }
                guard count > 0 else { return }
                rest = UnsafeRawBufferPointer(rebasing: rest[count...])
            }
        }
    }
}

/// The lines that come over a descriptor, read by a thread of their own.
private struct Lines {
    let stream: AsyncStream<ByteBuffer>

    init(descriptor: CInt) {
        stream = AsyncStream { continuation in
            let pool = NIOThreadPool(numberOfThreads: 1)
            pool.start()
            pool.submit { _ in
                Self.read(descriptor) { continuation.yield($0) }
                continuation.finish()
            }
        }
    }

    private static func read(_ descriptor: CInt, _ take: (ByteBuffer) -> Void) {
        var pending = ByteBuffer()
        while fill(&pending, from: descriptor) {
            while let end = pending.readableBytesView.firstIndex(of: UInt8(ascii: "\n")) {
                if let line = pending.readSlice(length: end - pending.readerIndex), line.readableBytes > 0 {
                    take(line)
                }
                pending.moveReaderIndex(forwardBy: 1)
            }
            pending.discardReadBytes()
        }
    }

    /// - Returns: `false` at the end.
    private static func fill(_ pending: inout ByteBuffer, from descriptor: CInt) -> Bool {
        pending.writeWithUnsafeMutableBytes(minimumWritableBytes: 65_536) { bytes in
            var count = 0
            repeat {
                #if canImport(Darwin)
                    count = Darwin.read(descriptor, bytes.baseAddress, bytes.count)
                #elseif canImport(Musl)
                    count = Musl.read(descriptor, bytes.baseAddress, bytes.count)
                #else
                    count = Glibc.read(descriptor, bytes.baseAddress, bytes.count)
                #endif
            } while count < 0 && errno == EINTR
            return max(0, count)
        } > 0
    }
}
