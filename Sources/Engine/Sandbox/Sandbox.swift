import Glibc
public import MeridianCore

/// Sets workers apart from the machine and from each other, with bubblewrap.
///
/// A worker sees its package, read-only, the system's programs and libraries, a `/tmp` of its own and nothing else: no
/// other process, none of the platform's files, no terminal. It has no capabilities and can't make namespaces. The
/// network is the machine's.
public struct Sandbox: Sendable {
    /// Where a worker finds its package.
    public static let packageDirectory = "/var/task"
    /// Where programs are looked for, in place of the platform's own `PATH`: what lies elsewhere is not there.
    static let path = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"

    /// MiB of `/tmp` for a program of the platform's own.
    private static let programTemporarySize = 64

    /// Parts of `/etc` that programs need to find names, certificates and the time.
    private static let etc = [
        "alternatives", "ca-certificates", "crypto-policies", "gai.conf", "host.conf", "hosts", "ld.so.cache",
        "ld.so.conf", "ld.so.conf.d", "localtime", "mime.types", "nsswitch.conf", "pki", "protocols", "resolv.conf",
        "services", "ssl", "timezone",
    ]

    private let executable: String
    /// What is the same for every worker.
    private let arguments: [String]

    /// Looks whether workers can be set apart here. Blocks for some milliseconds.
    /// - Throws: ``ErrorCode/sandboxUnavailable`` with the reason.
    public init() throws(MeridianError) {
        let path = getenv("PATH").map { String(cString: $0) }
        let executable = ExecutableFile.path(of: "bwrap", among: path)
        guard executable.hasPrefix("/") else {
            throw Self.unavailable("bubblewrap is not installed")
        }
        self.executable = executable
        arguments = Self.arguments()
        let probe = wrap(
            WorkerCommand(
                executable: "/bin/true", directory: "/", environment: [:], memory: 0, openFiles: 0, processes: 0),
            package: "/usr", temporarySize: 1)
        let (status, output) = try ProcessProbe.run(probe)
        guard status == 0 else {
            let reason = output.split(separator: "\n").last.map(String.init)
            throw Self.unavailable(reason ?? "bubblewrap ended with status \(status)")
        }
    }

    private static func unavailable(_ reason: String) -> MeridianError {
        MeridianError(.sandboxUnavailable, "workers can't be set apart from the machine: \(reason)")
    }

    /// The command inside of a sandbox.
    /// - Parameters:
    ///   - package: The directory that the worker sees as ``packageDirectory``.
    ///   - temporarySize: MiB of its `/tmp`, which is memory.
    func wrap(_ command: WorkerCommand, package: String, temporarySize: Int) -> WorkerCommand {
        var wrapped = command
        wrapped.executable = executable
        wrapped.directory = "/"
        wrapped.arguments =
            arguments + ["--size", String(temporarySize << 20), "--tmpfs", "/tmp"]
            + ["--ro-bind", Self.absolute(package), Self.packageDirectory, "--chdir", Self.packageDirectory]
            + ["--", command.executable] + command.arguments
        return wrapped
    }

    /// bubblewrap starts in the root directory.
    private static func absolute(_ path: String) -> String {
        guard !path.hasPrefix("/"), let resolved = realpath(path, nil) else { return path }
        defer { free(resolved) }
        return String(cString: resolved)
    }

    /// A program of the platform's own, which gets what it runs over the wire, inside of a sandbox. In place of a package
    /// it sees the directory that it lies in.
    func wrap(program command: WorkerCommand) -> WorkerCommand {
        let parts = command.executable.split(separator: "/", omittingEmptySubsequences: false)
        var local = command
        local.executable = "./\(parts.last ?? "")"
        return wrap(
            local, package: parts.count > 1 ? parts.dropLast().joined(separator: "/") + "/" : ".",
            temporarySize: Self.programTemporarySize)
    }

    private static func arguments() -> [String] {
        var arguments = [
            "--unshare-user", "--unshare-pid", "--unshare-ipc", "--unshare-uts", "--unshare-cgroup-try",
            "--disable-userns", "--uid", "65534", "--gid", "65534", "--hostname", "worker", "--new-session",
            "--die-with-parent", "--cap-drop", "ALL", "--ro-bind", "/usr", "/usr", "--ro-bind-try", "/opt", "/opt",
            "--proc", "/proc", "--dev", "/dev", "--perms", "0755", "--dir", "/var", "--perms", "0755", "--dir", "/etc",
        ]
        // Of a platform that runs as root a worker is root in the eyes of these files, whatever it may be otherwise.
        for file in ["sys", "sysrq-trigger", "irq", "bus", "fs"] {
            arguments += ["--ro-bind-try", "/proc/\(file)", "/proc/\(file)"]
        }
        // On a system whose /usr is merged these are links into it; elsewhere they are directories of their own.
        for directory in ["/bin", "/lib", "/lib32", "/lib64", "/libx32", "/sbin"] {
            if let target = LinkTarget.of(directory) {
                arguments += ["--symlink", target, directory]
            } else {
                arguments += ["--ro-bind-try", directory, directory]
            }
        }
        for name in etc { arguments += ["--ro-bind-try", "/etc/\(name)", "/etc/\(name)"] }
        return arguments
    }
}

private enum LinkTarget {
    /// What a symbolic link points to; `nil` for anything else.
    static func of(_ path: String) -> String? {
        var target = [CChar](repeating: 0, count: 4_096)
        let length = readlink(path, &target, target.count)
        return length > 0 ? String(decoding: target[..<length].map(UInt8.init(bitPattern:)), as: UTF8.self) : nil
    }
}
