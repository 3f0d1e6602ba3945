"""One module for each measurement: `TITLE`, `measure(setting)` and what it says in Markdown."""

from . import bodies, coldstart, json, memory, soak, throughput

ALL = {
    "throughput": throughput,
    "bodies": bodies,
    "coldstart": coldstart,
    "memory": memory,
    "soak": soak,
    "json": json,
}
