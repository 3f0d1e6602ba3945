public import MeridianCore
import NIOCore

extension ActiveRelease {
    /// Makes it ready for requests: an instance of each group is there, and as many as standby asks for stay.
    /// - Throws: ``MeridianError`` with what kept an instance from becoming ready.
    public func stand() async throws(MeridianError) {
        for pool in pools {
            do {
                try await pool.eventLoop.flatSubmit { pool.stand() }.get()
            } catch {
                throw error as? MeridianError
                    ?? MeridianError(
                        .initFailed, "release \(release.number) of \(release.service) did not become ready: \(error)",
                        cause: error)
            }
        }
    }

    /// Lets its instances finish what they serve and leave. It can still be called: requests start others, which leave
    /// when they are idle.
    public func rest() async {
        for pool in pools { try? await pool.eventLoop.submit { pool.rest() }.get() }
    }
}
