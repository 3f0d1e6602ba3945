import MeridianCore
import NIOCore

/// What an invocation keeps while it goes on: most are over within the call that begins them and need none of it.
/// Belongs to the event loop.
final class Course {
    /// What the caller says the size of the body is; 0 where it does not.
    var announcedBytes = 0
    var stream: BodyStream?
    /// The bytes that have come for the stream.
    var streamedBytes = 0
    var task: Task<Void, Never>?
    var timer: NIOScheduledCallback?
    /// Calls off the deadline that a test's clock keeps.
    var callOffDeadline: (@Sendable () -> Void)?
    /// Where a streaming body goes.
    var outlet: ResponseOutlet?

    /// No deadline will pass, and no writer waits any longer.
    func end() {
        timer?.cancel()
        timer = nil
        callOffDeadline?()
        callOffDeadline = nil
        outlet?.close()
    }
}

extension Execution {
    /// What it keeps while it goes on, made when it is first needed.
    var going: Course {
        if let course { return course }
        let course = Course()
        self.course = course
        return course
    }
}
