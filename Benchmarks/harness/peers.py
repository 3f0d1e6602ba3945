"""What Meridian is compared with."""

import grp
import os
import pwd
import shutil
import tempfile
from pathlib import Path

from . import builds, client, processes
from .builds import BUILD, FILES

_FRAMEWORK = BUILD / "bench-venv" / "bin" / "functions-framework"

# Without buffering nginx has one buffer for each way of a connection; its own default of 4 KiB would slow it down.
_STREAMING = """
            proxy_buffering off;
            proxy_request_buffering off;
            proxy_buffer_size 64k;
            proxy_buffers 8 64k;
            proxy_busy_buffers_size 128k;
            client_body_buffer_size 64k;"""


class Nginx:
    """nginx, one worker process, before the same executable as an app on a Unix socket."""

    title = "nginx proxy_pass → the same function over HTTP"

    def __init__(self, executable, streams=False, before=None, limit=None, core=None):
        """`before` is a program that runs already, in place of the executable, which is started. `limit` is of requests
        a second (limit_req) and at a time (limit_conn). `core` is the only processor that both run on.
        """
        self.limit, self.core = limit, core
        self.directory = Path(tempfile.mkdtemp(prefix="bench-nginx-"))
        self.port = processes.free_port()
        self.started = []
        try:
            if before:
                self.title = f"nginx proxy_pass → {before.title}"
                self.upstream = f"127.0.0.1:{before.port}"
            else:
                self._start_app(executable)
                self.upstream = f"unix:{self.socket}"
            self._start_nginx("" if not streams else _STREAMING)
        except BaseException:
            self.close()
            raise

    def _start_app(self, executable):
        self.socket = self.directory / "function.sock"
        self.started.append(processes.start(
            [*processes.pinned(self.core), executable], log=self.directory / "function.log",
            env={"PATH": os.environ["PATH"], "MERIDIAN_LISTEN": f"unix:{self.socket}", "MERIDIAN_EVENT_LOOPS": "1"}))
        processes.wait_until(self.socket.exists, f"the socket {self.socket.name} of the function")

    def _start_nginx(self, body):
        zones = limits = ""
        if self.limit:
            rate, at_once = self.limit
            zones = (f"limit_req_zone $server_port zone=rate:1m rate={rate}r/s;\n"
                     "    limit_conn_zone $server_port zone=at_once:1m;\n    limit_req_status 429;\n"
                     "    limit_conn_status 503;")
            limits = f"\n            limit_req zone=rate burst={at_once} nodelay;\n            limit_conn at_once {at_once};"
        body += limits
        values = {
            "ZONES": zones, "DIRECTORY": self.directory, "UPSTREAM": self.upstream, "PORT": self.port, "BODY": body,
            "USER": f"{pwd.getpwuid(os.getuid()).pw_name} {grp.getgrgid(os.getgid()).gr_name}",
        }
        text = (FILES / "nginx.conf").read_text()
        for name, value in values.items():
            text = text.replace(f"@{name}@", str(value))
        configuration = self.directory / "nginx.conf"
        configuration.write_text(text)
        self.started.append(processes.start(
            [*processes.pinned(self.core), "nginx", "-e", self.directory / "error.log", "-p", self.directory,
             "-c", configuration],
            log=self.directory / "error.log"))
        client.wait_for(self.port, "/hello", "nginx")

    @property
    def roots(self):
        return [process.pid for process in self.started]

    def close(self):
        for process in reversed(self.started):
            processes.end(process)
        shutil.rmtree(self.directory, ignore_errors=True)


class Program:
    """A peer that is one command on a port."""

    def __init__(self, title, command, port=None, **environment):
        self.title, self.port = title, port or processes.free_port()
        self.process = processes.start(
            [str(part).replace("@PORT@", str(self.port)) for part in command],
            env={**os.environ, "PORT": str(self.port), **environment})
        try:
            client.wait_for(self.port, "/hello", title)
        except BaseException:
            self.close()
            raise

    @property
    def roots(self):
        return [self.process.pid]

    def close(self):
        processes.end(self.process)


TRANSPORT = "Meridian's HTTP server, no framework"
HUMMINGBIRD = "Hummingbird answering directly"
NODE = "Node.js `http` answering directly"
CEILING = "ceiling: a program in C that looks at no request"
FRAMEWORK = "functions-framework (Python) answering directly"


def node():
    return Program(NODE, ["node", FILES / "hello.js"], NODE_ENV="production")


def app(executable):
    """The functions as an ordinary app."""
    port = processes.free_port()
    return Program("Meridian as an app", [executable], port=port, MERIDIAN_LISTEN=f"127.0.0.1:{port}",
                   MERIDIAN_EVENT_LOOPS="1")


def transport():
    return Program(TRANSPORT, [builds.transport(), "@PORT@"])


def hummingbird():
    return Program(HUMMINGBIRD, [builds.hummingbird()])


def ceiling():
    """As little as a server can do: about what wrk and the kernel leave to one thread."""
    return Program(CEILING, [builds.c_program("ceiling"), "@PORT@"])


def ceiling_of_two(nanoseconds):
    """As little as a gateway and a worker can do that is busy for so long with each request."""
    return Program(f"ceiling: two programs in C, one of them busy for {nanoseconds / 1000:g} µs with each request", [
        builds.c_program("ceiling"), "@PORT@", str(nanoseconds)])


def functions_framework():
    """`None` where it is not installed."""
    if not _FRAMEWORK.exists():
        return None
    return Program(
        FRAMEWORK,
        [_FRAMEWORK, "--target", "hello", "--source", FILES / "main.py", "--host", "127.0.0.1", "--port", "@PORT@"])


def close_all(peers):
    for peer in reversed(peers):
        peer.close()
