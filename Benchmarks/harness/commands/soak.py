"""A minute at full load: nothing may fail, and no memory may grow."""

import time

from .. import processes, tables, wrk
from ..meridian import Meridian

TITLE = "Soak"

_SECONDS = 60
_CONNECTIONS = 64
_GROWTH = 5


def measure(setting):
    platform = Meridian(setting.meridian, setting.package)
    try:
        pids = {"platform": platform.process.pid, "worker": platform.worker()}
        begin = time.monotonic()
        load = processes.start(
            wrk.command(platform.port, "/hello", _CONNECTIONS, _SECONDS), log=platform.directory / "wrk.log")
        _sleep_until(begin + 5)
        early = {name: processes.memory(pid) for name, pid in pids.items()}
        # Still under load.
        _sleep_until(begin + _SECONDS - 0.5)
        late = {name: processes.memory(pid) for name, pid in pids.items()}
        processes.wait_until(lambda: load.poll() is not None, "the end of wrk", 30)
        run = wrk.Run((platform.directory / "wrk.log").read_text())
        group = next(group for (_, name), group in platform.groups().items() if name == "default")
    finally:
        platform.close()
    rows = [
        ["requests", f"{run.count:,} ({tables.number(run.rate)}/s, p99 {tables.number(run.p99, 2)} ms)", ""],
        ["errors", f"{run.errors}" + ("" if run.is_valid else " (invalid)"), "0"],
        ["instances that crashed", str(group["crashed"]), "0"],
    ]
    for name in pids:
        growth = (late[name][0] / early[name][0] - 1) * 100
        rows.append([
            f"resident memory of the {name}, after 5 s → at the end",
            f"{tables.resident(early[name])} → {tables.resident(late[name])}: {growth:+.1f} %",
            f"≤ +{_GROWTH} %" + ("" if growth <= _GROWTH else ": missed"),
        ])
    return tables.table([f"{_SECONDS} s of `GET /hello` at {_CONNECTIONS} connections", "", "wanted"], rows)


def _sleep_until(moment):
    time.sleep(max(0, moment - time.monotonic()))
