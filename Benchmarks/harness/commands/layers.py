"""What the layers around a function cost: container and middleware at each call, functions and plug-ins at start."""

import os
import re
import statistics
import subprocess
import time

from .. import builds, client, processes, tables

TITLE = "Layers"

_CALLS = (
    ("bare", "the handler alone", ""),
    ("one", "one interceptor", ""),
    ("ten", "ten interceptors", ""),
    ("reading", "ten interceptors, `@Inject` and `@Config`", "≤ 2,000"),
    ("shipped", "`CORS`, `SecurityHeaders`, `CrossSiteProtection` and `BodyLimit`", ""),
)
_STARTS = (("small", "one function", ""), ("large", "100 functions and 20 plug-ins", "≤ 10"))
_LEAST_STARTS = 20


def measure(setting):
    program = builds.layers_program()
    calls = {name: [] for name, _, _ in _CALLS}
    for _ in range(setting.rounds):
        for name, nanoseconds in _called(program).items():
            calls[name].append(nanoseconds)
    rows = [
        [title, tables.number(statistics.median(calls[name])),
         f"{tables.number(min(calls[name]))}–{tables.number(max(calls[name]))}", wanted]
        for name, title, wanted in _CALLS
    ]
    starts = {name: ([], []) for name, _, _ in _STARTS}
    for number in range(max(_LEAST_STARTS, 4 * setting.rounds) + 1):
        for name, (ready, answered) in starts.items():
            figures = _started(program, name)
            # The first of each fills caches of the system and is not counted.
            if number > 0:
                ready.append(figures[0])
                answered.append(figures[1])
    series = []
    for name, title, wanted in _STARTS:
        series.append((f"{title}: from the first line of the app to ready", starts[name][0], wanted))
        series.append((f"{title}: from the start of the process to its first answer", starts[name][1], ""))
    return "\n".join([
        "One call, called from a middleware ten thousand times over, the best of twenty:\n",
        tables.table(["", "ns a call", "least–greatest", "wanted"], rows),
        "Starts of the app:\n",
        tables.percentiles(series),
    ])


def _environment(port):
    return {**os.environ, "MERIDIAN_LISTEN": f"127.0.0.1:{port}", "MERIDIAN_EVENT_LOOPS": "1", "MERIDIAN_TIMELINE": "1"}


def _called(program):
    port = processes.free_port()
    process = processes.start([program, "layers"], env=_environment(port))
    try:
        client.wait_for(port, "/bare", "the app")
        return {name: float(client.request(port, f"/{name}")[1]) for name, _, _ in _CALLS}
    finally:
        processes.end(process)


def _started(program, name):
    """Milliseconds until the app is ready by its own timeline, and until it has answered."""
    port = processes.free_port()
    begin = time.perf_counter()
    process = subprocess.Popen(
        [program, name], env=_environment(port), stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT, text=True, start_new_session=True)
    try:
        while time.perf_counter() - begin < 30:
            try:
                client.request(port, "/")
                break
            except OSError:
                time.sleep(0.0002)
        answered = (time.perf_counter() - begin) * 1000
    finally:
        process.terminate()
        output, _ = process.communicate(timeout=30)
    ready = re.search(r"([\d.]+) ms  app\.ready", output)
    if not ready:
        raise processes.Failure(f"{program} {name} did not become ready: {output[-500:]}")
    return float(ready[1]), answered
