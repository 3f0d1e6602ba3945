import HTTPTransport
import MeridianCore
import NIOCore

extension Execution {
    /// Answers from the event loop.
    func answer(_ response: Response) {
        guard let responder else { return }
        observation?.status = response.status
        // One after another: to tell all cases apart at once, the whole body is copied.
        if case .text(let text) = response.body.content {
            responder.respond(response.head, text: text)
            finish()
        } else if case .stream(let writer) = response.body.content {
            guard let outlet = begin(response.head) else { return }
            armTimer()
            going.task = Task { await writeBody(writer, to: outlet) }
        } else if case .upgrade(let upgrade) = response.body.content {
            hand(over: response, by: upgrade)
        } else {
            responder.respond(response.head, body: response.body.whole ?? ByteBuffer())
            finish()
        }
    }

    /// Answers from the handler's task, which goes on to write a streaming body.
    func deliver(_ response: Response) async {
        guard case .stream(let writer) = response.body.content else {
            return eventLoop.execute { self.answer(response) }
        }
        let outlet = await withCheckedContinuation { continuation in
            eventLoop.execute { continuation.resume(returning: self.begin(response.head)) }
        }
        if let outlet { await writeBody(writer, to: outlet) }
    }

    func answer(throwing error: any Error) {
        guard let responder else { return }
        let problem = problem(for: error)
        if hasBegun {
            responder.fail(
                MeridianError(.handlerFailed, "the function '\(function.name)' failed while it wrote its response"))
            finish()
        } else {
            answer(problem.response(requestID: requestID))
        }
    }

    /// What the caller is told of an error. One that is not the caller's fault is logged.
    func problem(for error: any Error) -> Problem {
        if error is CancellationError, let deadline, deadline <= table.now {
            return Problem(
                .deadlineExceeded, "the function '\(function.name)' did not finish within its timeout", status: 504)
        }
        let problem = Problem(thrown: error, by: function.name, isDevelopment: table.isDevelopment)
        if problem.status >= 500 || hasBegun {
            makeLogger().error("the function failed", metadata: ["error": "\(error)"])
        }
        return problem
    }

    func refuseBody(limit: Int) {
        answer(Problem(bodyTooLarge(limit: limit)).response(requestID: requestID))
    }

    func bodyTooLarge(limit: Int) -> MeridianError {
        MeridianError(
            .bodyTooLarge, "the request body is larger than the \(limit) bytes that '\(function.name)' accepts",
            status: 413)
    }

    /// Sends the head of a streaming response.
    /// - Returns: Where the body goes; `nil` when none is to follow.
    private func begin(_ head: ResponseHead) -> ResponseOutlet? {
        guard let responder else { return nil }
        hasBegun = true
        observation?.status = head.status
        responder.start(head)
        guard self.head.method == .head || !head.allowsBody else {
            let outlet = ResponseOutlet(self)
            going.outlet = outlet
            return outlet
        }
        responder.end()
        finish()
        return nil
    }

    private func writeBody(
        _ writer: @Sendable (ResponseWriter) async throws -> Void, to outlet: ResponseOutlet
    ) async {
        do {
            try await writer(ResponseWriter(outlet))
            try await outlet.drain()
            eventLoop.execute {
                self.responder?.end()
                self.finish()
            }
        } catch {
            eventLoop.execute { self.answer(throwing: error) }
        }
    }
}
