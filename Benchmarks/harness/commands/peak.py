"""What is left of a platform that is offered much more than it can do."""

import json
import math
import os
import tempfile
from pathlib import Path

from .. import builds, client, peers, processes, tables
from ..meridian import Meridian

TITLE = "Ten times too much"

# The generator has one processor, and what it loads another.
_GENERATOR, _LOADED = 0, 1
_PATH = "/work"
# An answer that takes longer is of no use to anyone.
_PATIENCE = 1
_NO_ADMISSION = {"settings": {"off": True}}


def measure(setting):
    if (os.cpu_count() or 1) < 2:
        raise processes.Failure("this needs two processors, one of them for the generator")
    rows = []
    platform = Meridian(setting.meridian, setting.package, options=["--trust-callers"], core=_LOADED)
    try:
        peak = _peak(setting, platform)
        rows.append(_row("Meridian, 0.9 of its peak", _load(setting, platform, 0.9 * peak), peak))
        rows.append(_row("Meridian, 10 times its peak", _load(setting, platform, 10 * peak), peak))
        mixed = _load_mixed(setting, platform, peak)
        platform.set_rules(_NO_ADMISSION)
        rows.append(_row("the same, admission off", _load(setting, platform, 10 * peak), peak))
    finally:
        platform.close()
    nginx_peak = _with_nginx(setting, None, lambda nginx: _peak(setting, nginx))
    limit = (max(1, round(0.95 * nginx_peak)), 16)
    rows.append(_row(
        "nginx limit_req, limit_conn, 10 times its peak",
        _with_nginx(setting, limit, lambda nginx: _load(setting, nginx, 10 * nginx_peak)), nginx_peak))
    headings = ["", "peak/s", "offered/s", "good/s", "good ÷ peak", "p50 ms", "p99 ms", "turned away", "failed"]
    return f"""`GET /work` needs 2 ms of one processor; an answer after {_PATIENCE} s counts as failed.

{tables.table(headings, rows)}
{mixed}"""


def _with_nginx(setting, limit, measured):
    nginx = peers.Nginx(builds.executable(setting.package), limit=limit, core=_LOADED)
    try:
        return measured(nginx)
    finally:
        nginx.close()


def _peak(setting, peer):
    """The most good answers a second at any offered rate, each twice the one before until there is no more."""
    client.request(peer.port, _PATH)
    best, rate = 0.0, 100.0
    while rate < 100_000:
        good = _good_rate(_bench(setting, peer, [(3, rate)]))
        best = max(best, good)
        if good < 0.8 * rate:
            break
        rate *= 2
    # Where it bends is where the most is.
    for share in (0.95, 1.05, 1.15):
        best = max(best, _good_rate(_bench(setting, peer, [(3, share * best)])))
    return best


def _load(setting, peer, rate):
    return rate, _bench(setting, peer, [(setting.seconds, rate)])


def _load_mixed(setting, platform, peak):
    """Half of what it can do is critical; twelve times that which it can do is not."""
    targets = [
        {"name": "CRITICAL", "path": _PATH, "criticality": "CRITICAL", "weight": 0.5},
        {"name": "SHEDDABLE", "path": _PATH, "criticality": "SHEDDABLE", "weight": 12},
    ]
    # What happens while it is found out that there is too much is counted, too.
    result = _bench(setting, platform, [(setting.seconds, 12.5 * peak)], targets)
    rows = [
        [one["name"], f"{one['sent']:,}", f"{one['good']:,}", f"{100 * one['good'] / max(1, one['sent']):.2f} %",
         _milliseconds(one.get("p99"))] for one in result["targets"]
    ]
    return tables.table(["at 12.5 times the peak", "sent", "good", "share", "p99 ms"], rows)


def _row(title, measured, peak):
    rate, result = measured
    total = result["total"]
    good = _good_rate(result)
    return [
        title, tables.number(peak), tables.number(rate), tables.number(good), f"{good / peak:.2f}",
        _milliseconds(total.get("p50")), _milliseconds(total.get("p99")), f"{total['shed']:,}", f"{total['failed']:,}",
    ]


def _good_rate(result):
    return result["total"]["good"] / max(1, len(result["seconds"]))


def _milliseconds(value):
    return tables.number(math.nan if value is None else value, 2)


def _bench(setting, peer, phases, targets=None):
    plan = {
        "phases": [{"seconds": seconds, "rate": rate} for seconds, rate in phases],
        "targets": targets or [{"path": _PATH}], "connections": 512, "timeout": _PATIENCE,
    }
    with tempfile.TemporaryDirectory(prefix="bench-peak-") as folder:
        file = Path(folder) / "plan.json"
        file.write_text(json.dumps(plan))
        seconds = sum(seconds for seconds, _ in phases)
        output = processes.run(
            [*processes.pinned(_GENERATOR), setting.meridian, "bench", f"http://127.0.0.1:{peer.port}", "--plan", file,
             "--json"], seconds + 60)
    return json.loads(output)
