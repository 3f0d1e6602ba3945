"""One module for each measurement: `TITLE`, `measure(setting)` and what it says in Markdown."""

from . import (
    admission, app, backlog, bodies, coldstart, events, javascript, json, lambda_host, layers, memory, observing,
    peak, persistence, programs, project, releases, rollouts, soak, telemetry, throughput)

ALL = {
    "throughput": throughput,
    "app": app,
    "bodies": bodies,
    "coldstart": coldstart,
    "memory": memory,
    "javascript": javascript,
    "soak": soak,
    "json": json,
    "lambda": lambda_host,
    "layers": layers,
    "programs": programs,
    "persistence": persistence,
    "events": events,
    "backlog": backlog,
    "project": project,
    "releases": releases,
    "rollouts": rollouts,
    "admission": admission,
    "peak": peak,
    "telemetry": telemetry,
    "observing": observing,
}
