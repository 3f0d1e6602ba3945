"""From a package to its first answer, from one release to another, a start with many, and what finding one costs."""

import http.client
import shutil
import socket
import tempfile
import threading
import time
from pathlib import Path

from .. import builds, client, packages, processes, tables
from ..control import Control
from ..meridian import SERVICE, Meridian

TITLE = "Releases"

_SERVICES, _EACH = 1_000, 10
_PUBLISHERS = 4
_DATA = builds.BENCH / "many-services"


def measure(setting):
    work = Path(tempfile.mkdtemp(prefix="bench-releases-"))
    try:
        times = [*_deployments(setting, work), *_switches(setting, work), *_starts(setting, work)]
        return "\n".join([
            tables.percentiles(times),
            _lookup(),
            "A deployment is timed from the last byte of the package sent to the first answer of the new release; the Venue's "
            "package is in Swift. A switch is timed from the request that promotes to the first answer of the other release, "
            "by a caller who asks all the while; no answer to a request that was sent after the promotion was acknowledged "
            f"was by the former release. A platform with {_SERVICES:,} services and {_EACH} releases each, in JavaScript, is "
            "timed from its start to its first answer of `/v1/health`, and of a function of one of them.",
        ])
    finally:
        shutil.rmtree(work, ignore_errors=True)


# Deployments

def _deployments(setting, work):
    venue = builds.venue(setting.meridian)
    platform = Meridian(setting.meridian)
    try:
        control = Control(platform)
        caller = http.client.HTTPConnection("venue.localhost", platform.port)
        caller._create_connection = _to_this_machine
        whole, parts = [], {"store": [], "start": [], "swap": []}
        for number in range(1 + max(10, 2 * setting.rounds)):
            package = packages.variant(venue, work / "venue.zip", number)
            document, uploaded = control.publish("venue", package)
            caller.request("GET", "/")
            answer = caller.getresponse()
            answer.read()
            took = (time.perf_counter() - uploaded) * 1000
            if answer.status != 200:
                raise processes.Failure(f"the Venue answers {answer.status}")
            if number == 0:
                continue
            whole.append(took)
            for name, values in parts.items():
                values.append(document["milliseconds"][name])
        caller.close()
        control.close()
    finally:
        platform.close()
    return [
        ("deploy of the Venue's zip → first answer", whole, "≤ 500"),
        ("of that, check, unpack and store", parts["store"], ""),
        ("of that, start of an instance", parts["start"], ""),
        ("of that, swap", parts["swap"], ""),
    ]


def _to_this_machine(address, *options):
    """Names under `localhost` are this machine, whatever the system's resolver says."""
    connection = socket.create_connection(("127.0.0.1", address[1]), *options)
    connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    return connection


# Switches

class _Caller:
    """Asks which release answers, all the while."""

    def __init__(self, port):
        self.answers = []
        self._port = port
        self._stopped = threading.Event()
        self._thread = threading.Thread(target=self._run, daemon=True)

    def __enter__(self):
        self._thread.start()
        return self

    def __exit__(self, *_):
        self._stopped.set()
        self._thread.join()

    def _run(self):
        connection = http.client.HTTPConnection("127.0.0.1", self._port)
        while not self._stopped.is_set():
            sent = time.perf_counter()
            connection.request("GET", "/release")
            answer = connection.getresponse()
            release = answer.read().decode()
            self.answers.append((sent, time.perf_counter(), answer.status, release))
        connection.close()


def _switches(setting, work):
    platform = Meridian(setting.meridian)
    taken = []
    try:
        control = Control(platform)
        for release in (1, 2):
            control.publish(SERVICE, packages.script(
                setting.meridian, work, SERVICE, f'return new Response("{release}")'))
        with _Caller(platform.port) as caller:
            for turn in range(max(20, 4 * setting.rounds)):
                wanted = 1 + turn % 2
                began = time.perf_counter()
                control.call("POST", f"/v1/services/{SERVICE}/promote", {"release": wanted})
                acknowledged = time.perf_counter()
                first = processes.wait_until(lambda: _first(caller, wanted, began), "an answer of the other release", 10, 0.001)
                taken.append((first - began) * 1000)
                time.sleep(0.05)
                late = [one for one in caller.answers if one[0] > acknowledged and one[3] != str(wanted)]
                if late:
                    raise processes.Failure(f"{len(late)} requests after a promotion were answered by the former release")
            failed = [one for one in caller.answers if one[2] != 200]
            if failed:
                raise processes.Failure(f"{len(failed)} requests failed while releases were promoted")
        control.close()
    finally:
        platform.close()
    return [("`promote` → visible to traffic", taken, "≤ 100")]


def _first(caller, release, since):
    return next((seen for sent, seen, _, found in list(caller.answers) if sent > since and found == str(release)), None)


# Starts

def _starts(setting, work):
    if not (_DATA / "complete").exists():
        _fill(setting, work)
    ready, answered = [], []
    for _ in range(max(3, setting.rounds)):
        began = time.perf_counter()
        platform = Meridian(setting.meridian, keeping=_DATA)
        try:
            ready.append((time.perf_counter() - began) * 1000)
            status, body = client.request(
                platform.port, "/release", headers={"Host": f"service-{_SERVICES // 2}.localhost"})
            if (status, body) != (200, str(_EACH).encode()):
                raise processes.Failure(f"service-{_SERVICES // 2} answers {status} {body[:100]!r}")
            answered.append((time.perf_counter() - began) * 1000)
        finally:
            platform.close()
    title = f"start with {_SERVICES:,} services, {_SERVICES * _EACH:,} releases"
    return [(title, ready, "≤ 2,000"), ("of that, to an answer of one of them", answered, "")]


def _fill(setting, work):
    """Publishes all releases; the data directory is kept for the next time."""
    shutil.rmtree(_DATA, ignore_errors=True)
    template = packages.script(setting.meridian, work, "template", 'return new Response("RELEASE")')
    platform = Meridian(setting.meridian, keeping=_DATA, options=["--sandbox", "none"])
    numbers, lock, failures = iter(range(_SERVICES)), threading.Lock(), []

    def publish():
        try:
            control = Control(platform)
            while not failures:
                with lock:
                    number = next(numbers, None)
                if number is None:
                    break
                for release in range(1, _EACH + 1):
                    package = packages.renamed(template, f"service-{number}", "RELEASE", str(release))
                    control.publish(f"service-{number}", package, promote=release == _EACH)
            control.close()
        except Exception as failure:
            failures.append(failure)

    try:
        threads = [threading.Thread(target=publish) for _ in range(_PUBLISHERS)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    finally:
        platform.close()
    if failures:
        raise failures[0]
    (_DATA / "complete").touch()


# Lookups

def _lookup():
    times = dict(line.split() for line in processes.run([builds.routing_program()], 120).splitlines())
    rows = [[what, f"{int(times[name]):,}", "≤ 1,000"] for name, what in (
        ("live", "the one release of a service"), ("preview", "the preview of a release"),
        ("weights", "by weight"), ("sticky", "by weight, sticky by a cookie"),
        ("rules", "16 rules, of which none matches, then by weight and sticky"))]
    return tables.table(["finding the release of a request, among 1,000 services", "ns", "wanted"], rows)
