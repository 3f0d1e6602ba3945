"""Figures as Markdown."""

import math
import statistics

from . import wrk

MEBIBYTE = 1 << 20


def table(headings, rows):
    lines = ["| " + " | ".join(headings) + " |", "|" + "---|" * len(headings)]
    return "\n".join(lines + ["| " + " | ".join(row) + " |" for row in rows]) + "\n"


def number(value, digits=0):
    return "–" if math.isnan(value) else f"{value:,.{digits}f}"


def mebibytes(count):
    return f"{count / MEBIBYTE:.1f} MiB"


def resident(memory):
    """Resident memory with its part that no file backs."""
    return f"{mebibytes(memory[0])} ({mebibytes(memory[1])} anonymous)"


def ratio(values, digits=2):
    """The median with the least and the greatest."""
    if not values:
        return "–"
    return f"{statistics.median(values):.{digits}f} ({min(values):.{digits}f}–{max(values):.{digits}f})"


def validity(*runs):
    """Says which runs had errors; they are shown, and no median counts them."""
    faults = [
        f"round {index + 1} invalid: {run.errors} errors in {run.count:,} requests"
        for own in runs for index, run in enumerate(own) if not run.is_valid
    ]
    return "; ".join(faults) or "0"


def comparison(peers, runs, wanted=None, ceiling=None):
    """A row for each peer; the first is ours.

    `wanted` maps the title of a peer to what the ratio should be; `ceiling` is the title of the peer that does as little
    as a server can.
    """
    headings = [
        "", "requests/s", "p50 ms", "p99 ms", "CPU µs/request", "machine idle", "ours ÷ it", "p99 ours ÷ its",
        "errors",
    ]
    rows = []
    for peer, own in zip(peers, runs):
        row = [
            peer.title,
            number(wrk.median(own, lambda run: run.rate)),
            number(wrk.median(own, lambda run: run.p50), 2),
            number(wrk.median(own, lambda run: run.p99), 2),
            number(wrk.median(own, lambda run: run.cpu)),
            number(wrk.median(own, lambda run: run.idle * 100)) + " %",
        ]
        if own is runs[0]:
            row += ["", ""]
        else:
            target = (wanted or {}).get(peer.title)
            row += [
                ratio(wrk.ratios(runs[0], own)) + (f", wanted ≥ {target}" if target else ""),
                ratio(wrk.ratios(runs[0], own, lambda run: run.p99)),
            ]
        rows.append(row + [validity(own)])
    return table(headings, rows) + (_room(peers, runs, ceiling) if ceiling else "")


def _room(peers, runs, ceiling):
    """How many times the rate of each other peer the one with the title `ceiling` reaches, as a sentence."""
    by_title = {peer.title: own for peer, own in zip(peers[1:], runs[1:])}
    most = by_title.pop(ceiling)
    return "\nThe ceiling is " + ", ".join(
        f"{ratio(wrk.ratios(most, own))} times {title}" for title, own in by_title.items()) + ".\n"


def _quantile(ordered, share):
    return ordered[max(0, math.ceil(share * len(ordered)) - 1)]


def percentiles(series):
    """A row for each title with its values in milliseconds and what its median should be, or nothing."""
    rows = []
    for title, values, wanted in series:
        ordered = sorted(values)
        rows.append(
            [title, str(len(ordered)), *(f"{_quantile(ordered, share):.2f}" for share in (0.5, 0.9, 0.99)), wanted])
    return table(["", "times", "median ms", "p90 ms", "p99 ms", "wanted"], rows)
