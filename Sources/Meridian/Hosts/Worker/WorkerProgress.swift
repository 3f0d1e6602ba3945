@preconcurrency import Glibc
import MeridianCore
import Synchronization

/// What the worker's event loop tells the task that starts and stops the app.
final class WorkerProgress: @unchecked Sendable {
    /// Set before the socket is read.
    var startFailure: MeridianError?

    private let ready = AsyncStream<Bool>.makeStream()
    private let leaving = AsyncStream<Void>.makeStream()

    /// Takes SIGTERM for the platform's closing the connection, so that the app is stopped in order.
    /// - Parameter descriptor: The socket to the platform.
    func heedTermination(descriptor: CInt) {
        terminationDescriptor = descriptor
        signal(SIGTERM) { _ in _ = shutdown(terminationDescriptor, CInt(SHUT_RD)) }
    }

    func becomeReady() {
        ready.continuation.yield(true)
    }

    /// Nothing more is served.
    func leave() {
        ready.continuation.finish()
        leaving.continuation.finish()
    }

    /// Waits until the platform knows that the worker is ready; `false` when it never will.
    var isReady: Bool {
        get async { await ready.stream.first { _ in true } ?? false }
    }

    /// Waits until nothing more is served.
    var isLeaving: Void {
        get async { for await _ in leaving.stream {} }
    }
}

/// A signal handler can't be handed anything.
private nonisolated(unsafe) var terminationDescriptor: CInt = -1
