import CSpawn
import Glibc
import NIOCore
import NIOPosix

/// What a worker process is started with.
struct WorkerCommand: Sendable {
    /// Relative to `directory`, which the process starts in.
    var executable: String
    /// Behind the executable's own name.
    var arguments: [String] = []
    var directory: String
    var environment: [String: String]
    /// Bytes of private memory; 0 for no limit.
    var memory: UInt64
    var openFiles: UInt64
    var processes: UInt64
    /// The sandbox that it is for; `nil` for a process that sees what the platform sees.
    var place: SandboxPlace?
}

/// The parent's ends of a worker's descriptors. Whoever takes one closes it.
struct WorkerDescriptors: Sendable {
    /// -1 for a worker that does not speak the wire.
    var wire: CInt
    var output: CInt
    var errors: CInt
}

/// How a process ended.
enum ProcessEnd: Sendable, Equatable, CustomStringConvertible {
    case exited(status: Int32)
    case killed(signal: Int32)
    case unknown

    /// What a program that waited for the process says of it in its own status, as a shell does.
    var ofChild: ProcessEnd {
        if case .exited(let status) = self, status > 128 { .killed(signal: status - 128) } else { self }
    }

    var description: String {
        switch self {
        case .exited(let status): "exited with status \(status)"
        case .killed(SIGKILL): "was killed (signal 9)"
        case .killed(SIGSEGV): "crashed (signal 11, invalid memory access)"
        case .killed(SIGILL): "crashed (signal 4, a trap such as a failed precondition)"
        case .killed(SIGTRAP): "crashed (signal 5, a trap such as a failed precondition)"
        case .killed(SIGABRT): "aborted (signal 6)"
        case .killed(let signal): "was killed (signal \(signal))"
        case .unknown: "ended"
        }
    }
}

/// What is known of a process that is no more.
struct ReapedProcess: Sendable {
    var end: ProcessEnd
    /// That it used, with the children that it waited for (wait4(2)).
    var processorMicroseconds: UInt64
    var ranOutOfMemory: Bool
}

/// Starts and reaps worker processes on two threads of its own, since both block for a moment.
final class ProcessLauncher: Sendable {
    // One thread that lives as long as the platform, because a worker dies with the thread that started it.
    private let starter = NIOThreadPool(numberOfThreads: 1)
    private let reaper = NIOThreadPool(numberOfThreads: 2)

    init() {
        starter.start()
        reaper.start()
    }

    func shutdown() async {
        try? await starter.shutdownGracefully()
        try? await reaper.shutdownGracefully()
    }

    /// Starts a process; `childEnds` are closed here in any case.
    func start(_ command: WorkerCommand, childEnds: WorkerDescriptors, on loop: any EventLoop) -> EventLoopFuture<pid_t>
    {
        perform(on: loop) {
            defer { childEnds.close() }
            return try Self.spawn(command, childEnds)
        }
    }

    /// Runs work that blocks for a moment, in turn with the starts of processes.
    func perform<Result: Sendable>(
        on loop: any EventLoop, _ work: @escaping @Sendable () throws -> Result
    ) -> EventLoopFuture<Result> {
        starter.runIfActive(eventLoop: loop, work)
    }

    /// Runs work that blocks for longer and that nothing waits for, beside the waiting for ends.
    func performBeside(_ work: @escaping @Sendable () -> Void) {
        reaper.submit { state in
            if case .active = state { work() }
        }
    }

