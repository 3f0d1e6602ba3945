import CJavaScriptCore
import Glibc
import NIOCore
import NIOPosix

/// What the virtual machines of an event loop leave for its next turn: promises that were settled on another thread, as
/// those of WebAssembly are, and the callbacks of a `FinalizationRegistry`.
///
/// The library leaves it to the GLib main loop of the thread that made the virtual machine. No such loop runs here; the
/// event loop watches what would wake one. What is due later is the sweeping of memory behind a collection: under load
/// that would be given back to the system just before it is wanted again, and a platform that has time asks for it.
///
/// Belongs to the event loop.
final class DeferredWork: ChannelInboundHandler, @unchecked Sendable {
    typealias InboundIn = ByteBuffer

    /// Many more than one turn has, should one piece bring about the next.
    private static let longestTurn = 1_000

    private let context: OpaquePointer

    /// Memory is collected when it is asked for, and when the platform says that there is time.
    private static let withoutCollectionsByTheClock: Void = JSDisableGCTimer()

    /// To be called on an event loop before it makes a virtual machine.
    static func begin(on eventLoop: any EventLoop) {
        guard g_main_context_get_thread_default() == nil else { return }
        withoutCollectionsByTheClock
        let work = DeferredWork()
        let bell = dup(work.bell)
        guard bell >= 0 else { return }
        NIOPipeBootstrap(group: eventLoop)
            .channelInitializer { channel in
                channel.eventLoop.makeCompletedFuture { try channel.pipeline.syncOperations.addHandler(work) }
            }
            .takingOwnershipOfDescriptor(input: bell)
            .assumeIsolated()
            .whenFailure { _ in close(bell) }
    }

    private init() {
        context = g_main_context_new()
        g_main_context_push_thread_default(context)
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        turn(of: context.eventLoop)
    }

    /// Does what is due.
    private func turn(of eventLoop: any EventLoop) {
        for _ in 0..<Self.longestTurn {
            guard g_main_context_iteration(context, 0) != 0 else { return }
        }
        eventLoop.assumeIsolated().execute { self.turn(of: eventLoop) }
    }

    /// The descriptor that is readable when something has been left; -1 without one.
    private var bell: CInt {
        var (priority, timeout, record) = (CInt(0), CInt(-1), GPollFD())
        guard g_main_context_acquire(context) != 0 else { return -1 }
        defer { g_main_context_release(context) }
        g_main_context_prepare(context, &priority)
        return g_main_context_query(context, priority, &timeout, &record, 1) > 0 ? record.fd : -1
    }
}
