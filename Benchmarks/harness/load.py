"""Drives wrk and compares, in alternation."""

import re
import statistics
import subprocess
import tempfile

UNITS = {"us": 0.001, "ms": 1.0, "s": 1000.0, "m": 60000.0}


def wrk(port, path, connections, seconds, script=None):
    """One run. Latencies are in milliseconds."""
    command = ["wrk", "-t1", f"-c{connections}", f"-d{seconds}s", "--latency", "--timeout", "20s"]
    if script:
        command += ["-s", script]
    text = subprocess.run(
        command + [f"http://127.0.0.1:{port}{path}"], capture_output=True, text=True, timeout=seconds + 60).stdout

    def latency(mark):
        found = re.search(rf"^\s+{mark}%\s+([\d.]+)(us|ms|s|m)\s*$", text, re.M)
        return float(found[1]) * UNITS[found[2]] if found else float("nan")

    errors = sum(int(number) for number in re.findall(r"Non-2xx or 3xx responses: (\d+)", text))
    errors += sum(int(number) for line in re.findall(r"Socket errors: (.*)", text) for number in re.findall(r"\d+", line))
    rate = re.search(r"Requests/sec:\s+([\d.]+)", text)
    return {"rate": float(rate[1]) if rate else 0.0, "p50": latency(50), "p99": latency(99), "errors": errors}


def post_script(size):
    script = tempfile.NamedTemporaryFile("w", suffix=".lua", delete=False)
    script.write(f'wrk.method = "POST"\nwrk.body = string.rep("x", {size})\n')
    script.close()
    return script.name


def alternate(peers, rounds, run):
    """`run(peer)` for each peer in turn, `rounds` times over; one round before that is not counted."""
    results = {peer.title: [] for peer in peers}
    for peer in peers:
        run(peer)
    for _ in range(rounds):
        for peer in peers:
            results[peer.title].append(run(peer))
    return results


def table(results, ours):
    """Rows of Markdown: medians, and the ratio of ours to each peer, pair by pair."""
    rows = ["| | requests/s | p50 ms | p99 ms | ours ÷ it: median (min–max) | errors |", "|---|---|---|---|---|---|"]
    for title, runs in results.items():
        ratio = "1"
        if title != ours:
            pairs = sorted(mine["rate"] / its["rate"] for mine, its in zip(results[ours], runs) if its["rate"])
            ratio = f"{statistics.median(pairs):.2f} ({pairs[0]:.2f}–{pairs[-1]:.2f})" if pairs else "–"
        middle = {key: statistics.median(run[key] for run in runs) for key in ("rate", "p50", "p99")}
        errors = sum(run["errors"] for run in runs)
        rows.append(
            f"| {title} | {middle['rate']:,.0f} | {middle['p50']:.2f} | {middle['p99']:.2f} | {ratio} | "
            f"{errors if errors == 0 else f'{errors} (invalid)'} |")
    return "\n".join(rows)


def percentiles(values):
    ordered = sorted(values)

    def at(share):
        return ordered[min(len(ordered) - 1, int(share * len(ordered)))]

    return f"{at(0.5):.2f} | {at(0.9):.2f} | {at(0.99):.2f}"
