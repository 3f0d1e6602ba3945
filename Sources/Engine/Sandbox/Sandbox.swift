public import MeridianCore

/// Sets workers apart from the machine and from each other, with `meridian-sandbox`.
///
/// A worker sees its package, read-only, the system's programs and libraries, a `/tmp` of its own and nothing else: no
/// other process, none of the platform's files, no terminal. It has no capabilities and can't make namespaces. The
/// network is the machine's.
///
/// Sandboxes are made before there is something to run in them; see Documentation/Decisions/0011.
public struct Sandbox: Sendable {
    /// The name of the program that makes them.
    public static let programName = "meridian-sandbox"
    /// Where a worker finds its package.
    public static let packageDirectory = "/var/task"
    /// Where programs are looked for, in place of the platform's own `PATH`: what lies elsewhere is not there.
    static let path = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"

    /// MiB of `/tmp` for a program of the platform's own.
    private static let programTemporarySize = 64

    private let executable: String

    /// Looks whether workers can be set apart here. Blocks for some milliseconds.
    /// - Parameter executable: The path of `meridian-sandbox`; `nil` where it is missing.
    /// - Throws: ``ErrorCode/sandboxUnavailable`` with the reason.
    public init(executable: String?) throws(MeridianError) {
        guard let executable else { throw Self.unavailable("there is no \(Self.programName) beside the platform") }
        self.executable = executable
        let (status, output) = try ProcessProbe.run(command(["--probe"]))
        guard status == 0 else {
            let reason = output.split(separator: "\n").last.map(String.init)
            throw Self.unavailable(reason ?? "\(Self.programName) ended with status \(status)")
        }
    }

    private static func unavailable(_ reason: String) -> MeridianError {
        MeridianError(.sandboxUnavailable, "workers can't be set apart from the machine: \(reason)")
    }

    /// What starts a sandbox that waits for its order.
    var waiting: WorkerCommand { command([]) }

    private func command(_ arguments: [String]) -> WorkerCommand {
        WorkerCommand(
            executable: executable, arguments: arguments, directory: "/", environment: [:], memory: 0, openFiles: 0,
            processes: 0)
    }

    /// A program of the platform's own, which gets what it runs over the wire. In place of a package it sees the
    /// directory that it lies in.
    func place(program command: WorkerCommand, processes: Int) -> WorkerCommand {
        let parts = command.executable.split(separator: "/", omittingEmptySubsequences: false)
        var local = command
        local.executable = "./\(parts.last ?? "")"
        local.place = SandboxPlace(
            package: parts.count > 1 ? parts.dropLast().joined(separator: "/") + "/" : ".",
            temporarySize: Self.programTemporarySize, processes: processes)
        return local
    }
}
