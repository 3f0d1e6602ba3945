import Glibc
import NIOConcurrencyHelpers
import NIOCore

/// Processes of one kind that were started before it is known what they will run, so that no request waits for a virtual
/// machine to load or a sandbox to be made.
///
/// As many are kept as were taken at a time lately, within bounds. They hold nothing of any service.
final class IdleProcesses: Sendable {
    struct Process: Sendable {
        var started: StartedProcess
        var descriptors: WorkerDescriptors
    }

    private struct State {
        var idle: [Process] = []
        var starting = 0
        /// When processes were taken, within the last ``window``.
        var taken: [NIODeadline] = []
        var isTrimming = false
        var isShutDown = false
    }

    /// After one was taken, until its successor is started: a request that waits comes first.
    private static let pause = TimeAmount.milliseconds(50)
    /// Who takes processes within so long of each other takes them at a time: none could have been started meanwhile.
    private static let atATime = TimeAmount.milliseconds(250)
    private static let least = 2
    private static let most = 32
    /// How long a process that was taken counts.
    private static let window = TimeAmount.seconds(5)

    private let command: WorkerCommand
    private let launcher: WorkerLauncher
    private let groups: ControlGroups?
    private let eventLoop: any EventLoop
    private let state = NIOLockedValueBox(State())

    /// - Parameter groups: Where each process gets a control group of its own, whose files are its arguments.
    init(
        _ command: WorkerCommand, launcher: WorkerLauncher, groups: ControlGroups? = nil, eventLoop: any EventLoop
    ) {
        self.command = command
        self.launcher = launcher
        self.groups = groups
        self.eventLoop = eventLoop
    }

    /// Gives a process that waits, or starts one. The caller owns it and its descriptors from then on.
    func take(on loop: any EventLoop) -> EventLoopFuture<Process> {
        let process = state.withLockedValue { state -> Process? in
            state.taken.append(.now())
            // The first has had the most time to get ready.
            while !state.idle.isEmpty {
                let process = state.idle.removeFirst()
                if process.isAlive { return process }
                discard(process)
            }
            return nil
        }
        _ = eventLoop.scheduleTask(in: Self.pause) { self.fill() }
        if let process { return loop.makeSucceededFuture(process) }
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
        let idle = state.withLockedValue { state -> [Process] in
            state.isShutDown = true
            defer { state.idle = [] }
            return state.idle
        }
        for process in idle { discard(process) }
    }

    private func start(on loop: any EventLoop) -> EventLoopFuture<Process> {
        guard let groups else { return start(command, on: loop) }
        // To make a group takes the kernel a while.
        return launcher.processes.perform(on: loop) { groups.make() }
            .flatMap { group in
                var command = self.command
                command.arguments += group?.joinFiles ?? []
                return self.start(command, in: group, on: loop)
            }
    }

    private func start(
        _ command: WorkerCommand, in group: ControlGroups.Group? = nil, on loop: any EventLoop
    ) -> EventLoopFuture<Process> {
        do {
            let (parent, child) = try ProcessLauncher.makeDescriptors(speaksWire: true)
            return launcher.start(command, childEnds: child, on: loop)
                .map { started in
                    Process(
                        started: StartedProcess(pid: started.pid, group: group ?? started.group), descriptors: parent)
                }
                .flatMapErrorThrowing { error in
                    parent.close()
                    group?.remove()
                    throw error
                }
        } catch {
            group?.remove()
            return loop.makeFailedFuture(error)
        }
    }

    private func started(_ result: Result<Process, any Error>) {
        let surplus = state.withLockedValue { state -> Process? in
            state.starting -= 1
            guard case .success(let process) = result else { return nil }
            if state.isShutDown { return process }
            state.idle.append(process)
            return nil
        }
        if let surplus { discard(surplus) }
    }

    private static func wanted(_ state: inout State) -> Int {
        let begin = NIODeadline.now() - window
        state.taken.removeAll { $0 < begin }
        return min(most, max(least, mostAtATime(state.taken)))
    }

    /// - Parameter times: Ascending.
    static func mostAtATime(_ times: [NIODeadline]) -> Int {
        var (first, largest) = (0, 0)
        for (last, time) in times.enumerated() {
            while times[first] + atATime <= time { first += 1 }
            largest = max(largest, last - first + 1)
        }
        return largest
    }

    /// Ends those that are too many once fewer are taken.
    private func trimLater() {
        let mustSchedule = state.withLockedValue { state -> Bool in
            defer { state.isTrimming = true }
            return !state.isTrimming && !state.isShutDown
        }
        guard mustSchedule else { return }
        _ = eventLoop.scheduleTask(in: Self.window) {
            let (surplus, goesOn) = self.state.withLockedValue { state -> ([Process], Bool) in
                state.isTrimming = false
                let wanted = Self.wanted(&state)
                var surplus: [Process] = []
                while state.idle.count > wanted, let process = state.idle.popLast() { surplus.append(process) }
                return (surplus, wanted > Self.least)
            }
            for process in surplus { self.discard(process) }
            if goesOn { self.trimLater() }
        }
    }

    private func discard(_ process: Process) {
        process.descriptors.close()
        kill(-process.started.pid, SIGKILL)
        launcher.reap(process.started, patienceMilliseconds: 0, on: eventLoop).whenComplete { _ in }
    }
}

extension IdleProcesses.Process {
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
