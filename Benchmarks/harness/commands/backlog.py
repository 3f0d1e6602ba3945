"""A million events that wait: the start of a platform that has them, and how fast they are delivered then."""

import json
import shutil
import statistics
import tempfile
import threading
import time
from pathlib import Path

from .. import client, processes, tables
from ..meridian import SERVICE, Meridian

TITLE = "Backlog"

_EVENTS = 1_000_000
_BATCH = 1_000
_SENDERS = 3
_FUNCTION = "accept"
_WANTED_START = 2
_WANTED_MEMORY = 200


def _ask(platform, method, path, body=None, content_type="application/json"):
    status, text = client.request(
        platform.control, path, method=method, body=body,
        headers={"Authorization": f"Bearer {platform.token}", "Content-Type": content_type})
    if not 200 <= status < 300:
        raise processes.Failure(f"{method} {path} was answered {status}: {text[:500]!r}")
    return text


def _pending(platform):
    queues = json.loads(_ask(platform, "GET", f"/v1/queues/{SERVICE}"))["queues"]
    return sum(queue["pending"] for queue in queues)


def _concurrency(platform, number):
    settings = {} if number is None else {"concurrency": number}
    _ask(
        platform, "PUT", f"/v1/services/{SERVICE}/functions/{_FUNCTION}/delivery", json.dumps(settings).encode())


def _fill(platform):
    """Sends events until a million wait; one call at a time delivers few of them meanwhile."""
    stop, failures = threading.Event(), []

    def send(number):
        data = {"id": 1, "text": "x" * 200}
        count = 0
        try:
            while not stop.is_set():
                events = [
                    {"specversion": "1.0", "id": f"{number}-{count + index}", "source": "/bench",
                     "type": "com.example.bench", "data": data} for index in range(_BATCH)]
                _ask(
                    platform, "POST", "/v1/events", json.dumps(events).encode(),
                    "application/cloudevents-batch+json")
                count += _BATCH
        except (processes.Failure, OSError) as failure:
            failures.append(failure)

    senders = [threading.Thread(target=send, args=(number,)) for number in range(_SENDERS)]
    for sender in senders:
        sender.start()
    while _pending(platform) < _EVENTS and not failures:
        time.sleep(0.1)
    stop.set()
    for sender in senders:
        sender.join()
    if failures:
        raise processes.Failure(str(failures[0]))


def measure(setting):
    # On a disk, as a directory in memory would have no fsync.
    parent = Path(tempfile.mkdtemp(prefix="backlog-", dir="/var/tmp"))
    directory = parent / "meridian"
    platform = None
    try:
        platform = Meridian(setting.meridian, setting.package, directory=directory)
        _concurrency(platform, 1)
        _fill(platform)
        processes.end(platform.process, at_once=True)

        starts = []
        for _ in range(max(setting.rounds, 3)):
            processes.end(platform.process, at_once=True)
            began = time.monotonic()
            platform = Meridian(setting.meridian, directory=directory)
            starts.append(time.monotonic() - began)
        count = _pending(platform)
        _concurrency(platform, None)
        began = time.monotonic()
        while (left := _pending(platform)) > 0:
            if time.monotonic() > began + 900:
                raise processes.Failure(f"{left} of {count} events are left after 900 s")
            time.sleep(0.2)
        took = time.monotonic() - began
        peak = processes.peak_memory(platform.process.pid)
    finally:
        if platform:
            platform.close()
        shutil.rmtree(parent, ignore_errors=True)
    return "\n".join([
        tables.table(["", "", "wanted"], [
            ["events that wait at the start", tables.number(count), f"{_EVENTS:,}"],
            ["from the start of the process until it serves, s", tables.number(statistics.median(starts), 2),
             f"≤ {_WANTED_START}"],
            ["delivered/s, to the last", tables.number(count / took), "as without a backlog"],
            ["resident memory at most", tables.mebibytes(peak), f"≤ {_WANTED_MEMORY} MiB"],
        ]),
        "Events of 220 bytes are sent in batches while one call at a time delivers few of them; the platform is killed, and "
        "started again with what waits. The memory is the most that the process ever had, from its start to the last event.",
    ])
