import HTTPTransport
import MeridianCore
import NIOCore

extension Execution: NIOScheduledCallbackHandler {
    /// Called only when the loop is about to be left: a handler that runs on it can't be stopped anyway.
    func armTimer() {
        guard let deadline, responder != nil else { return }
        let course = going
        guard course.timer == nil, course.callOffDeadline == nil else { return }
        let remaining = TimeAmount.nanoseconds(max(0, deadline.nanoseconds - table.now.nanoseconds))
        if let time = table.time {
            course.callOffDeadline = time.schedule(in: remaining, isDeadline: true, on: eventLoop) {
                self.passDeadline()
            }
            return
        }
        course.timer = try? eventLoop.scheduleCallback(in: remaining, handler: self)
    }

    func handleScheduledCallback(eventLoop: some EventLoop) {
        course?.timer = nil
        passDeadline()
    }

    private func passDeadline() {
        guard let responder else { return }
        let error = MeridianError(
            .deadlineExceeded, "the function '\(function.name)' did not finish within its timeout", status: 504)
        makeLogger().error("the function did not finish within its timeout and is cancelled")
        course?.task?.cancel()
        course?.stream?.fail(error)
        if hasBegun {
            responder.fail(error)
            finish()
        } else {
            answer(Problem(error).response(requestID: requestID))
        }
    }
}
