"""Functions in JavaScript: from zero, warm, after an edit, and many of them, beside Node.js and Deno."""

import os
import shutil
import subprocess
import tempfile
import time
from pathlib import Path

from .. import builds, client, peers, processes, tables, wrk
from ..meridian import SERVICE, Meridian
from . import coldstart
from .project import next_release

TITLE = "JavaScript"

FUNCTIONS = builds.ROOT / "Benchmarks" / "JavaScript"
_LEAST_STARTS = 50
_EDITS = 20
_SERVICES, _EACH = 20, 10
_HELLO = b"Hello, World!"
# What JavaScriptCore alone takes for a call of hello: the samples of `perf` in its library and in what it compiled.
_ENGINE_NANOSECONDS = 2500
# Where Debian has React.
_NODE_PACKAGES = "/usr/share/nodejs"


def measure(setting):
    work = Path(tempfile.mkdtemp(prefix="bench-javascript-"))
    try:
        small, large = work / "small", work / "large"
        page = _bundle(large)
        shutil.copytree(FUNCTIONS, small, ignore=shutil.ignore_patterns(".meridian", "page.*"))
        packages = []
        for source in (small, large):
            packages.append(source.with_suffix(".zip"))
            processes.run([setting.meridian, "build", source, "-o", packages[-1]], 120)
        parts = [
            _starts(setting, *packages), _throughput(setting, packages[1], page), _edits(setting, work, small),
            _density(setting, work),
        ]
    finally:
        shutil.rmtree(work, ignore_errors=True)
    return "\n".join(parts)


def _bundle(source):
    """Puts the functions into a folder, and beside them what React and the page become by esbuild.
    Returns the file of that."""
    shutil.copytree(FUNCTIONS, source, ignore=shutil.ignore_patterns(".meridian"))
    page = source / "functions" / "_page.mjs"
    environment = {**os.environ, "NODE_PATH": _NODE_PACKAGES}
    processes.run([
        "esbuild", source / "page.jsx", "--bundle", "--format=esm", "--platform=neutral", "--main-fields=main",
        "--jsx-factory=createElement", '--define:process.env.NODE_ENV="production"', "--log-level=warning",
        f"--outfile={page}"], 60, env=environment)
    return page


def _deno():
    """Deno from PyPI or the PATH; `None` where it is not."""
    for path in (builds.BUILD / "bench-venv" / "bin" / "deno", shutil.which("deno")):
        if path and os.access(path, os.X_OK):
            return path
    return None


# Starts

def _starts(setting, small, large):
    starts = max(_LEAST_STARTS, 20 * setting.rounds)
    deno = _deno()
    platforms = [Meridian(setting.meridian, package) for package in (small, large)]
    try:
        connections = [client.Connection(platform.port) for platform in platforms]
        measured = {
            "cold": lambda: coldstart.cold(platforms[0], connections[0]),
            "large": lambda: coldstart.cold(platforms[1], connections[1]),
            "node": lambda: coldstart.served(["node", peers.FILES / "hello.js"], NODE_ENV="production"),
        }
        if deno:
            measured["deno"] = lambda: _answered(
                [deno, "run", "--allow-net", "--allow-env", "--no-check", peers.FILES / "hello_deno.js"])
        times = {name: [] for name in measured}
        for number in range(starts + 1):
            for name, once in measured.items():
                duration = once()
                # The first of each fills caches of the system and is not counted.
                if number > 0:
                    times[name].append(duration)
        for connection in connections:
            connection.close()
    finally:
        peers.close_all(platforms)
    rows = [
        ("a function in JavaScript at zero instances, through the gateway", times["cold"], "≤ 3"),
        (f"the same, of a package of {large.stat().st_size >> 10} KiB with React in it", times["large"], ""),
        ("Node.js `http`: spawn to first byte", times["node"], ""),
    ]
    if deno:
        rows.append(("Deno `Deno.serve`: spawn to first byte, looked for every millisecond", times["deno"], ""))
    return tables.percentiles(rows)


def _answered(command):
    """Spawns a server that takes a port, and asks it until it answers."""
    port = processes.free_port()
    begin = time.perf_counter()
    process = processes.start(command, env={**os.environ, "PORT": str(port)})
    try:
        while True:
            try:
                status, body = client.request(port, "/hello", seconds=5)
                break
            except OSError:
                if time.perf_counter() - begin > 30:
                    raise processes.Failure(f"{command[0]} did not answer within 30 s")
                time.sleep(0.001)
        duration = (time.perf_counter() - begin) * 1000
    finally:
        processes.end(process, at_once=True)
    if (status, body) != (200, _HELLO):
        raise processes.Failure(f"{command[0]} answered {status} {body[:100]!r}")
    return duration


# Throughput

