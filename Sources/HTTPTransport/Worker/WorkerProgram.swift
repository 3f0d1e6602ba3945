package import MeridianCore
package import NIOCore
package import Wire

/// What answers the invocations that come over the wire. Every call is made on the worker's event loop.
package protocol WorkerProgram: AnyObject {
    /// Takes the platform's numbers of functions and triggers.
    /// - Throws: ``MeridianError`` when it can't serve them; the worker ends then.
    func initialize(_ initialization: WorkerInitialization) throws(MeridianError)

    /// The platform has been told that it serves.
    func becomeReady()

    /// - Returns: Who receives the body; `nil` when it was answered without.
    func invoke(
        function: Int, trigger: Int, request: consuming RequestHead, timeout: TimeAmount?,
        responder: any ExchangeResponder
    ) -> (any ExchangeReceiver)?

    /// Whether something goes on that no invocation waits for.
    var isBusy: Bool { get }

    /// Nothing was asked for a while. Gives back what it holds and does not need.
    func rest()

    /// Nothing more is served.
    func leave()
}

extension WorkerProgram {
    package var isBusy: Bool { false }

    package func rest() { IdleMemory.giveBack() }
}
