"""Documents and events that are durable when they are accepted, on one machine."""

import shutil
import subprocess
import tempfile
from pathlib import Path

from .. import builds, tables

TITLE = "Persistence"

_WANTED = {
    "events, 256 producers, one file": "≥ 5,000",
    "events, 256 producers, one file, accept p99": "≤ 20",
    "dispatch, 256 producers": "≥ 5,000",
    "dispatch, 256 producers, accept p99": "≤ 20",
    "backlog, opened to first lease": "≤ 2,000",
    "backlog, resident memory at most": "≤ 200",
}


def measure(setting):
    program = builds.persistence_program()
    # A directory in memory would have no fsync.
    parent = Path(tempfile.mkdtemp(prefix="persistence-", dir=builds.BENCH))
    try:
        output = subprocess.run(
            [program, parent / "data", str(setting.seconds)], check=True, capture_output=True, text=True).stdout
    finally:
        shutil.rmtree(parent, ignore_errors=True)
    rows = []
    for line in output.splitlines():
        name, value, unit = line.split("\t")
        rows.append([name, f"{float(value):,.1f}", unit, _WANTED.get(name, "")])
    return "\n".join([
        tables.table(["", "", "", "wanted"], rows),
        "Documents and events of 1 KiB, the backlog of 256 bytes an event. An event is counted when it was accepted, "
        "leased and finished, each step durable; in the rows `dispatch` it was delivered to a function that does nothing, "
        "without HTTP and worker. One process; producers, writers and consumers are tasks in it.",
    ])