def _throughput(setting, package, bundle):
    compared = []
    try:
        compared.append(Meridian(setting.meridian, package, "Meridian: gateway → function in JavaScript"))
        compared.append(peers.Program(peers.NODE, ["node", peers.FILES / "page.mjs"],
                                      NODE_ENV="production", PAGE=str(bundle)))
        deno = _deno()
        if deno:
            compared.append(peers.Program("Deno `Deno.serve` answering directly", [
                deno, "run", "--allow-net", "--allow-env", "--no-check", peers.FILES / "hello_deno.js"]))
        compared.append(peers.ceiling())
        most = peers.ceiling_of_two(_ENGINE_NANOSECONDS)
        compared.append(most)
        for peer in compared:
            client.expect(peer, "/hello", _HELLO)
        hello = tables.comparison(
            compared, wrk.compare(compared, setting, "/hello", 64), {peers.NODE: "1.5"}, most.title)
        pages = compared[:2]
        _, page = client.request(pages[1].port, "/page")
        client.expect(pages[0], "/page", page)
        rendered = tables.comparison(pages, wrk.compare(pages, setting, "/page", 64), {peers.NODE: "0.9"})
    finally:
        peers.close_all(compared)
    return (f"`GET /hello`, 64 connections:\n\n{hello}\n"
            f"`GET /page`, {len(page):,} bytes of HTML that React's `renderToString` makes of the same bundle, "
            f"64 connections:\n\n{rendered}")


# Edits

def _edits(setting, work, functions):
    project = work / "project"
    shutil.copytree(functions, project)
    source = project / "functions" / "hello.js"
    original = source.read_text()
    port = processes.free_port()
    process = subprocess.Popen(
        [str(part) for part in (
            setting.meridian, "dev", project, "--port", port, "--control-port", processes.free_port(), "--json")],
        stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True, start_new_session=True)
    try:
        next_release(process)
        edits = []
        for number in range(_EDITS):
            expected = f"Hello, {number}!".encode()
            begin = time.perf_counter()
            source.write_text(original.replace("Hello, World!", expected.decode()))
            processes.wait_until(
                lambda: client.request(port, "/hello")[1] == expected, f"the answer of edit {number}", 30, 0.001)
            edits.append((time.perf_counter() - begin) * 1000)
            next_release(process)
    finally:
        process.terminate()
        process.communicate(timeout=60)
    return tables.percentiles([
        ("an edit of a function until `meridian dev` answers with it", edits, "≤ 150"),
        ("`meridian deploy` of a package of 100 KB, the command with it", _deployments(setting, work, functions), "≤ 300"),
    ])


def _deployments(setting, work, functions):
    """Milliseconds of the command, for packages that no compression makes small."""
    project = work / "random"
    shutil.copytree(functions, project)
    platform = Meridian(setting.meridian)
    try:
        times = []
        for number in range(max(5, 2 * setting.rounds)):
            (project / "functions" / "hello.js").write_text(
                f"export default {{ fetch: () => new Response({os.urandom(48 << 10).hex()!r}.slice(0, 9)) }};\n")
            package = work / f"random-{number}.zip"
            processes.run([setting.meridian, "build", project, "-o", package], 120)
            begin = time.perf_counter()
            platform.deploy(package)
            times.append((time.perf_counter() - begin) * 1000)
        return times
    finally:
        platform.close()


# Density

def _density(setting, work):
    platform = Meridian(setting.meridian)
    try:
        for number in range(_SERVICES):
            _deploy_many(setting, platform, work, f"dense-{number}")
        for number in range(_SERVICES):
            for function in range(_EACH):
                status, body = client.request(
                    platform.port, f"/f{function}", headers={"Host": f"dense-{number}.localhost"})
                if (status, body) != (200, f"f{function} 1".encode()):
                    raise processes.Failure(f"dense-{number}/f{function} answered {status} {body[:100]!r}")
        workers = [
            processes.inside_sandbox(instance["pid"])
            for (service, _), group in platform.groups().items() if service.startswith("dense-")
            for instance in group["instances"]
        ]
        shares = [_proportional(pid) for pid in workers]
    finally:
        platform.close()
    node = peers.node()
    try:
        client.expect(node, "/hello", _HELLO)
        beside = _proportional(node.process.pid)
    finally:
        node.close()
    count = _SERVICES * _EACH
    each = sum(shares) / count
    return tables.table(["proportional memory (PSS)", "", "wanted"], [
        [f"{count} functions in {_SERVICES} services, each called once", f"{tables.mebibytes(sum(shares))} in "
         f"{len(shares)} processes", ""],
        ["of that, a function", tables.mebibytes(each), "≤ 5 MiB" + ("" if each <= 5 << 20 else ": missed")],
        ["Node.js' `http`, a process", tables.mebibytes(beside), ""],
    ])


def _deploy_many(setting, platform, work, service):
    project = work / service
    (project / "functions").mkdir(parents=True)
    (project / "meridian.yml").write_text(
        f"service: {service}\noutbound: none\nprovider: {{ memorySize: 256, idleTimeout: 600, maxInstances: 1 }}\n")
    for function in range(_EACH):
        (project / "functions" / f"f{function}.js").write_text(
            f"let calls = 0;\nexport default {{ fetch: () => new Response(`f{function} ${{++calls}}`) }};\n")
    package = work / f"{service}.zip"
    processes.run([setting.meridian, "build", project, "-o", package], 120)
    platform.deploy(package)


def _proportional(pid):
    """Bytes of a process, with its part of what it shares."""
    for line in Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines():
        if line.startswith("Pss:"):
            return int(line.split()[1]) * 1024
    raise processes.Failure(f"the memory of process {pid} can't be read")
