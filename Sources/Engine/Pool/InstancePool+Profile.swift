import HTTPTransport
import MeridianCore
import NIOCore

extension InstancePool {
    /// Asks an instance about the processor time of a function; see ``InvocationHead/profileTrigger``. It waits for no
    /// place and is no request of anybody: a worker that is busy answers when it comes to it.
    func ask(
        _ instance: Instance, about function: Int, _ method: HTTPMethod
    ) async throws -> (status: Int, folded: String) {
        let promise = eventLoop.makePromise(of: (head: ResponseHead, body: ByteBuffer).self)
        // What it has served are requests.
        promise.futureResult.whenSuccess { _ in instance.served -= 1 }
        eventLoop.execute {
            let collector = AnswerCollector(on: self.eventLoop) { answer, _ in promise.completeWith(answer) }
            let invocation = EngineInvocation(
                function: function, trigger: InvocationHead.profileTrigger,
                request: RequestHead(method: method, target: "/"), responder: collector, permit: nil, pool: self)
            collector.isReceived(by: invocation)
            guard instance.state == .ready,
                instance.open(invocation, timeoutMilliseconds: 0, deadline: .distantFuture)
            else {
                return collector.fail(
                    MeridianError(
                        .nothingRuns, "the instance \(instance.id) of \(self.title) ended while it was profiled",
                        status: 409))
            }
            invocation.exchangeReceived(ByteBuffer(), isLast: true)
        }
        let answer = try await promise.futureResult.get()
        return (answer.head.status, String(buffer: answer.body))
    }
}
