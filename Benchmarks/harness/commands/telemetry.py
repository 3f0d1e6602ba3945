"""What telemetry costs: recording a request, a scrape, and minutes on disk."""

import statistics
import subprocess
import tempfile

from .. import builds, processes, tables

TITLE = "Telemetry"

_LONGEST = 1_800
_FUNCTIONS = 1_000
# Days are files of their own, so sixty of them take thirty times what two take.
_DAYS, _KEPT = 2, 60
# Requests a second of all functions together, on average.
_RATES = (20, 100)
_MOST = {"nanoseconds": 100, "scrape": 100, "read": 20, "bytes": 1 << 30}


def measure(setting):
    program = builds.telemetry_program()
    recording = [_figures(program, "record")["nanoseconds"] for _ in range(setting.rounds)]
    scrapes = [_figures(program, "scrape", _FUNCTIONS) for _ in range(setting.rounds)]
    scrape = [figures["milliseconds"] for figures in scrapes]
    rows = [
        ["a request's begin and end", *_spread(recording, "ns"), f"{_MOST['nanoseconds']} ns"],
        [f"a scrape of {_FUNCTIONS:,} functions, {scrapes[0]['bytes'] / 1e6:.1f} MB", *_spread(scrape, "ms"),
         f"{_MOST['scrape']} ms"],
    ]
    failures = []
    _check(failures, "recording", statistics.median(recording), _MOST["nanoseconds"])
    _check(failures, "a scrape", statistics.median(scrape), _MOST["scrape"])
    stored = []
    for rate in _RATES:
        with tempfile.TemporaryDirectory() as folder:
            figures = _figures(program, "store", folder, _FUNCTIONS, _DAYS, rate)
        size = figures["bytes"] * _KEPT / _DAYS
        busy = figures["points"] / (_FUNCTIONS * _DAYS * 1_440)
        reading = max(figures["busiest-day-milliseconds"], figures["middle-day-milliseconds"])
        _check(failures, f"a day's read at {rate} requests a second", reading, _MOST["read"])
        if rate == _RATES[0]:
            _check(failures, "sixty days", size, _MOST["bytes"])
        stored.append([
            f"{rate}", f"{busy:.0%}", f"{figures['bytes'] / max(1, figures['points']):.1f} B", f"{size / 1e6:,.0f} MB",
            f"{figures['busiest-day-milliseconds']:.1f} ms", f"{figures['middle-day-milliseconds']:.1f} ms"])
    if failures:
        raise processes.Failure("; ".join(failures))
    return "\n".join([
        tables.table(["", "median", "least–greatest", "allowed"], rows),
        f"\nMinutes of {_FUNCTIONS:,} functions on disk, called by Zipf's law in log-normal durations; {_DAYS} days are "
        f"written and {_KEPT} reckoned. Reading is a day's chart of a function with p99:\n",
        tables.table(
            ["requests/s of all", "minutes with calls", "a minute", f"{_KEPT} days", "read, busiest", "read, middle"],
            stored),
    ])


def _check(failures, what, value, most):
    if value > most:
        failures.append(f"{what}: {value:,.1f}, where {most:,} are allowed")


def _spread(values, unit):
    return f"{statistics.median(values):.1f} {unit}", f"{min(values):.1f}–{max(values):.1f}"


def _figures(program, *arguments):
    done = subprocess.run(
        [str(program), *(str(argument) for argument in arguments)], stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
        text=True, timeout=_LONGEST)
    if done.returncode:
        raise processes.Failure(f"{program} failed: {done.stdout[-500:]}")
    return {name: float(value) for name, value in (line.split() for line in done.stdout.splitlines())}
