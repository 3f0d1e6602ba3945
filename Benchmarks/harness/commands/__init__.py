"""One module for each measurement: `TITLE`, `measure(setting)` and what it says in Markdown."""

from . import app, bodies, coldstart, json, layers, memory, persistence, project, soak, throughput

ALL = {
    "throughput": throughput,
    "app": app,
    "bodies": bodies,
    "coldstart": coldstart,
    "memory": memory,
    "soak": soak,
    "json": json,
    "layers": layers,
    "persistence": persistence,
    "project": project,
}
