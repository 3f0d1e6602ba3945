"""Starts and ends what is measured. Everything started here is ended by id, whatever happens."""

import atexit
import http.client
import json
import os
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
BUILD = ROOT / ".build"
PEERS = ROOT / "Benchmarks" / "Peers"
running = []


def _end_all():
    for process in running:
        end(process)


atexit.register(_end_all)
signal.signal(signal.SIGTERM, lambda *_: exit(143))


def start(command, **options):
    process = subprocess.Popen(
        command, stdout=options.pop("stdout", subprocess.DEVNULL), stderr=options.pop("stderr", subprocess.DEVNULL),
        start_new_session=True, **options)
    running.append(process)
    return process


def end(process):
    if process.poll() is None:
        process.terminate()
        try:
            process.wait(15)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()
    if process in running:
        running.remove(process)


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def get(port, path, headers=None, method="GET", body=None):
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
    try:
        connection.request(method, path, body=body, headers=headers or {})
        answer = connection.getresponse()
        return answer.status, answer.read()
    finally:
        connection.close()


def wait_for(port, path, seconds=30):
    end_at = time.monotonic() + seconds
    while time.monotonic() < end_at:
        try:
            if get(port, path)[0] < 500:
                return
        except OSError:
            pass
        time.sleep(0.02)
    raise SystemExit(f"nothing answered on port {port} within {seconds} s")


def rss(pid):
    for line in Path(f"/proc/{pid}/status").read_text().splitlines():
        if line.startswith("VmRSS:"):
            return int(line.split()[1]) * 1024
    return 0


def build(command=None, package=None):
    """The command and the package of functions, both optimised."""
    if command is None:
        command = BUILD / "release" / "meridian"
        subprocess.run(["swift", "build", "-c", "release", "--product", "meridian"], cwd=ROOT, check=True)
    if package is None:
        package = BUILD / "bench" / "bench.zip"
        package.parent.mkdir(parents=True, exist_ok=True)
        subprocess.run(
            [command, "build", ROOT / "Benchmarks/Functions", "--scratch-path", BUILD / "bench/functions", "-o", package],
            check=True)
    return command.resolve(), package.resolve()


class Platform:
    """`meridian serve` on one event loop with the package deployed as the default service."""

    title = "Meridian (gateway + function)"

    def __init__(self, command, package, deploys=True):
        self.directory = Path(tempfile.mkdtemp(prefix="bench-"))
        self.command, self.port, self.control = command, free_port(), free_port()
        self.log = open(self.directory / "serve.log", "wb")
        self.process = start(
            [command, "serve", "--data", self.directory / "data", "--listen", f"127.0.0.1:{self.port}", "--control",
             f"127.0.0.1:{self.control}", "--default-service", "bench", "--event-loops", "1", "--access-log", "none"],
            stdout=self.log, stderr=self.log)
        wait_for(self.control, "/v1/health")
        self.token = (self.directory / "data/owner.token").read_text().strip()
        if deploys:
            self.deploy(package)

    def deploy(self, package):
        subprocess.run(
            [self.command, "deploy", package, "--to", f"http://127.0.0.1:{self.control}", "--token", self.token],
            check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)

    def status(self):
        return json.loads(get(self.control, "/v1/status", {"Authorization": f"Bearer {self.token}"})[1])

    def instances(self, group=None):
        def walk(value):
            if isinstance(value, dict):
                if "instances" in value and (group is None or value.get("group") == group):
                    yield from value["instances"]
                    return
                for part in value.values():
                    yield from walk(part)
            elif isinstance(value, list):
                for part in value:
                    yield from walk(part)
        return list(walk(self.status()))

    def close(self):
        end(self.process)
        self.log.close()
        shutil.rmtree(self.directory, ignore_errors=True)


class Nginx:
    """nginx, one worker process, in front of the same executable as an app on a Unix socket."""

    title = "nginx proxy_pass + the same function over HTTP"

    def __init__(self, executable, buffering="on"):
        self.directory = Path(tempfile.mkdtemp(prefix="bench-"))
        self.port, path = free_port(), self.directory / "function.sock"
        self.app = start(
            [executable], env={"PATH": os.environ["PATH"], "MERIDIAN_LISTEN": f"unix:{path}",
                               "MERIDIAN_EVENT_LOOPS": "1"})
        configuration = (PEERS / "nginx.conf").read_text()
        for name, value in {"DIRECTORY": self.directory, "SOCKET": path, "PORT": self.port,
                            "BUFFERING": buffering}.items():
            configuration = configuration.replace(f"@{name}@", str(value))
        (self.directory / "nginx.conf").write_text(configuration)
        self.process = start(["nginx", "-p", self.directory, "-c", self.directory / "nginx.conf"])
        wait_for(self.port, "/hello")

    def close(self):
        end(self.process)
        end(self.app)
        shutil.rmtree(self.directory, ignore_errors=True)


class Command:
    """A peer that is one process on a port."""

    def __init__(self, title, command, **environment):
        self.title, self.port = title, free_port()
        self.process = start(
            [part.replace("@PORT@", str(self.port)) for part in command],
            env={**os.environ, "PORT": str(self.port), **environment})
        wait_for(self.port, "/hello")

    def close(self):
        end(self.process)


def node():
    return Command("Node http, answering directly", ["node", str(PEERS / "hello.js")])


def functions_framework():
    program = BUILD / "bench-venv/bin/functions-framework"
    if not program.exists():
        return None
    return Command(
        "functions-framework (Python)",
        [str(program), "--target", "hello", "--source", str(PEERS / "main.py"), "--host", "127.0.0.1", "--port",
         "@PORT@"])


def unpacked(package):
    """The executable inside a package, as a file."""
    import zipfile
    path = BUILD / "bench" / "function"
    with zipfile.ZipFile(package) as archive:
        path.write_bytes(archive.read("bootstrap"))
    path.chmod(0o755)
    return path
