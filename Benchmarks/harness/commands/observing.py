"""What a request costs with and without its trace, and how long one trace of ten thousand takes to be found."""

import http.client
import math
import random
import statistics
import subprocess
import tempfile
import time
from pathlib import Path

from .. import builds, processes, tables, wrk
from ..control import Control
from ..meridian import Meridian

TITLE = "Telemetry on and off"

_CONNECTIONS = 32
# Platforms, and turns on each for a round of other measurements: what is looked for is small.
_PLATFORMS, _TURNS = 3, 4
# Of a platform before it is measured, and of a turn before that counts, in seconds.
_WARM_UP, _SETTLING = 3, 0.2
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
    on, off = [], []
    for _ in range(_PLATFORMS):
        with_traces, without = _alternated(setting)
        on += with_traces
        off += without
    ratios = wrk.ratios(on, off, lambda run: run.cpu)
    rates = wrk.ratios(on, off)
    if not ratios:
        raise processes.Failure("no round was valid")
    more = statistics.median(ratios) - 1
    own = wrk.median(on, lambda run: run.cpu)
    counting = _counting(program)
    share = max(0, more) + counting / 1000 / own
    rows = [
        [title, tables.number(wrk.median(runs, lambda run: run.rate)),
         tables.number(wrk.median(runs, lambda run: run.cpu), 2), tables.validity(runs)]
        for title, runs in (("`meridian tracing on`, as it comes", on), ("`meridian tracing off`", off))
    ]
    text = "\n".join([
        f"`GET /hello` at {_CONNECTIONS} connections, {len(ratios)} pairs of turns on {_PLATFORMS} platforms: tracing is "
        "turned on and off while a platform runs, since where a process happens to lie in memory changes its speed more "
        "than what is measured. Processor time is that of the platform's own process and of its worker:\n",
        tables.table(["", "requests/s", "CPU µs/request", "errors"], rows),
        tables.table(["", "", "allowed"], [
            ["processor time on ÷ off, median (least–greatest)", tables.ratio(ratios, 3), ""],
            ["requests/s on ÷ off", tables.ratio(rates, 3), ""],
            ["counting a request, which is never off", f"{counting:.1f} ns of {own:.1f} µs, {counting / own / 10:.2f} %", ""],
            ["both", f"{share:.1%} of a request", f"{_MOST_SHARE:.0%}"],
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


def _alternated(setting):
    """Runs of one platform that traces, and of the same while it does not, side by side."""
    platform = Meridian(setting.meridian, setting.package)
    runs = {True: [], False: []}
    try:
        control = Control(platform)
        pids = [platform.process.pid, platform.worker()]
        _load(platform, pids, _WARM_UP)
        for number in range(setting.rounds * _TURNS):
            for enabled in (number % 2 == 0, number % 2 != 0):
                control.call("PUT", "/v1/tracing", {"enabled": enabled})
                time.sleep(_SETTLING)
                runs[enabled].append(_load(platform, pids, setting.seconds))
        control.close()
    finally:
        platform.close()
    return runs[True], runs[False]


def _load(platform, pids, seconds):
    used = sum(map(processes.processor_clock, pids))
    run = wrk.Run(processes.run(wrk.command(platform.port, "/hello", _CONNECTIONS, seconds), seconds + 60))
    run.cpu = (sum(map(processes.processor_clock, pids)) - used) * 1e6 / max(1, run.count)
    return run


def _counting(program):
    done = subprocess.run([str(program), "record"], stdout=subprocess.PIPE, text=True, timeout=_LONGEST, check=True)
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
