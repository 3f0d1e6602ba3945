import Glibc
import NIOCore

/// Starts and reaps workers, in sandboxes where their commands ask for one.
struct WorkerLauncher: Sendable {
    let processes: ProcessLauncher
    /// Sandboxes that wait; `nil` where there is none to be had.
    var sandboxes: IdleProcesses?

    /// Starts a worker; `childEnds` are closed here in any case.
    func start(_ command: WorkerCommand, childEnds: WorkerDescriptors, on loop: any EventLoop) -> EventLoopFuture<pid_t>
    {
        guard let place = command.place, let sandboxes else {
            return processes.start(command, childEnds: childEnds, on: loop)
        }
        return sandboxes.take(on: loop)
            .flatMap { sandbox in
                let order = SandboxOrder(command, place, descriptors: childEnds)
                return processes.perform(on: loop) {
                    defer { sandbox.descriptors.close() }
                    try order.send(to: sandbox.descriptors.wire)
                    return sandbox.pid
                }
                .flatMapErrorThrowing { error in
                    kill(-sandbox.pid, SIGKILL)
                    _ = processes.reap(sandbox.pid, patienceMilliseconds: 0, on: loop)
                    throw error
                }
            }
            .always { _ in childEnds.close() }
    }

    /// See ``ProcessLauncher/reap(_:patienceMilliseconds:group:on:)``.
    func reap(
        _ pid: pid_t, patienceMilliseconds: CInt, group: ControlGroups.Group? = nil, on loop: any EventLoop
    ) -> EventLoopFuture<(process: ProcessEnd, ranOutOfMemory: Bool)> {
        processes.reap(pid, patienceMilliseconds: patienceMilliseconds, group: group, on: loop)
    }
}
