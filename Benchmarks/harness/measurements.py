"""The measurements. Each returns Markdown."""

import json
import os
import socket
import subprocess
import sys
import time
import zipfile

from . import load
from .processes import (BUILD, PEERS, Nginx, Platform, end, free_port, functions_framework, get, node, rss, start,
                        unpacked)


def _expect(peer, path, expected, method="GET", body=None):
    status, answer = get(peer.port, path, method=method, body=body)
    if status != 200 or answer != expected:
        raise SystemExit(f"{peer.title} answers {path} with {status} and {answer[:100]!r}")


def throughput(command, package, options):
    parts = []
    peers = [Platform(command, package), Nginx(unpacked(package)), node(), functions_framework()]
    note = "" if peers[-1] else "\nfunctions-framework is not installed: `scripts/setup --bench`.\n"
    peers = [peer for peer in peers if peer]
    try:
        for peer in peers:
            _expect(peer, "/hello", b"Hello, World!")
        for connections in (32, 64):
            results = load.alternate(
                peers, options.rounds, lambda peer: load.wrk(peer.port, "/hello", connections, options.seconds))
            parts.append(f"{connections} connections:\n\n{load.table(results, Platform.title)}\n")
    finally:
        for peer in peers:
            peer.close()
    return "\n".join(parts) + note


def bodies(command, package, options):
    parts = []
    peers = [Platform(command, package), Nginx(unpacked(package), buffering="off")]
    try:
        for name, size, connections in (("1 KiB", 1 << 10, 32), ("64 KiB", 64 << 10, 32), ("10 MiB", 10 << 20, 4)):
            script = load.post_script(size)
            for peer in peers:
                _expect(peer, "/echo", b"x" * size, "POST", b"x" * size)
            for title, path, lua in (
                    (f"{name} echoed (POST, streamed both ways)", "/echo", script),
                    (f"{name} in one piece (GET)", f"/buffered?bytes={size}", None),
                    (f"{name} streamed (GET)", f"/streamed?bytes={size}", None)):
                results = load.alternate(
                    peers, options.rounds, lambda peer: load.wrk(peer.port, path, connections, options.seconds, lua))
                parts.append(f"{title}, {connections} connections:\n\n{load.table(results, Platform.title)}\n")
            os.unlink(script)
    finally:
        for peer in peers:
            peer.close()
    return "\n".join(parts)


def _first_byte(connection, path):
    """Milliseconds from the request's first byte to the answer's, on an open connection."""
    begin = time.perf_counter()
    connection.sendall(f"GET {path} HTTP/1.1\r\nHost: a\r\n\r\n".encode())
    answer = connection.recv(65536)
    duration = (time.perf_counter() - begin) * 1000
    if not answer.startswith(b"HTTP/1.1 200"):
        raise SystemExit(f"{path} answered {answer[:200]!r}")
    return duration


def _spawned(command):
    """Milliseconds from the start of a process to the first byte that its server answers."""
    port = free_port()
    begin = time.perf_counter()
    process = start(command, env={**os.environ, "PORT": str(port)})
    while True:
        try:
            with socket.create_connection(("127.0.0.1", port), timeout=5) as connection:
                connection.sendall(b"GET / HTTP/1.1\r\nHost: a\r\n\r\n")
                connection.recv(1)
                break
        except ConnectionRefusedError:
            time.sleep(0.0002)
    duration = (time.perf_counter() - begin) * 1000
    end(process)
    return duration


def coldstart(command, package, options):
    platform = Platform(command, package)
    starts = max(50, options.rounds * 10)
    times = {"cold: function at zero, through the gateway": [], "standby: first request after a second of quiet": [],
             "warm": [], "`/bin/true` spawned and ended": [], "Python spawned → first answer": [],
             "Node spawned → first answer": []}
    cold, standby, warm, true, python, js = times.values()
    try:
        connection = socket.create_connection(("127.0.0.1", platform.port))
        connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        for number in range(starts):
            while platform.instances("cold"):
                time.sleep(0.02)
            cold.append(_first_byte(connection, "/cold"))
            for _ in range(5):
                warm.append(_first_byte(connection, "/ready"))
            begin = time.perf_counter()
            subprocess.run(["/bin/true"])
            true.append((time.perf_counter() - begin) * 1000)
            if number % 5 == 0:
                time.sleep(1)
                standby.append(_first_byte(connection, "/ready"))
                python.append(_spawned([sys.executable, str(PEERS / "hello.py")]))
                js.append(_spawned(["node", str(PEERS / "hello.js")]))
        connection.close()
    finally:
        platform.close()
    rows = ["| ms | starts | median | p90 | p99 |", "|---|---|---|---|---|"]
    rows += [f"| {title} | {len(values)} | {load.percentiles(values)} |" for title, values in times.items()]
    return "\n".join(rows) + "\n"


