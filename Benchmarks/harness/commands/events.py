"""Events that are durable when they are accepted, delivered to a function that does nothing, beside a queue in a table and a
durable queue of a broker."""

import re
import shutil
import statistics
import tempfile
import time
from pathlib import Path

from .. import client, processes, tables, wrk
from ..meridian import Meridian
from ..postgresql import PostgreSQL
from ..rabbitmq import RabbitMQ

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
    platform = database = broker = None
    try:
        platform = Meridian(setting.meridian, setting.package, directory=parent / "meridian")
        database = PostgreSQL(parent / "postgresql")
        broker = RabbitMQ(parent / "rabbitmq")
        ours, rows, messages = [], [], []
        _ours(platform, setting)
        broker.queue(_PRODUCERS, _CONSUMERS, 1)
        for _ in range(setting.rounds):
            ours.append(_ours(platform, setting))
            rows.append(_Sample(*database.queue(_PRODUCERS, _CONSUMERS, setting.seconds)))
            messages.append(_Sample(*broker.queue(_PRODUCERS, _CONSUMERS, setting.seconds)))
    finally:
        for peer in (platform, database, broker):
            if peer:
                peer.close()
        shutil.rmtree(parent, ignore_errors=True)
    return "\n".join([
        tables.table(
            ["", "accepted/s", "delivered/s", "accept p99 ms", "accepted, ours ÷ it", "delivered, ours ÷ it"], [
                [*_row("Meridian: HTTP → queue → function", ours), "", ""],
                [*_row("PostgreSQL: INSERT → SKIP LOCKED", rows), *_ratios(ours, rows)],
                [*_row("RabbitMQ: publish, confirm → consume, acknowledge", messages), *_ratios(ours, messages)],
            ]),
        f"Wanted: ≥ {_WANTED_RATE:,} a second of ours, accepted and delivered, accepted within {_WANTED_LATENCY} ms (p99); delivered "
        f"≥ 1 × both peers. Events of 220 bytes by {_PRODUCERS} connections, one a request; each is on disk when it is accepted, "
        "and delivered at least once. Meridian is asked by HTTP and calls a Swift function in a worker of its own. PostgreSQL is "
        f"asked by pgbench over a Unix socket, and {_CONSUMERS} connections of it take one row after the other and delete it in "
        "one transaction. RabbitMQ has a durable queue; a program in C (`Peers/rabbitmq.c`, librabbitmq) sends persistent "
        f"messages by {_PRODUCERS} connections, each waiting for the confirm of one before the next, and {_CONSUMERS} connections "
        "consume, 100 messages ahead, and acknowledge each. Neither peer calls anything. Delivered counts to the end of the "
        "backlog.",
    ])


def _ratios(ours, theirs):
    return [
        tables.ratio([value(own) / value(its) for own, its in zip(ours, theirs)])
        for value in (lambda one: one.accepted, lambda one: one.delivered)
    ]


def _row(title, samples):
    def median(value):
        return statistics.median(map(value, samples))

    return [
        title, tables.number(median(lambda one: one.accepted)), tables.number(median(lambda one: one.delivered)),
        tables.number(median(lambda one: one.p99), 1),
    ]
