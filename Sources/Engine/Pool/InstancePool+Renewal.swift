import MeridianCore
import NIOCore

/// Replacing what runs by instances that start now, with what is to be had now: secrets, that is.
extension InstancePool {
    /// A replacement under way.
    struct Renewal {
        /// The first instance of those to come.
        let successor: Instance
        let promise: EventLoopPromise<Void>
    }

    /// Starts an instance, and when it is ready lets those that were there before it finish and leave. There may be one
    /// more than the maximum meanwhile.
    /// - Returns: A future that fails with what kept it from becoming ready; what ran goes on then.
    func renew() -> EventLoopFuture<Void> {
        guard !isRetiring, !instances.isEmpty else { return eventLoop.makeSucceededVoidFuture() }
        let promise = eventLoop.makePromise(of: Void.self)
        let successor = start(now: .now())
        guard successor.state != .ended else {
            promise.fail(renewalFailure)
            return promise.futureResult
        }
        renewals.append(Renewal(successor: successor, promise: promise))
        return promise.futureResult
    }

    /// Called for each instance that became ready.
    func finishRenewal(_ successor: Instance) {
        guard let index = renewals.firstIndex(where: { $0.successor === successor }) else { return }
        for instance in instances.prefix(while: { $0 !== successor }) {
            // One that starts may have requests already, which it is to answer.
            if instance.state == .starting { instance.isOutdated = true } else { instance.drain() }
        }
        renewals.remove(at: index).promise.succeed()
    }

    /// Called for each instance that ended.
    func abandonRenewal(_ successor: Instance, because error: MeridianError?) {
        guard let index = renewals.firstIndex(where: { $0.successor === successor }) else { return }
        renewals.remove(at: index).promise.fail(error ?? renewalFailure)
    }

    private var renewalFailure: MeridianError {
        MeridianError(.engineStopping, "\(title) is being stopped", status: 503, retryAfter: 1)
    }
}