def _services(package, count, functions):
    """Packages like `package` under other names, with `functions` functions each that share the executable."""
    directory = BUILD / "bench" / "many"
    directory.mkdir(exist_ok=True)
    with zipfile.ZipFile(package) as source:
        manifest, executable = json.loads(source.read("manifest.json")), source.read("bootstrap")
        mode = source.getinfo("bootstrap").external_attr
    declared = [function for function in manifest["functions"]]
    for number in range(count):
        manifest["service"] = f"service-{number}"
        manifest["functions"] = [
            {**declared[index % len(declared)],
             "triggers": [{"kind": "http", "methods": ["GET"], "path": f"/{index}/{{name}}/part"}]}
            for index in range(min(functions, len(declared)))]
        extra = functions - len(manifest["functions"])
        for index in range(extra):
            manifest["functions"][0]["triggers"].append(
                {"kind": "http", "methods": ["GET"], "path": f"/more/{index}/{{name}}"})
        path = directory / f"service-{number}.zip"
        with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as target:
            target.writestr("manifest.json", json.dumps(manifest))
            entry = zipfile.ZipInfo("bootstrap")
            entry.external_attr, entry.create_system, entry.compress_type = mode, 3, zipfile.ZIP_DEFLATED
            target.writestr(entry, executable)
        yield path
        path.unlink()


def memory(command, package, options):
    executable = unpacked(package)
    rows = ["| | |", "|---|---|"]
    one = Platform(command, package, deploys=False)
    many = None
    mib = 1 << 20
    try:
        time.sleep(1)
        rows.append(f"| executable of the functions, stripped | {executable.stat().st_size / mib:.1f} MiB |")
        rows.append(f"| platform, idle, RSS | {rss(one.process.pid) / mib:.1f} MiB |")
        one.deploy(package)
        get(one.port, "/hello")
        worker = one.instances("default")[0]["pid"]
        rows.append(f"| worker after its first request, RSS | {rss(worker) / mib:.1f} MiB |")
        many = Platform(command, package)
        many.title = "Meridian, 1,000 functions"
        total = 7
        services = 1000 // 7 + 1
        for path in _services(package, services, total):
            many.deploy(path)
        deadline = time.monotonic() + 90
        while len(many.instances()) > 2 and time.monotonic() < deadline:
            time.sleep(1)
        rows.append(
            f"| platform with {services + 1} services, {(services + 1) * total:,} functions, RSS | "
            f"{rss(many.process.pid) / mib:.1f} MiB |")
        results = load.alternate(
            [one, many], options.rounds, lambda peer: load.wrk(peer.port, "/hello", 64, options.seconds))
        comparison = load.table(results, many.title)
    finally:
        one.close()
        if many:
            many.close()
    return "\n".join(rows) + "\n\nThroughput beside a platform with one service:\n\n" + comparison + "\n"


def soak(command, package, options):
    platform = Platform(command, package)
    try:
        get(platform.port, "/hello")
        worker = platform.instances("default")[0]["pid"]
        load.wrk(platform.port, "/hello", 64, 5)
        before = rss(platform.process.pid), rss(worker)
        result = load.wrk(platform.port, "/hello", 64, 60)
        after = rss(platform.process.pid), rss(worker)
    finally:
        platform.close()
    growth = [f"{(b / a - 1) * 100:+.1f} %" for a, b in zip(before, after)]
    mib = 1 << 20
    return "\n".join([
        "| 60 s at 64 connections | |", "|---|---|",
        f"| requests/s, errors | {result['rate']:,.0f}, {result['errors']} |",
        f"| platform RSS after 5 s → at the end | {before[0] / mib:.1f} → {after[0] / mib:.1f} MiB ({growth[0]}) |",
        f"| worker RSS after 5 s → at the end | {before[1] / mib:.1f} → {after[1] / mib:.1f} MiB ({growth[1]}) |", ""])


ALL = {
    "throughput": ("Throughput", throughput), "bodies": ("Bodies", bodies), "coldstart": ("Cold start", coldstart),
    "memory": ("Memory", memory), "soak": ("Soak", soak),
}
