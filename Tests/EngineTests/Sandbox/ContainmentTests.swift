import Engine
import Foundation
import MeridianCore
import NIOCore
import Telemetry
import Testing

/// What a worker in the sandbox can't do. Documentation/Sandbox.md has the same as a table.
@Suite(.timeLimit(.minutes(3)), .enabled(if: Fixture.sandbox != nil, "namespaces can be made here"))
struct ContainmentTests {
    private struct Attempt: Decodable {
        /// What came of it; `nil` when it was refused.
        var gained: String?
        var refusal: String?
    }

    private func withProgram<Result: Sendable>(
        options: FunctionOptions = FunctionOptions(), configure: (inout EngineConfiguration) -> Void = { _ in },
        _ body: (ForeignFixture, ActiveRelease) async throws -> Result
    ) async throws -> Result {
        var configuration = EngineConfiguration()
        configuration.sandbox = Fixture.sandbox
        configure(&configuration)
        return try await ForeignFixture.withRelease(
            Self.script, .http, options: options, configuration: configuration, body)
    }

    private func attempt(_ name: String, _ argument: String = "", in release: ActiveRelease) async throws -> Attempt {
        let encoded = argument.addingPercentEncoding(withAllowedCharacters: .alphanumerics) ?? ""
        let answer = try await release.call("main", "/\(name)?\(encoded)")
        #expect(answer.head.status == 200, "\(String(buffer: answer.body))")
        return try JSONDecoder().decode(Attempt.self, from: Data(answer.body.readableBytesView))
    }

    @Test func whatBelongsToOthersCannotBeReached() async throws {
        let secret = FileManager.default.temporaryDirectory.appending(path: "meridian-secret-\(UUID().uuidString)")
        try Data("token".utf8).write(to: secret)
        defer { try? FileManager.default.removeItem(at: secret) }
        let other = secret.deletingLastPathComponent().path
        let platform = String(getpid())
        try await withProgram { _, release in
            let attempts = [
                ("read", secret.path), ("list", other), ("list", "/root"), ("list", "/home"), ("list", "/var/lib"),
                ("read", "/etc/shadow"), ("list", "/machine"), ("list", "/machine/root"),
                ("read", "/proc/\(platform)/environ"), ("read", "/proc/\(platform)/cmdline"),
                ("list", "/proc/\(platform)/root"), ("signal", platform), ("signal-all", ""), ("trace", platform),
                ("processes", ""), ("open-device", "/dev/mem"), ("open-device", "/dev/sda"), ("terminal", ""),
            ]
            for (name, argument) in attempts {
                let attempt = try await attempt(name, argument, in: release)
                #expect(attempt.gained == nil, "\(name) \(argument): \(attempt.gained ?? "")")
            }
        }
    }

    @Test func whatIsSharedCannotBeChanged() async throws {
        try await withProgram { _, release in
            let attempts = [
                ("write", "/var/task/bootstrap"), ("write", "/var/task/new"), ("write", "/usr/bin/new"),
                ("write", "/etc/hosts"), ("write", "/proc/sys/kernel/core_pattern"), ("write", "/proc/sysrq-trigger"),
                ("write", "/sys/fs/cgroup/new"), ("mount", ""), ("remount", ""), ("chroot", ""), ("hostname", ""),
                ("clock", ""), ("node", ""), ("user-namespace", ""), ("root", ""), ("capabilities", ""), ("module", ""),
            ]
            for (name, argument) in attempts {
                let attempt = try await attempt(name, argument, in: release)
                #expect(attempt.gained == nil, "\(name) \(argument): \(attempt.gained ?? "")")
            }
        }
    }

    @Test func aPortThatIsTakenStaysTaken() async throws {
        let listener = try await withListener { port in
            try await withProgram { _, release in try await attempt("bind", String(port), in: release) }
        }
        #expect(listener.gained == nil)
    }

