"""Events that are durable when they are accepted, delivered to a function that does nothing, beside a queue in a table."""

import re
import shutil
import statistics
import tempfile
import time
from pathlib import Path

from .. import client, processes, tables, wrk
from ..meridian import Meridian
from ..postgresql import PostgreSQL

TITLE = "Events"

_PRODUCERS = 64
_CONSUMERS = 8
_WANTED_RATE = 5_000
_WANTED_LATENCY = 20

# The id is new each time: one that was seen is not kept again.
_SCRIPT = """
local count, run = 0, tostring(os.time()) .. tostring(math.random(1e9))
wrk.method = "POST"
wrk.body = '{"id":1,"text":"' .. string.rep("x", 200) .. '"}'
request = function()
  count = count + 1
  return wrk.format(nil, nil, {
    ["Authorization"] = "Bearer TOKEN", ["Content-Type"] = "application/json", ["ce-specversion"] = "1.0",
    ["ce-id"] = run .. "-" .. count, ["ce-source"] = "/bench", ["ce-type"] = "com.example.bench"})
end
"""


class _Sample:
    def __init__(self, accepted, delivered, p99):
        # Each a second, and milliseconds.
        self.accepted, self.delivered, self.p99 = accepted, delivered, p99


def _pending(platform):
    _, text = client.request(
        platform.control, "/metrics", headers={"Authorization": f"Bearer {platform.token}"})
    found = re.findall(rb"^meridian_events_pending\{[^}]*\} (\d+)", text, re.M)
    return sum(map(int, found))


def _ours(platform, setting):
    """From the first event accepted to the last one delivered."""
    with tempfile.NamedTemporaryFile("w", suffix=".lua") as script:
        script.write(_SCRIPT.replace("TOKEN", platform.token))
        script.flush()
        began = time.monotonic()
        text = processes.run(
            wrk.command(platform.control, "/v1/events", _PRODUCERS, setting.seconds, script.name), setting.seconds + 60)
        run = wrk.Run(text)
        if not run.is_valid:
            raise processes.Failure(f"{run.errors} events of {run.count} were not accepted")
        while _pending(platform) > 0:
            time.sleep(0.01)
        took = time.monotonic() - began
    return _Sample(run.rate, run.count / took, run.p99)


def measure(setting):
    # On a disk, as a directory in memory would have no fsync, and where the database's own user may look.
    parent = Path(tempfile.mkdtemp(prefix="events-", dir="/var/tmp"))
    parent.chmod(0o755)
    platform = database = None
    try:
        platform = Meridian(setting.meridian, setting.package, directory=parent / "meridian")
        database = PostgreSQL(parent / "postgresql")
        ours, theirs = [], []
        _ours(platform, setting)
        for _ in range(setting.rounds):
            ours.append(_ours(platform, setting))
            theirs.append(_Sample(*database.queue(_PRODUCERS, _CONSUMERS, setting.seconds)))
    finally:
        for peer in (platform, database):
            if peer:
                peer.close()
        shutil.rmtree(parent, ignore_errors=True)
    rows = [_row("Meridian: HTTP → queue → function", ours), _row("PostgreSQL: INSERT → SKIP LOCKED", theirs)]
    ratio = tables.ratio([own.delivered / its.delivered for own, its in zip(ours, theirs)])
    return "\n".join([
        tables.table(["", "accepted/s", "delivered/s", "accept p99 ms"], rows),
        f"Delivered, ours ÷ PostgreSQL's: {ratio}, wanted ≥ 1; wanted of ours: ≥ {_WANTED_RATE:,} a second, accepted within "
        f"{_WANTED_LATENCY} ms (p99). Events of 220 bytes by {_PRODUCERS} connections, one a request; each is on disk when it "
        "is accepted, and delivered at least once. Meridian is asked by HTTP and calls a Swift function in a worker of its "
        f"own; PostgreSQL is asked by pgbench over a Unix socket, and {_CONSUMERS} connections of it take one row after the "
        "other and delete it in one transaction, without calling anything. Delivered counts to the end of the backlog.",
    ])


def _row(title, samples):
    def median(value):
        return statistics.median(map(value, samples))

    return [
        title, tables.number(median(lambda one: one.accepted)), tables.number(median(lambda one: one.delivered)),
        tables.number(median(lambda one: one.p99), 1),
    ]
