"""The first byte of an answer when nothing runs yet, beside what else could be started in its place."""

import os
import signal
import socket
import statistics
import sys
import tempfile
import time
from pathlib import Path

from .. import client, peers, processes, tables
from ..meridian import Meridian

TITLE = "Cold start"

_LEAST_STARTS = 50
_QUIET = 0.03


def measure(setting):
    starts = max(_LEAST_STARTS, 20 * setting.rounds)
    platform = Meridian(setting.meridian, setting.package)
    try:
        connection = client.Connection(platform.port)
        measured = {
            "cold": lambda: cold(platform, connection),
            "standby": lambda: _standby(platform, connection),
            "warm": lambda: _warm(connection),
            "true": _true,
            "python": lambda: served([sys.executable, peers.FILES / "hello.py"]),
            "node": lambda: served(["node", peers.FILES / "hello.js"], NODE_ENV="production"),
        }
        times = {name: [] for name in measured}
        for number in range(starts + 1):
            for name, once in measured.items():
                duration = once()
                # The first of each fills caches of the system and is not counted.
                if number > 0:
                    times[name].append(duration)
        connection.close()
    finally:
        platform.close()
    over_warm = statistics.median(times["standby"]) - statistics.median(times["warm"])
    return tables.percentiles([
        ("cold: the function at zero instances, through the gateway", times["cold"], "≤ 6"),
        ("standby: an instance that is ready and has served nothing", times["standby"],
         f"≤ 1 over warm: {over_warm:+.2f}"),
        ("warm: an instance that has served", times["warm"], ""),
        ("`/bin/true`: posix_spawn and wait", times["true"], ""),
        ("Python `http.server`: spawn to first byte", times["python"], ""),
        ("Node.js `http`: spawn to first byte", times["node"], ""),
    ])


def cold(platform, connection):
    processes.wait_until(lambda: not platform.instances("cold"), "the retirement of the cold function")
    time.sleep(_QUIET)
    return connection.first_byte("/cold")


def _standby(platform, connection):
    """Ends the instance, so that the platform makes a fresh one ready."""
    for instance in platform.instances("ready"):
        if instance["served"] > 0:
            os.kill(instance["pid"], signal.SIGKILL)

    def is_fresh():
        instances = platform.instances("ready")
        return instances and all(one["state"] == "ready" and one["served"] == 0 for one in instances)

    processes.wait_until(is_fresh, "a fresh instance on standby")
    time.sleep(_QUIET)
    return connection.first_byte("/ready")


def _warm(connection):
    connection.first_byte("/ready")
    time.sleep(_QUIET)
    return connection.first_byte("/ready")


def _true():
    begin = time.perf_counter()
    pid = os.posix_spawn("/bin/true", ["true"], os.environ)
    os.waitpid(pid, 0)
    return (time.perf_counter() - begin) * 1000


def served(command, **environment):
    """Starts a server on a socket that already listens and whose first request already waits, as the engine does."""
    with tempfile.TemporaryDirectory(prefix="bench-spawn-") as directory, \
            socket.socket(socket.AF_UNIX) as listener, socket.socket(socket.AF_UNIX) as caller:
        path = str(Path(directory) / "socket")
        listener.bind(path)
        listener.listen()
        caller.settimeout(30)
        caller.connect(path)
        caller.sendall(b"GET / HTTP/1.1\r\nHost: localhost\r\n\r\n")
        number = listener.fileno()
        begin = time.perf_counter()
        process = processes.start(
            command, pass_fds=(number,), env={**os.environ, "SOCKET_FD": str(number), **environment})
        try:
            answer = caller.recv(65536)
            duration = (time.perf_counter() - begin) * 1000
        finally:
            processes.end(process, at_once=True)
        if b" 200 " not in answer[:20]:
            raise processes.Failure(f"{command} answered {answer[:200]!r}")
        return duration
