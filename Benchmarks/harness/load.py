"""Load by `meridian bench` from one processor on what runs on another."""

import json
import math
import os
import statistics
import tempfile
from pathlib import Path

from . import builds, client, peers, processes, tables

# The generator has one processor, and what it loads another.
GENERATOR, LOADED = 0, 1
PATH = "/work"
# An answer that takes longer is of no use to anyone.
PATIENCE = 1
NO_ADMISSION = {"settings": {"off": True}}


def need_two():
    if (os.cpu_count() or 1) < 2:
        raise processes.Failure("this needs two processors, one of them for the generator")


def bench(setting, peer, phases, **more):
    """What `meridian bench --json` says of a plan; `more` are further keys of it."""
    plan = {
        "phases": [{"seconds": seconds, "rate": rate} for seconds, rate in phases],
        "targets": [{"path": PATH}], "connections": 512, "timeout": PATIENCE, **more,
    }
    with tempfile.TemporaryDirectory(prefix="bench-peak-") as folder:
        file = Path(folder) / "plan.json"
        file.write_text(json.dumps(plan))
        seconds = sum(seconds for seconds, _ in phases)
        output = processes.run(
            [*processes.pinned(GENERATOR), setting.meridian, "bench", f"http://127.0.0.1:{peer.port}", "--plan", file,
             "--json"], seconds + 60)
    return json.loads(output)


def peak_of(setting, peer):
    """The most good answers a second at any offered rate. A rate is found by doubling it until there is no more; the most
    is the best of three rates about it, each by the median of three runs: the best of all runs would be a lucky one."""
    client.request(peer.port, PATH)
    best, rate = 0.0, 100.0
    while rate < 100_000:
        good = good_rate(bench(setting, peer, [(3, rate)]))
        best = max(best, good)
        if good < 0.8 * rate:
            break
        rate *= 2
    runs = {share: [] for share in (0.95, 1.05, 1.15)}
    for _ in range(3):
        for share, own in runs.items():
            own.append(good_rate(bench(setting, peer, [(3, share * best)])))
    return max(statistics.median(own) for own in runs.values())


def with_nginx(setting, limit, measured):
    nginx = peers.Nginx(builds.executable(setting.package), limit=limit, core=LOADED)
    try:
        return measured(nginx)
    finally:
        nginx.close()


def good_rate(result):
    return result["total"]["good"] / max(1, len(result["seconds"]))


def milliseconds(value):
    return tables.number(math.nan if value is None else value, 2)
