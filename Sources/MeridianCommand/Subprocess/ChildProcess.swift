import CSpawn
import Foundation
import MeridianCore
import Synchronization

/// A process that was started with pipes for its output.
///
/// Foundation's `Process` lets the pipes of one child leak into another that is started at the same moment, which
/// then holds them open; here every descriptor is closed on exec.
final class ChildProcess: Sendable {
    private let pid: pid_t
    /// The ends to read from. Whoever reads closes them.
    let output: CInt
    let errors: CInt
    private let hasEnded = Mutex(false)

    private init(pid: pid_t, output: CInt, errors: CInt) {
        self.pid = pid
        self.output = output
        self.errors = errors
    }

    /// - Throws: ``CommandFailure`` when the program can't be started.
    static func start(
        _ path: String, _ arguments: [String], environment: [String: String]
    ) throws(CommandFailure) -> ChildProcess {
        let output = try pipe()
        let errors: (read: CInt, write: CInt)
        do {
            errors = try pipe()
        } catch {
            close(output.read)
            close(output.write)
            throw error
        }
        defer {
            close(output.write)
            close(errors.write)
        }
        #if canImport(Darwin)
            var actions: posix_spawn_file_actions_t?
            var attributes: posix_spawnattr_t?
        #else
            var actions = posix_spawn_file_actions_t()
            var attributes = posix_spawnattr_t()
        #endif
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        posix_spawn_file_actions_addopen(&actions, STDIN_FILENO, "/dev/null", O_RDONLY, 0)
        posix_spawn_file_actions_adddup2(&actions, output.write, STDOUT_FILENO)
        posix_spawn_file_actions_adddup2(&actions, errors.write, STDERR_FILENO)

        // The threads of the runtime block signals; a child that inherits that can't be asked to end.
        posix_spawnattr_init(&attributes)
        defer { posix_spawnattr_destroy(&attributes) }
        var none = sigset_t()
        sigemptyset(&none)
        posix_spawnattr_setsigmask(&attributes, &none)
        posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETSIGMASK))

        let variables = environment.map { "\($0.key)=\($0.value)" }
        var pid: pid_t = 0
        let code = withCStrings([path] + arguments) { arguments in
            withCStrings(variables) { variables in
                posix_spawn(&pid, path, &actions, &attributes, arguments, variables)
            }
        }
        guard code == 0 else {
            close(output.read)
            close(errors.read)
            throw CommandFailure(
                .toolMissing, "'\(path)' can't be started: \(String(cString: strerror(code)))")
        }
        return ChildProcess(pid: pid, output: output.read, errors: errors.read)
    }

    /// Asks the process to end. It is not asked when it has ended, for its id may be another's then.
    func terminate() {
        hasEnded.withLock { if !$0 { kill(pid, SIGTERM) } }
    }

    /// Waits until the process has ended. Blocks; to be called once.
    func wait() -> Int32 {
        var info = siginfo_t()
        // The process is left to be waited for until `terminate` can no longer signal it.
        while waitid(P_PID, id_t(pid), &info, WEXITED | WNOWAIT) < 0 && errno == EINTR {}
        hasEnded.withLock { $0 = true }
        var status: Int32 = 0
        while waitpid(pid, &status, 0) < 0 && errno == EINTR {}
        let signal = status & 0x7F
        return signal == 0 ? status >> 8 & 0xFF : 128 + signal
    }

    private static func pipe() throws(CommandFailure) -> (read: CInt, write: CInt) {
        var ends: [CInt] = [-1, -1]
        let code = cspawn_pipe(&ends)
        guard code == 0 else {
            throw CommandFailure(.unexpectedFailure, "no pipe can be made: \(String(cString: strerror(errno)))")
        }
        return (ends[0], ends[1])
    }

    private static func withCStrings<Result>(
        _ texts: [String], _ body: ([UnsafeMutablePointer<CChar>?]) -> Result
    ) -> Result {
        let copies = texts.map { strdup($0) }
        defer { for copy in copies { free(copy) } }
        return body(copies + [nil])
    }
}
