import NIOCore

/// What happens past the second line; see ``SecondLine``.
extension ConnectionLoop {
    /// Bytes came in: from now on it is looked whether the event loop is in time, until nothing comes any more.
    func noteInput() {
        hasInput = true
        guard !isWatching, secondLine != nil else { return }
        isWatching = true
        watch()
    }

    private func watch() {
        let due = NIODeadline.now() + SecondLine.tick
        eventLoop.scheduleTask(deadline: due) { self.look(due: due) }
    }

    private func look(due: NIODeadline) {
        switch secondLine?.look(due: due, now: .now()) {
        case .pause: pauseReading()
        case .resume: resumeReading()
        case nil: break
        }
        guard hasInput || secondLine?.isPaused == true else {
            isWatching = false
            return
        }
        hasInput = false
        watch()
    }

    /// Reads nothing and accepts nothing until ``resumeReading()``.
    func pauseReading() {
        isReadingPaused = true
        listener.pause()
        for connection in connections { connection.setReading(false) }
    }

    func resumeReading() {
        isReadingPaused = false
        listener.resume()
        // A connection that reads may close, and take itself out.
        for connection in Array(connections) { connection.setReading(true) }
    }
}
