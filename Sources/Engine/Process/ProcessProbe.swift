import CSpawn
import Glibc
import MeridianCore
import NIOCore

/// Runs a program to its end, to see whether it can be run at all.
enum ProcessProbe {
    private static let longestOutput = 4_096

    /// Blocks until the program ends.
    /// - Returns: Its status as a shell tells it, and what it wrote to standard error.
    static func run(_ command: WorkerCommand) throws(MeridianError) -> (status: CInt, output: String) {
        do {
            let (parent, child) = try ProcessLauncher.makeDescriptors(speaksWire: false)
            defer {
                close(parent.output)
                close(parent.errors)
            }
            let pid: pid_t
            do {
                defer {
                    close(child.output)
                    close(child.errors)
                }
                pid = try ProcessLauncher.spawn(command, child)
            }
            var text = [UInt8](repeating: 0, count: longestOutput)
            let count = read(parent.errors, &text, text.count)
            var status: CInt = 0
            while waitpid(pid, &status, 0) < 0, errno == EINTR {}
            let signal = status & 0x7F
            return (
                signal == 0 ? (status >> 8) & 0xFF : 128 + signal,
                String(decoding: text.prefix(max(0, count)), as: UTF8.self)
            )
        } catch {
            throw MeridianError(.spawnFailed, "'\(command.executable)' can't be started: \(error)", cause: error)
        }
    }
}
