import Glibc
import NIOCore

/// A process that the platform has started and must reap.
struct StartedProcess: Sendable {
    var pid: pid_t
    /// The control group that it is alone in; `nil` where there is none.
    var group: ControlGroups.Group?
}

/// Starts and reaps workers, in sandboxes where their commands ask for one.
struct WorkerLauncher: Sendable {
    let processes: ProcessLauncher
    /// Sandboxes that wait; `nil` where there is none to be had.
    var sandboxes: IdleProcesses?
    var division = ProcessorDivision.find()

    /// Starts a worker; `childEnds` are closed here in any case.
    func start(
        _ command: WorkerCommand, childEnds: WorkerDescriptors, on loop: any EventLoop
    ) -> EventLoopFuture<StartedProcess> {
        guard let place = command.place, let sandboxes else {
            return processes.start(command, childEnds: childEnds, on: loop).map { StartedProcess(pid: $0) }
        }
        return sandboxes.take(on: loop)
            .flatMap { sandbox in
                let order = SandboxOrder(command, place, descriptors: childEnds)
                return processes.perform(on: loop) {
                    defer { sandbox.descriptors.close() }
                    sandbox.started.group?.limit(memory: place.memory, processes: place.processes)
                    try order.send(to: sandbox.descriptors.wire)
                    return sandbox.started
                }
                .flatMapErrorThrowing { error in
                    kill(-sandbox.started.pid, SIGKILL)
                    _ = reap(sandbox.started, patienceMilliseconds: 0, on: loop)
                    throw error
                }
            }
            .always { _ in childEnds.close() }
    }

    /// See ``ProcessLauncher/reap(_:patienceMilliseconds:group:on:)``.
    func reap(
        _ process: StartedProcess, patienceMilliseconds: CInt, on loop: any EventLoop
    ) -> EventLoopFuture<ReapedProcess> {
        processes.reap(process.pid, patienceMilliseconds: patienceMilliseconds, group: process.group, on: loop)
    }
}
