"""What a request costs with and without its trace, and how long one trace of ten thousand takes to be found."""

import http.client
import math
import random
import re
import signal
import statistics
import subprocess
import tempfile
import time
from pathlib import Path

from .. import builds, client, processes, tables, wrk
from ..control import Control
from ..meridian import Meridian

TITLE = "Telemetry on and off"

_CONNECTIONS = 32
# Platforms, and pairs of turns on each for a round of other measurements: what is looked for is small.
_PLATFORMS, _PAIRS = 3, 12
# Of a platform before it is measured, of a turn before that counts, and of a turn, in seconds. In each second an event loop
# takes down as many requests as it may, so a turn has one second of it.
_WARM_UP, _SETTLING, _TURN = 3, 0.1, 1.0
# Requests that one event loop takes down in a second.
_SPANS = 1_000
_MOST_SHARE, _MOST_MILLISECONDS = 0.03, 50
_REQUESTS, _LOOKUPS = 10_000, 200
_LONGEST = 600


def measure(setting):
    program = builds.telemetry_program()
    # First what takes seconds and hardly varies.
    lookups = _lookups(setting, program)
    return "\n".join([_cost(setting, program), lookups])


# What a request costs

def _cost(setting, program):
    turns = [_alternated(setting) for _ in range(_PLATFORMS)]
    on, off = ([turn for own in turns for turn in own[enabled]] for enabled in (True, False))
    ratios = [mine.cpu / its.cpu for mine, its in zip(on, off)]
    rates = [mine.rate / its.rate for mine, its in zip(on, off)]
    own = statistics.median(turn.cpu for turn in on)
    counting, deciding = _nanoseconds(program, "record"), _nanoseconds(program, "decide")
    parts = [max(0, statistics.median(ratios) - 1), counting / 1000 / own, deciding * _SPANS / 1e9]
    share = sum(parts)
    rows = [
        [title, tables.number(statistics.median(turn.rate for turn in turns)),
         f"{statistics.median(turn.cpu for turn in turns):.2f}"]
        for title, turns in (("`meridian tracing on`, as it comes", on), ("`meridian tracing off`", off))
    ]
    text = "\n".join([
        f"`GET /hello` at {_CONNECTIONS} connections, {len(ratios)} pairs of turns of {_TURN:.0f} s on {_PLATFORMS} "
        "platforms: tracing is turned on and off while a platform runs and is called, since where a process happens to lie "
        "in memory changes its speed more than what is measured. Processor time is that of the platform's own process, all "
        "of its threads, and of its worker. Spans are decided on seconds after they were taken down, also while tracing is "
        "off, so that is counted apart, in full:\n",
        tables.table(["", "requests/s", "CPU µs/request"], rows),
        tables.table(["", "", "of a request"], [
            ["processor time on ÷ off, median (least–greatest)", tables.ratio(ratios, 3), f"{parts[0]:.2%}"],
            ["the same: what the true median is below, 19 times of 20", f"{_upper(ratios):.3f}", ""],
            ["requests/s on ÷ off", tables.ratio(rates, 3), ""],
            ["counting a request, which is never off", f"{counting:.1f} ns of {own:.1f} µs", f"{parts[1]:.2%}"],
            [f"deciding on {_SPANS:,} spans a second and writing what is kept", f"{deciding / 1000:.2f} µs a span",
             f"{parts[2]:.2%}"],
            [f"all; {_MOST_SHARE:.0%} are allowed", "", f"{share:.2%}"],
        ]),
    ])
    if _upper(ratios) - 1 > _MOST_SHARE:
        raise processes.Failure(f"{len(ratios)} pairs differ too much to tell {_MOST_SHARE:.0%}:\n{text}")
    if share > _MOST_SHARE:
        raise processes.Failure(f"telemetry takes {share:.1%} of a request, where {_MOST_SHARE:.0%} are allowed:\n{text}")
    return text


def _upper(ratios):
    """The end of the interval that has the true median 19 times out of 20, by the ranks of the values (Conover, *Practical
    Nonparametric Statistics*, on quantiles)."""
    count = len(ratios)
    rank = math.ceil(count / 2 + 0.98 * math.sqrt(count))
    return sorted(ratios)[min(rank, count - 1)]


class _Turn:
    """Requests a second and microseconds of processor time for one, over some time of a platform that is called."""

    def __init__(self, platform, pids, seconds):
        count, used, began = _answered(platform), _used(pids), time.perf_counter()
        time.sleep(seconds)
        ended, used, count = time.perf_counter(), _used(pids) - used, _answered(platform) - count
        if not count:
            raise processes.Failure("the platform answered nothing")
        self.rate = count / (ended - began)
        self.cpu = used * 1e6 / count


