import NIOCore
import Synchronization

/// The socket that a server listens on. No connection is accepted while any of the event loops is past its second line.
final class Listener: Sendable {
    private struct State {
        var channel: (any Channel)?
        var paused = 0
        var pauses = 0
    }

    private let state = Mutex(State())

    /// How often event loops stopped to read.
    var pauses: Int { state.withLock { $0.pauses } }

    func open(_ channel: any Channel) {
        let accepts = state.withLock { state in
            state.channel = channel
            return state.paused == 0
        }
        if !accepts { accept(false, on: channel) }
    }

    /// - Returns: What is to be closed; `nil` when nothing is open.
    func take() -> (any Channel)? {
        state.withLock { state in
            defer { state.channel = nil }
            return state.channel
        }
    }

    func pause() {
        let channel = state.withLock { state -> (any Channel)? in
            state.paused += 1
            state.pauses += 1
            return state.paused == 1 ? state.channel : nil
        }
        if let channel { accept(false, on: channel) }
    }

    func resume() {
        let channel = state.withLock { state -> (any Channel)? in
            state.paused -= 1
            return state.paused == 0 ? state.channel : nil
        }
        if let channel { accept(true, on: channel) }
    }

    private func accept(_ accepts: Bool, on channel: any Channel) {
        channel.setOption(.autoRead, value: accepts).whenFailure { _ in }
    }
}
