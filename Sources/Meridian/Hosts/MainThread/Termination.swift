import NIOCore

#if canImport(Darwin)
    import Darwin
#elseif canImport(Musl)
    import Musl
#else
    import Glibc
#endif

/// SIGTERM and SIGINT, as an event loop hears of them.
enum Termination {
    /// - Parameter act: Called on the event loop.
    static func heed(on eventLoop: any EventLoop, _ act: @escaping @Sendable () -> Void) {
        var ends: [CInt] = [-1, -1]
        guard pipe(&ends) == 0 else { return }
        for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
        terminationPipe = ends[1]
        Wakening.act(on: ends[0], eventLoop, act)
        var signals = sigset_t()
        sigemptyset(&signals)
        for number in [SIGTERM, SIGINT] {
            signal(number) { _ in
                // Whoever is interrupted may be about to look at it.
                let error = errno
                var byte: UInt8 = 0
                _ = write(terminationPipe, &byte, 1)
                errno = error
            }
            sigaddset(&signals, number)
        }
        // A thread that starts programs may have handed on that it takes no signals.
        pthread_sigmask(SIG_UNBLOCK, &signals, nil)
    }
}

/// A signal handler can't be handed anything.
private nonisolated(unsafe) var terminationPipe: CInt = -1
