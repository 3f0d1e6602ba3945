import Glibc
import NIOConcurrencyHelpers
import NIOCore

/// Workers for JavaScript that were started before it is known what they will run, so that no request waits for a
/// process to load its virtual machine.
///
/// As many are kept as were taken lately, within bounds. They hold nothing of any service.
final class IdleWorkers: Sendable {
    struct Worker: Sendable {
        var pid: pid_t
        var descriptors: WorkerDescriptors
    }

    private struct State {
        var idle: [Worker] = []
        var starting = 0
        /// When workers were taken, within the last ``window``.
        var taken: [NIODeadline] = []
        var isTrimming = false
        var isShutDown = false
    }

    private static let least = 2
    private static let most = 32
    /// How long a worker that was taken counts.
    private static let window = TimeAmount.seconds(5)

    private let command: WorkerCommand
    private let launcher: ProcessLauncher
    private let eventLoop: any EventLoop
    private let state = NIOLockedValueBox(State())

    init(_ command: WorkerCommand, launcher: ProcessLauncher, eventLoop: any EventLoop) {
        self.command = command
        self.launcher = launcher
        self.eventLoop = eventLoop
    }

    /// Gives a worker that waits, or starts one. The caller owns its process and descriptors from then on.
    func take(on loop: any EventLoop) -> EventLoopFuture<Worker> {
        let worker = state.withLockedValue { state -> Worker? in
            state.taken.append(.now())
            while let worker = state.idle.popLast() {
                if worker.isAlive { return worker }
                discard(worker)
            }
            return nil
        }
        fill()
        if let worker { return loop.makeSucceededFuture(worker) }
        return start(on: loop)
    }

    /// Starts as many as shall wait. Called when there is something to run, and after one was taken.
    func fill() {
        let missing = state.withLockedValue { state -> Int in
            guard !state.isShutDown else { return 0 }
            let missing = max(0, Self.wanted(&state) - state.idle.count - state.starting)
            state.starting += missing
            return missing
        }
        for _ in 0..<missing {
            start(on: eventLoop).whenComplete { result in self.started(result) }
        }
        trimLater()
    }

    func shutdown() {
        let idle = state.withLockedValue { state -> [Worker] in
            state.isShutDown = true
            defer { state.idle = [] }
            return state.idle
        }
        for worker in idle { discard(worker) }
    }

    private func start(on loop: any EventLoop) -> EventLoopFuture<Worker> {
        do {
            let (parent, child) = try ProcessLauncher.makeDescriptors(speaksWire: true)
            return launcher.start(command, childEnds: child, on: loop).map { Worker(pid: $0, descriptors: parent) }
                .flatMapErrorThrowing { error in
                    parent.close()
                    throw error
                }
        } catch {
            return loop.makeFailedFuture(error)
        }
    }

    private func started(_ result: Result<Worker, any Error>) {
        let surplus = state.withLockedValue { state -> Worker? in
            state.starting -= 1
            guard case .success(let worker) = result else { return nil }
            if state.isShutDown { return worker }
            state.idle.append(worker)
            return nil
        }
        if let surplus { discard(surplus) }
    }

    private static func wanted(_ state: inout State) -> Int {
        let begin = NIODeadline.now() - window
        state.taken.removeAll { $0 < begin }
        return min(most, max(least, state.taken.count))
    }

    /// Ends those that are too many once fewer are taken.
    private func trimLater() {
        let mustSchedule = state.withLockedValue { state -> Bool in
            defer { state.isTrimming = true }
            return !state.isTrimming && !state.isShutDown
        }
        guard mustSchedule else { return }
        _ = eventLoop.scheduleTask(in: Self.window) {
            let (surplus, goesOn) = self.state.withLockedValue { state -> ([Worker], Bool) in
                state.isTrimming = false
                let wanted = Self.wanted(&state)
                var surplus: [Worker] = []
                while state.idle.count > wanted, let worker = state.idle.popLast() { surplus.append(worker) }
                return (surplus, wanted > Self.least)
            }
            for worker in surplus { self.discard(worker) }
            if goesOn { self.trimLater() }
        }
    }

    private func discard(_ worker: Worker) {
        worker.descriptors.close()
        kill(-worker.pid, SIGKILL)
        launcher.reap(worker.pid, patienceMilliseconds: 0, on: eventLoop).whenComplete { _ in }
    }
}

extension IdleWorkers.Worker {
    /// Whether the process has not closed its end.
    fileprivate var isAlive: Bool {
        var entry = pollfd(fd: descriptors.wire, events: Int16(POLLIN), revents: 0)
        return poll(&entry, 1, 0) >= 0 && entry.revents & Int16(POLLHUP | POLLERR) == 0
    }
}

extension WorkerDescriptors {
    func close() {
        for descriptor in [wire, output, errors] where descriptor >= 0 { Glibc.close(descriptor) }
    }
}
