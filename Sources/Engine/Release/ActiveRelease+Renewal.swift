public import MeridianCore
import NIOCore

extension ActiveRelease {
    /// Replaces the instances that run, of each group by one that is ready before the others leave; more start as they
    /// are needed. Groups at zero stay there.
    /// - Throws: ``MeridianError`` with what kept a new instance from becoming ready; the others of its group go on then.
    public func renew() async throws(MeridianError) {
        for pool in pools {
            do {
                try await pool.eventLoop.flatSubmit { pool.renew() }.get()
            } catch {
                throw error as? MeridianError
                    ?? MeridianError(
                        .initFailed, "instances of \(release.service) could not be replaced: \(error)", cause: error)
            }
        }
    }
}