    static func spawn(_ command: WorkerCommand, _ ends: WorkerDescriptors) throws -> pid_t {
        var arguments: [UnsafeMutablePointer<CChar>?] = ([command.executable] + command.arguments).map { strdup($0) }
        arguments.append(nil)
        var environment: [UnsafeMutablePointer<CChar>?] = command.environment.map { strdup("\($0.key)=\($0.value)") }
        environment.append(nil)
        defer {
            for text in arguments + environment { free(text) }
        }
        let directory = strdup(command.directory)
        defer { free(directory) }
        return try arguments.withUnsafeMutableBufferPointer { arguments in
            try environment.withUnsafeMutableBufferPointer { environment in
                var request = cspawn_request(
                    path: arguments[0], arguments: arguments.baseAddress, environment: environment.baseAddress,
                    directory: directory, wire: ends.wire, output: ends.output, errors: ends.errors,
                    memory: command.memory, open_files: command.openFiles, processes: command.processes)
                let pid = cspawn_start(&request)
                guard pid > 0 else {
                    throw IOError(errnoCode: errno, reason: "start \(command.executable) in \(command.directory)")
                }
                return pid
            }
        }
    }

    /// Waits for the end of a process whose connection is gone; kills it with its children when it outlives `patience`.
    /// - Parameter group: Is asked whether memory was the reason, and removed.
    func reap(
        _ pid: pid_t, patienceMilliseconds: CInt, group: ControlGroups.Group? = nil, on loop: any EventLoop
    ) -> EventLoopFuture<ReapedProcess> {
        reaper.runIfActive(eventLoop: loop) {
            let descriptor = cspawn_pidfd(pid)
            if descriptor >= 0 {
                var entry = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
                while poll(&entry, 1, patienceMilliseconds) < 0 && errno == EINTR {}
                close(descriptor)
            }
            // The group, so that what the worker started goes with it.
            kill(-pid, SIGKILL)
            let ranOutOfMemory = group?.ranOutOfMemory ?? false
            let (process, processorTime) = Self.wait(for: pid)
            group?.remove()
            return ReapedProcess(end: process, processorMicroseconds: processorTime, ranOutOfMemory: ranOutOfMemory)
        }
    }

    private static func wait(for pid: pid_t) -> (end: ProcessEnd, processorMicroseconds: UInt64) {
        var status: CInt = 0
        var usage = rusage()
        while wait4(pid, &status, 0, &usage) < 0 {
            guard errno == EINTR else { return (.unknown, 0) }
        }
        let signal = status & 0x7F
        return (
            signal == 0 ? .exited(status: (status >> 8) & 0xFF) : .killed(signal: signal),
            microseconds(usage.ru_utime) + microseconds(usage.ru_stime)
        )
    }

    private static func microseconds(_ time: timeval) -> UInt64 {
        UInt64(max(0, time.tv_sec)) * 1_000_000 + UInt64(max(0, time.tv_usec))
    }

    /// Whether a child process has ended; it stays to be reaped.
    static func hasEnded(_ pid: pid_t) -> Bool {
        var information = siginfo_t()
        return waitid(P_PID, id_t(pid), &information, WEXITED | WNOHANG | WNOWAIT) == 0 && information.si_signo != 0
    }

    /// Connected pairs for a worker: the parent's ends and the child's.
    /// - Parameter speaksWire: Whether there is a pair for the wire.
    static func makeDescriptors(speaksWire: Bool) throws -> (parent: WorkerDescriptors, child: WorkerDescriptors) {
        var wire: [CInt] = [-1, -1]
        var output: [CInt] = [-1, -1]
        var errors: [CInt] = [-1, -1]
        let stream = CInt(SOCK_STREAM.rawValue) | CInt(SOCK_CLOEXEC.rawValue)
        guard !speaksWire || socketpair(AF_UNIX, stream, 0, &wire) == 0, cspawn_pipe(&output) == 0,
            cspawn_pipe(&errors) == 0
        else {
            let reason = errno
            for descriptor in wire + output + errors where descriptor >= 0 { close(descriptor) }
            throw IOError(errnoCode: reason, reason: "open the worker's socket and pipes")
        }
        return (
            WorkerDescriptors(wire: wire[0], output: output[0], errors: errors[0]),
            WorkerDescriptors(wire: wire[1], output: output[1], errors: errors[1])
        )
    }
}
