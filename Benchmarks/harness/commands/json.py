"""A value of about 1 KiB read from JSON and written, by this codec and by Foundation's."""

import statistics
import subprocess

from .. import builds, tables

TITLE = "JSON"

_WAYS = {"codable": "ours, `Codable`", "direct": "ours, direct", "foundation": "Foundation's coders"}
_WANTED = {"codable": 0.6, "direct": 0.5}


def measure(setting):
    program = builds.json_program()
    output = subprocess.run(
        [program, str(setting.rounds), str(setting.seconds)], check=True, capture_output=True, text=True).stdout
    lines = [line.split() for line in output.splitlines()]
    size = int(next(line[1] for line in lines if line[0] == "bytes"))
    runs = {}
    for line in lines:
        if len(line) == 3:
            runs.setdefault(line[1], []).append(float(line[2]))
    rows = []
    for what in ("decode", "encode"):
        peer = runs[f"{what}-foundation"]
        for way, title in _WAYS.items():
            own = runs[f"{what}-{way}"]
            median = statistics.median(own)
            row = [
                f"{what}, {title}", tables.number(median), f"{tables.number(min(own))}–{tables.number(max(own))}",
                tables.number(size / median * 1000),
            ]
            if way in _WANTED:
                row.append(tables.ratio([ours / theirs for ours, theirs in zip(own, peer)])
                           + f", wanted ≤ {_WANTED[way]}")
            else:
                row.append("")
            rows.append(row)
    return "\n".join([
        tables.table(["", "ns an operation", "least–greatest", "MB/s", "of Foundation's time"], rows),
        f"The value has {size:,} bytes of JSON: an order with a customer and seven lines. One thread.",
    ])
