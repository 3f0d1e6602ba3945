"""Drives wrk, and takes peers in turn."""

import re
import statistics
import tempfile
from pathlib import Path

from . import processes

_UNITS = {"us": 0.001, "ms": 1.0, "s": 1000.0, "m": 60000.0}


class Run:
    """What one run of wrk told. Latencies are in milliseconds, processor time in microseconds a request."""

    def __init__(self, text):
        rate = re.search(r"Requests/sec:\s+([\d.]+)", text)
        count = re.search(r"(\d+) requests in", text)
        self.rate = float(rate[1]) if rate else 0.0
        self.count = int(count[1]) if count else 0
        self.p50, self.p99 = self._latency(text, 50), self._latency(text, 99)
        refused = re.search(r"Non-2xx or 3xx responses: (\d+)", text)
        broken = re.search(r"Socket errors: (.*)", text)
        self.errors = int(refused[1]) if refused else 0
        self.errors += sum(map(int, re.findall(r"\d+", broken[1]))) if broken else 0
        self.idle = self.cpu = 0.0

    @property
    def is_valid(self):
        return self.errors == 0 and self.count > 0

    @staticmethod
    def _latency(text, share):
        found = re.search(rf"^\s+{share}%\s+([\d.]+)(us|ms|s|m)\s*$", text, re.M)
        return float(found[1]) * _UNITS[found[2]] if found else float("nan")


def command(port, path, connections, seconds, script=None):
    parts = ["wrk", "-t1", f"-c{connections}", f"-d{seconds}s", "--latency", "--timeout", "20s"]
    return parts + (["-s", script] if script else []) + [f"http://127.0.0.1:{port}{path}"]


def load(peer, path, connections, seconds, script=None):
    """One run against one peer."""
    idle, total = processes.machine_times()
    used = processes.cpu_seconds(peer.roots)
    result = Run(processes.run(command(peer.port, path, connections, seconds, script), seconds + 60))
    used = processes.cpu_seconds(peer.roots) - used
    idle_after, total_after = processes.machine_times()
    result.idle = (idle_after - idle) / max(1, total_after - total)
    result.cpu = used * 1e6 / max(1, result.count)
    return result


def alternate(peers, rounds, measure):
    """`measure(peer)` of each peer in turn, `rounds` times over: the runs of each peer in the order of the peers."""
    runs = [[] for _ in peers]
    for _ in range(rounds):
        for peer, own in zip(peers, runs):
            own.append(measure(peer))
    return runs


def compare(peers, options, path, connections, script=None):
    """Loads the peers in alternation, after a second each that does not count."""
    for peer in peers:
        load(peer, path, connections, 1, script)
    return alternate(
        peers, options.rounds, lambda peer: load(peer, path, connections, options.seconds, script))


def ratios(ours, theirs, value=lambda run: run.rate):
    """Ours over theirs, round by round, where both runs are valid."""
    return [
        value(mine) / value(its) for mine, its in zip(ours, theirs)
        if mine.is_valid and its.is_valid and value(its) > 0
    ]


def median(runs, value):
    """Of the valid runs; not a number when there is none."""
    values = [value(run) for run in runs if run.is_valid]
    return statistics.median(values) if values else float("nan")


class PostScript:
    """A script that lets wrk send a body of `size` bytes."""

    def __init__(self, size):
        self.size = size

    def __enter__(self):
        with tempfile.NamedTemporaryFile("w", prefix="wrk-", suffix=".lua", delete=False) as script:
            script.write(f'wrk.method = "POST"\nwrk.body = string.rep("x", {self.size})\n')
        self.path = Path(script.name)
        return self.path

    def __exit__(self, *_):
        self.path.unlink(missing_ok=True)
