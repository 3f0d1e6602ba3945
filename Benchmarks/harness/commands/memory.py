"""What executable, worker and platform take, with one service and with a thousand functions."""

import time

from .. import builds, crowd, peers, processes, tables, wrk
from ..meridian import SERVICE, Meridian

TITLE = "Memory"

_LIMIT = {"executable": 15, "worker": 15, "idle": 50, "crowd": 100}


def measure(setting):
    rows, platforms = [], []

    def row(what, text, bytes_, limit):
        rows.append([what, text, f"≤ {limit} MiB" + ("" if bytes_ <= limit * tables.MEBIBYTE else ": missed")])

    def resident(what, pid, limit):
        memory = processes.memory(pid)
        row(what, tables.resident(memory), memory[0], limit)

    try:
        size = builds.executable(setting.package).stat().st_size
        row("executable of the functions, stripped", tables.mebibytes(size), size, _LIMIT["executable"])
        few = Meridian(setting.meridian, title="with one service")
        platforms.append(few)
        time.sleep(1)
        resident("platform, nothing deployed", few.process.pid, _LIMIT["idle"])
        few.deploy(setting.package)
        resident("worker after its first request", few.worker(), _LIMIT["worker"])
        wrk.load(few, "/hello", 64, setting.seconds)
        resident(f"worker after {setting.seconds} s of full load", few.worker(), _LIMIT["worker"])
        resident(f"platform, one service, after {setting.seconds} s of full load", few.process.pid, _LIMIT["idle"])

        many = Meridian(setting.meridian, setting.package, title="with 1,000 functions more")
        platforms.insert(0, many)
        begin = time.monotonic()
        _fill(many, setting.package)
        took = time.monotonic() - begin
        resident(
            f"platform, {crowd.SERVICES * crowd.FUNCTIONS:,} functions more in {crowd.SERVICES} services",
            many.process.pid, _LIMIT["crowd"])
        many.worker()
        runs = wrk.compare(platforms, setting, "/hello", 64)
        resident("the same after full load", many.process.pid, _LIMIT["crowd"])
        return "\n".join([
            tables.table(["resident memory", "", "wanted"], rows),
            f"Deploying the {crowd.SERVICES} services took {took:.0f} s.\n",
            "`GET /hello` at 64 connections, where the ratio should not be under 0.98:\n",
            tables.comparison(platforms, runs),
        ])
    finally:
        peers.close_all(platforms)


def _fill(platform, package):
    with crowd.Crowd(package) as packages:
        for path in packages:
            platform.deploy(path)

    def is_quiet():
        return not any(
            group["instances"] for (service, _), group in platform.groups().items() if service != SERVICE)

    processes.wait_until(is_quiet, "the retirement of the instances that deployments started", 60, pause=0.2)
    time.sleep(1)
