public import Admission
public import HTTPTransport
public import MeridianCore
import NIOCore

/// A release that can be called: its groups of instances, each on an event loop of its own.
public final class ActiveRelease: Sendable {
    /// In place of the position of a trigger, for a program with the contract lambda alone: the body of the request is the
    /// event as it is, and the answer is the function's as it is.
    public static let directTrigger = -1
    /// The field of such an answer that tells that it is an error.
    public static let functionErrorField = "x-amz-function-error"

    public let release: Release
    /// No other activation has it.
    let activation: Int
    let pools: [InstancePool]
    let poolOfFunction: [InstancePool]

    init(_ release: Release, activation: Int, pools: [InstancePool], poolOfFunction: [InstancePool]) {
        self.release = release
        self.activation = activation
        self.pools = pools
        self.poolOfFunction = poolOfFunction
    }

    /// Starts an invocation. Called on the responder's event loop.
    /// - Parameters:
    ///   - function: The position of the function in the manifest.
    ///   - trigger: The position of the trigger in the function's list.
    ///   - permit: That it may run; it is given back when the invocation is over.
    /// - Returns: Who receives the request's body.
    public func dispatch(
        function: Int, trigger: Int, request: RequestHead, responder: any ExchangeResponder, permit: Permit? = nil
    ) -> any ExchangeReceiver {
        let pool = poolOfFunction[function]
        if pool.eventLoop.inEventLoop {
            return pool.dispatch(
                function: function, trigger: trigger, request: request, responder: responder, permit: permit)
        }
        let relay = RelayedExchange(responder: responder, poolLoop: pool.eventLoop)
        relay.start(pool: pool, function: function, trigger: trigger, request: request, permit: permit)
        return relay
    }

    /// Keeps other numbers of instances ready from now on than the manifest says.
    /// - Parameter standby: Of a function; `nil` for what the manifest says. Functions that share instances get the most
    ///   of what is said for one of them.
    public func setStandby(_ standby: @escaping @Sendable (FunctionName) -> Int?) async {
        for pool in pools {
            try? await pool.eventLoop.submit {
                let functions = pool.release.manifest.functions
                pool.keepStandby(pool.group.functions.compactMap { standby(functions[$0].name) }.max())
            }.get()
        }
    }

    /// What runs at this moment.
    public func status() async -> [GroupStatus] {
        var result: [GroupStatus] = []
        for pool in pools {
            if let status = try? await pool.eventLoop.submit({ pool.status() }).get() { result.append(status) }
        }
        return result
    }
}
