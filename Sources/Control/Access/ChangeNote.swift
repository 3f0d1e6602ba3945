import NIOCore
import Synchronization

/// What an endpoint says of the change it made, for the audit log.
final class ChangeNote: Sendable {
    struct Content: Sendable {
        /// What was changed, when the path of the request does not say it.
        var subject: String?
        /// JSON.
        var before: String?
        /// JSON.
        var after: String?
        /// There was nothing to change after all.
        var isNothing = false
    }

    private let state = Mutex(Content())

    var content: Content { state.withLock { $0 } }

    func set(_ content: Content) {
        state.withLock { $0 = content }
    }
}

extension ControlRequest {
    /// Says that nothing was changed, and so nothing is recorded: for a dry run.
    func changedNothing() {
        change.set(.init(isNothing: true))
    }

    /// Notes what the endpoint changed, as it was and as it is. Secrets and tokens are never part of it.
    /// - Parameters:
    ///   - before: `nil` when there was nothing.
    ///   - after: `nil` when there is nothing any more.
    ///   - subject: What was changed, when the path of the request does not say it.
    func changed(from before: (some Encodable)?, to after: (some Encodable)?, subject: String? = nil) throws {
        change.set(
            .init(
                subject: subject, before: try before.map { String(buffer: try ControlJSON.encode($0)) },
                after: try after.map { String(buffer: try ControlJSON.encode($0)) }))
    }
}
