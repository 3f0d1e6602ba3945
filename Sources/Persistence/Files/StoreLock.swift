package import MeridianCore
import Synchronization

#if canImport(Darwin)
    import Darwin
#elseif canImport(Musl)
    import Musl
#else
    import Glibc
#endif

/// Sees to it that one process works on a store, also when it is killed: the system takes the lock back.
package final class StoreLock: Sendable {
    private let descriptor: Mutex<CInt>

    /// - Parameters:
    ///   - path: Of the lock's own file, which stays.
    ///   - store: What it is the lock of, for messages.
    /// - Throws: ``ErrorCode/storeInUse``, ``ErrorCode/storeUnusable``.
    package init(_ path: String, of store: String) throws(MeridianError) {
        let descriptor = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { throw FileSystem.failure("open", path) }
        guard flock(descriptor, LOCK_EX | LOCK_NB) == 0 else {
            let isTaken = errno == EWOULDBLOCK
            let error = FileSystem.failure("lock", path)
            close(descriptor)
            guard isTaken else { throw error }
            throw MeridianError(
                .storeInUse, "'\(store)' is held by another process; end it or choose another directory")
        }
        self.descriptor = Mutex(descriptor)
    }

    deinit {
        release()
    }

    package func release() {
        descriptor.withLock { descriptor in
            if descriptor >= 0 { close(descriptor) }
            descriptor = -1
        }
    }
}
