import HTTPTransport
import MeridianCore
import NIOCore

extension InstancePool {
    /// Asks an instance about the processor time of a function; see ``InvocationHead/profileTrigger``. It waits for no
    /// place and is no request of anybody: a worker that is busy answers when it comes to it.
    func ask(
        _ instance: Instance, about function: Int, _ method: HTTPMethod
    ) async throws -> (status: Int, folded: String) {
        let answer = try await withCheckedThrowingContinuation { continuation in
            eventLoop.execute {
                let collector = AnswerCollector(on: self.eventLoop) { answer, _ in
                    // What it has served are requests.
                    if case .success = answer { instance.served -= 1 }
                    continuation.resume(with: answer)
                }
                self.open(about: function, method, on: instance, collector)
            }
        }
        return (answer.head.status, String(buffer: answer.body))
    }

    private func open(about function: Int, _ method: HTTPMethod, on instance: Instance, _ collector: AnswerCollector) {
        let invocation = EngineInvocation(
            function: function, trigger: InvocationHead.profileTrigger,
            request: RequestHead(method: method, target: "/"), responder: collector, permit: nil, pool: self)
        collector.isReceived(by: invocation)
        guard instance.state == .ready, instance.open(invocation, timeoutMilliseconds: 0, deadline: .distantFuture)
        else {
            return collector.fail(
                MeridianError(
                    .nothingRuns, "the instance \(instance.id) of \(title) ended while it was profiled", status: 409))
        }
        invocation.exchangeReceived(ByteBuffer(), isLast: true)
    }
}