    private func withListener<Result>(_ body: (Int) async throws -> Result) async throws -> Result {
        let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        defer { close(descriptor) }
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_addr.s_addr = in_addr_t(INADDR_LOOPBACK).bigEndian
        var size = socklen_t(MemoryLayout<sockaddr_in>.size)
        let port = withUnsafeMutablePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { pointer -> UInt16 in
                guard bind(descriptor, pointer, size) == 0, listen(descriptor, 1) == 0,
                    getsockname(descriptor, pointer, &size) == 0
                else { return 0 }
                return pointer.withMemoryRebound(to: sockaddr_in.self, capacity: 1) {
                    UInt16(bigEndian: $0.pointee.sin_port)
                }
            }
        }
        try #require(port != 0)
        return try await body(Int(port))
    }

    @Test func descriptorsAndTemporaryFilesHaveAnEnd() async throws {
        try await withProgram { _, release in
            let descriptors = try await attempt("descriptors", in: release)
            #expect((Int(descriptors.gained ?? "") ?? .max) <= 1_024)
            let written = try await attempt("fill-tmp", in: release)
            #expect((Int(written.gained ?? "") ?? .max) <= 256)
            #expect(try await release.text("main", "/hello") == "Hello")
        }
    }

    @Test func aForkBombEndsItsInstanceOnly() async throws {
        try await withProgram(configure: { $0.processesPerInstance = 64 }) { _, release in
            let answer = try? await release.call("main", "/fork-bomb")
            if let answer { #expect(String(buffer: answer.body).contains("refusal")) }
            _ = try await release.group { $0.crashed == 1 }
            let hello = try await text("/hello", of: release)
            #expect(hello == "Hello")
        }
    }

    @Test func aMemoryBombEndsItsInstanceOnly() async throws {
        try await withProgram(options: FunctionOptions(memorySize: 64)) { _, release in
            // Either the allocation is refused, or the process that goes on takes too much.
            for name in ["memory-bomb", "memory-bomb-by-children"] {
                let answer = try? await release.call("main", "/\(name)")
                if let answer { #expect(String(buffer: answer.body).contains("refusal")) }
                let hello = try await text("/hello", of: release)
                #expect(hello == "Hello")
            }
        }
    }

    @Test func whoEndsAllItCanEndsItself() async throws {
        try await withProgram { _, release in
            let error = try #require(await release.failure("main", "/suicide"))
            #expect(error.code == .workerCrashed)
            #expect(error.message.contains("signal 9"))
            let hello = try await text("/hello", of: release)
            #expect(hello == "Hello")
        }
    }

    /// The answer of an instance that may have to be started anew first.
    private func text(_ path: String, of release: ActiveRelease) async throws -> String {
        for _ in 0..<20 {
            if let answer = try? await release.call("main", path) { return String(buffer: answer.body) }
        }
        return try await release.text("main", path)
    }

    @Test func aSandboxedProgramFindsItsPackageAndLeavesInGoodOrder() async throws {
        try await withProgram(options: FunctionOptions(idleTimeout: 0.1)) { fixture, release in
            #expect(try await release.text("main", "/directory") == "/var/task")
            _ = try await release.group { $0.instances.isEmpty }
            #expect(fixture.messages().contains("leaving"))
            #expect(try await release.group().crashed == 0)
        }
    }

    @Test func theRuntimeAPIIsReachedFromInside() async throws {
        var configuration = EngineConfiguration()
        configuration.sandbox = Fixture.sandbox
        try await ForeignFixture.withRelease(ForeignScript.bootstrap, .lambda, configuration: configuration) {
            _, release in
            let environment = try await release.text("main", "/environment")
            #expect(environment.contains("\"LAMBDA_TASK_ROOT\": \"/var/task\""))
        }
    }

    private static let script = #"""
        #!/usr/bin/env python3
        import ctypes, json, os, signal, socket, sys, time
        from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
        from urllib.parse import unquote

        libc = ctypes.CDLL(None, use_errno=True)

        def called(result):
            if result < 0: raise OSError(ctypes.get_errno(), os.strerror(ctypes.get_errno()))
            return str(result)

        def read(path): return open(path, "rb").read(64).hex()
        def write(path):
            with open(path, "ab") as file: return str(file.write(b"x"))
        def list_folder(path): return " ".join(os.listdir(path)) or None
        def send_signal(process):
            os.kill(int(process), 0)
            return process
        def signal_all(_):
            me = {os.getpid(), 1}
            others = [p for p in map(int, filter(str.isdigit, os.listdir("/proc"))) if p not in me and p != os.getppid()]
            return str(others) if others else None
        def processes(_):
            names = [open(f"/proc/{p}/comm").read().strip() for p in os.listdir("/proc") if p.isdigit()]
            strangers = [name for name in names if name not in ("sandbox", "python3", "bootstrap")]
            return str(strangers) if strangers else None
        def trace(process): return called(libc.ptrace(16, int(process), 0, 0))
        def device(path): return str(os.open(path, os.O_RDONLY))
        def terminal(_): return str(os.open("/dev/tty", os.O_RDWR))
        def mount(_): return called(libc.mount(b"none", b"/tmp", b"tmpfs", 0, None))
        def remount(_): return called(libc.mount(b"none", b"/usr", None, 32 | 4096, None))
        def chroot(_):
            os.chroot("/tmp")
            return "/tmp"
        def hostname(_):
            socket.sethostname("other")
            return "other"
        def clock(_):
            time.clock_settime(time.CLOCK_REALTIME, time.time())
            return "set"
        def node(_):
            os.mknod("/tmp/node", 0o600 | 0o020000, os.makedev(1, 1))
            return "made"
        def namespace(_): return called(libc.unshare(0x10000000))
        def root(_):
            os.setuid(0)
            return str(os.getuid())
        def capabilities(_):
            sets = [line.split()[1] for line in open("/proc/self/status") if line.startswith(("CapEff", "CapPrm", "CapBnd"))]
            return str(sets) if any(int(value, 16) for value in sets) else None
        def module(_): return called(libc.syscall(175, b"", 0, b""))
        def bind(port):
            with socket.socket() as taker:
                taker.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
                taker.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, 1)
                taker.bind(("127.0.0.1", int(port)))
                taker.listen()
                return port
        def descriptors(_):
            held = []
            try:
                while True: held.append(os.open("/dev/null", os.O_RDONLY))
            except OSError: return str(len(held))
            finally:
                for descriptor in held: os.close(descriptor)
        def fill(_):
            written = 0
            try:
                with open("/tmp/fill", "wb") as file:
                    while written < 1024:
                        file.write(b"x" * (1 << 20))
                        file.flush()
                        written += 1
            except OSError: pass
            finally: os.unlink("/tmp/fill")
            return str(written)
        def fork_bomb(_):
            full, tell = os.pipe()
            if os.fork() == 0:
                while True:
                    try: os.fork()
                    except OSError:
                        os.write(tell, b"x")
                        time.sleep(20)
            os.read(full, 1)
            return str(os.fork())
        def memory_bomb(_):
            held = []
            while True: held.append(bytearray(8 << 20))
        def memory_by_children(_):
            for _ in range(16):
                if os.fork() == 0:
                    held = bytearray(48 << 20)
                    for place in range(0, len(held), 4096): held[place] = 1
                    time.sleep(20)
                    os._exit(0)
            time.sleep(20)
            return "held"
        def suicide(_):
            try: os.kill(-1, signal.SIGKILL)
            except ProcessLookupError: pass
            os.kill(os.getpid(), signal.SIGKILL)

        attempts = {
            "read": read, "write": write, "list": list_folder, "signal": send_signal, "signal-all": signal_all,
            "processes": processes, "trace": trace, "open-device": device, "terminal": terminal, "mount": mount,
            "remount": remount, "chroot": chroot, "hostname": hostname, "clock": clock, "node": node,
            "user-namespace": namespace, "root": root, "capabilities": capabilities, "module": module, "bind": bind,
            "descriptors": descriptors, "fill-tmp": fill, "fork-bomb": fork_bomb, "memory-bomb": memory_bomb,
            "memory-bomb-by-children": memory_by_children, "suicide": suicide,
        }

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def log_message(self, *arguments): pass

            def do_GET(self):
                name, _, argument = self.path[1:].partition("?")
                if name == "hello": return self.answer(b"Hello")
                if name == "directory": return self.answer(os.getcwd().encode())
                try: result = {"gained": attempts[name](unquote(argument))}
                except (OSError, MemoryError, PermissionError) as refusal: result = {"refusal": repr(refusal)}
                self.answer(json.dumps(result).encode())

            def answer(self, body):
                self.send_response(200)
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

        def leave(*_):
            print("leaving", flush=True)
            os._exit(0)

        signal.signal(signal.SIGTERM, leave)
        ThreadingHTTPServer(("127.0.0.1", int(os.environ["PORT"])), Handler).serve_forever()

        """#
}