def _used(pids):
    return sum(map(processes.processor_clock, pids))


def _answered(platform):
    """What the platform counts of the function, to the request."""
    _, text = client.request(platform.control, "/metrics", headers={"Authorization": f"Bearer {platform.token}"})
    found = re.findall(rb'^faas_requests_total\{function="bench/hello",[^}]*outcome="ok"\} (\d+)', text, re.M)
    return sum(map(int, found))


def _alternated(setting):
    """Turns of one platform while it traces and while it does not, side by side."""
    pairs = setting.rounds * _PAIRS
    platform = Meridian(setting.meridian, setting.package, core=0)
    turns = {True: [], False: []}
    try:
        control = Control(platform)
        pids = [platform.process.pid, platform.worker()]
        with tempfile.NamedTemporaryFile("r", suffix=".log") as log:
            longest = _WARM_UP + 2 * pairs * (_TURN + _SETTLING + 1)
            load = processes.start(
                [*processes.pinned(1), *wrk.command(platform.port, "/hello", _CONNECTIONS, int(longest))], log=log.name)
            try:
                time.sleep(_WARM_UP)
                for number in range(pairs):
                    for enabled in (number % 2 == 0, number % 2 != 0):
                        control.call("PUT", "/v1/tracing", {"enabled": enabled})
                        time.sleep(_SETTLING)
                        turns[enabled].append(_Turn(platform, pids, _TURN))
                if load.poll() is not None:
                    raise processes.Failure("the load ended before its time")
            finally:
                # wrk ends at an interrupt with what it tells at the end.
                load.send_signal(signal.SIGINT)
                load.wait(30)
            run = wrk.Run(log.read())
            if not run.is_valid:
                raise processes.Failure(f"{run.errors} of {run.count:,} requests failed")
        control.close()
    finally:
        platform.close()
    return turns


def _nanoseconds(program, what):
    done = subprocess.run([str(program), what], stdout=subprocess.PIPE, text=True, timeout=_LONGEST, check=True)
    return float(done.stdout.split()[1])


# How long a trace takes to be found

def _lookups(setting, program):
    with tempfile.TemporaryDirectory(prefix="bench-traces-") as folder:
        place = Path(folder) / "platform"
        traces = place / "data" / "traces"
        traces.mkdir(parents=True)
        done = subprocess.run(
            [str(program), "traces", str(traces), str(_REQUESTS)], stdout=subprocess.PIPE, text=True, timeout=_LONGEST,
            check=True)
        figures = {name: float(value) for name, value in (line.split() for line in done.stdout.splitlines())}
        platform = Meridian(setting.meridian, directory=place)
        try:
            times = _ask(platform)
        finally:
            platform.close()
    rows = [
        ["in the platform", figures["median-milliseconds"], figures["longest-milliseconds"]],
        ["by `GET /v1/traces/{id}`", statistics.median(times), max(times)],
    ]
    text = "\n".join([
        f"\nOne of {_REQUESTS:,} requests that are kept, with the two that each called ({figures['spans']:,.0f} spans, "
        f"{figures['bytes'] / 1e6:.0f} MB), found by its own id; {_LOOKUPS} looked for. The index is made when the "
        f"platform starts, in {figures['open-milliseconds']:.0f} ms.\n",
        tables.table(
            ["", "median", "longest", "allowed"],
            [[what, f"{median:.2f} ms", f"{longest:.2f} ms", f"{_MOST_MILLISECONDS} ms"]
             for what, median, longest in rows]),
    ])
    if max(median for _, median, _ in rows) > _MOST_MILLISECONDS:
        raise processes.Failure(f"a trace is found too late:\n{text}")
    return text


def _ask(platform):
    connection = http.client.HTTPConnection("127.0.0.1", platform.control, timeout=30)
    draw = random.Random(1)
    times = []
    for _ in range(_LOOKUPS):
        begin = time.perf_counter()
        connection.request(
            "GET", f"/v1/traces/request-{draw.randrange(_REQUESTS)}", headers={"Authorization": f"Bearer {platform.token}"})
        answer = connection.getresponse()
        body = answer.read()
        times.append((time.perf_counter() - begin) * 1000)
        if answer.status != 200:
            raise processes.Failure(f"a trace was answered {answer.status}: {body[:300]!r}")
    connection.close()
    return times
