"""A new project: its first build from nothing, and from an edit to the answer in `meridian dev`, by phase."""

import json
import shutil
import statistics
import subprocess
import tempfile
import time
from pathlib import Path

from .. import builds, client, processes, tables

TITLE = "A new project"

_EDITS = 10


def measure(setting):
    work = Path(tempfile.mkdtemp(prefix="bench-project-"))
    project = work / "corner-shop"
    try:
        made = _seconds(lambda: processes.run(
            [setting.meridian, "new", "corner-shop", "--path", project, "--dependency", builds.ROOT], 60))
        built = _seconds(lambda: processes.run(["swift", "build", "--package-path", project], 3600))
        first, edits = _developed(setting.meridian, project)
    finally:
        shutil.rmtree(work, ignore_errors=True)
    rows = [
        ["`meridian new`", tables.number(made, 2), ""],
        ["`swift build`, debug, nothing built before", tables.number(built, 1), "≤ 240"],
        ["`meridian dev` then, until it answers", tables.number(first, 1), ""],
    ]
    phases = [
        ("an edit until it answers", [edit["answer"] for edit in edits], "≤ 6,000"),
        ("of that, build", [edit["build"] for edit in edits], ""),
        ("of that, start of the new release", [edit["start"] for edit in edits], ""),
        ("of that, swap", [edit["swap"] for edit in edits], ""),
    ]
    return "\n".join([
        tables.table(["", "seconds", "wanted"], rows),
        tables.percentiles(phases),
        f"{len(edits)} edits of the text that a function answers with. An edit is noticed by looking at the sources five"
        " times a second, and built once they have been at rest for one look.",
    ])


def _seconds(work):
    begin = time.perf_counter()
    work()
    return time.perf_counter() - begin


def _developed(meridian, project):
    """Seconds until `dev` answers, and what each edit took in milliseconds."""
    source = next(file for file in sorted((project / "Sources").rglob("*.swift")) if "Hello" in file.read_text())
    original = source.read_text()
    port = processes.free_port()
    begin = time.perf_counter()
    process = subprocess.Popen(
        [str(part) for part in (
            meridian, "dev", project, "--port", port, "--control-port", processes.free_port(), "--json")],
        stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True, start_new_session=True)
    try:
        next_release(process)
        first = time.perf_counter() - begin
        edits = []
        for number in range(_EDITS):
            edited = time.perf_counter()
            source.write_text(original.replace("Hello", f"Hello {number}"))
            live = next_release(process)
            _answer(port, f"Hello {number}")
            edits.append({"answer": (time.perf_counter() - edited) * 1000, **live["milliseconds"]})
        return first, edits
    finally:
        process.terminate()
        process.communicate(timeout=60)


def next_release(process):
    """What `dev` says of the next release that is live."""
    for line in process.stdout:
        document = json.loads(line)
        if document["kind"] == "failed":
            raise processes.Failure(f"the project does not build: {document}")
        if document["kind"] == "live":
            return document
    raise processes.Failure("`meridian dev` ended")


def _answer(port, expected):
    status, body = client.request(port, "/")
    if status != 200 or expected.encode() not in body:
        raise processes.Failure(f"the edited project answers {status} {body[:100]!r}, not '{expected}'")
