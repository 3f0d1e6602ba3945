import CJavaScriptCore
import Glibc
import NIOCore
import NIOPosix

/// What the virtual machines of an event loop leave for later: promises that were settled on another thread, as those of
/// WebAssembly are, and the callbacks of a `FinalizationRegistry`.
///
/// The library leaves it to the GLib main loop of the thread that made the virtual machine. No such loop runs here; the
/// event loop watches what would wake one, and when one would wake.
///
/// Belongs to the event loop.
final class DeferredWork: ChannelInboundHandler, @unchecked Sendable {
    typealias InboundIn = ByteBuffer

    /// Many more than one turn has, should one piece bring about the next.
    private static let longestTurn = 1_000

    private let context: OpaquePointer
    private let eventLoop: any EventLoop
    private var next: Scheduled<Void>?

    /// Memory is collected when it is asked for, and when the platform says that there is time.
    private static let withoutCollectionsByTheClock: Void = JSDisableGCTimer()

    /// To be called on an event loop before it makes a virtual machine.
    static func begin(on eventLoop: any EventLoop) {
        guard g_main_context_get_thread_default() == nil else { return }
        withoutCollectionsByTheClock
        let work = DeferredWork(on: eventLoop)
        let bell = dup(work.poll().bell)
        NIOPipeBootstrap(group: eventLoop)
            .channelInitializer { channel in
                channel.eventLoop.makeCompletedFuture { try channel.pipeline.syncOperations.addHandler(work) }
            }
            .takingOwnershipOfDescriptor(input: bell)
            .assumeIsolated()
            .whenFailure { _ in close(bell) }
    }

    private init(on eventLoop: any EventLoop) {
        self.eventLoop = eventLoop
        context = g_main_context_new()
        g_main_context_push_thread_default(context)
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        turn()
    }

    /// Does what there is, and again when the next is due.
    private func turn() {
        next?.cancel()
        next = nil
        for _ in 0..<Self.longestTurn where g_main_context_iteration(context, 0) == 0 {
            break
        }
        let timeout = poll().timeout
        guard timeout >= 0 else { return }
        next = eventLoop.assumeIsolated().scheduleTask(in: .milliseconds(Int64(timeout))) { self.turn() }
    }

    /// - Returns: The descriptor that is readable when another thread has left something, and the milliseconds until the
    ///   next is due, below 0 where nothing is.
    private func poll() -> (bell: CInt, timeout: CInt) {
        var priority: CInt = 0
        var timeout: CInt = -1
        var record = GPollFD()
        guard g_main_context_acquire(context) != 0 else { return (-1, -1) }
        defer { g_main_context_release(context) }
        let isDue = g_main_context_prepare(context, &priority) != 0
        g_main_context_query(context, priority, &timeout, &record, 1)
        return (record.fd, isDue ? 0 : timeout)
    }
}
