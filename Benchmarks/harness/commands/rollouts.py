"""Judged rollouts on a platform that runs: how soon a bad release has lost its traffic, and how often a good one does."""

import json
import shutil
import statistics
import tempfile
import time
from datetime import datetime
from pathlib import Path

from .. import packages, processes, tables
from ..control import Control
from ..meridian import SERVICE, Meridian

TITLE = "Rollouts"

_RATE = 1_000
_GOOD = 'return new Response("good")'
_BAD = 'if (Math.random() < 0.05) throw new Error("bad"); return new Response("bad")'
_DEAR = 'for (let end = performance.now() + 1; performance.now() < end;); return new Response("dear")'
# One weight for as long as it takes, and half of the traffic, at which latency and processor time are compared as well.
_AT_ONE_PER_CENT = {"steps": [{"setWeight": 1}, {"analysis": {"duration": "5m", "onInconclusive": "rollback"}}]}
_AT_HALF = {"steps": [{"setWeight": 50}, {"analysis": {"duration": "5m", "onInconclusive": "continue"}}]}
_SERVICES, _EACH = 10, 5


def measure(setting):
    work = Path(tempfile.mkdtemp(prefix="bench-rollouts-"))
    try:
        return "\n".join([_bad(setting, work), _alike(setting, work)])
    finally:
        shutil.rmtree(work, ignore_errors=True)


class _Load:
    """So many requests a second to each of some services, whatever comes of them."""

    def __init__(self, setting, work, platform, services):
        plan = work / "plan.json"
        plan.write_text(json.dumps({
            "phases": [{"seconds": 3_600, "rate": _RATE}], "connections": 64,
            "targets": [{"path": "/release", "headers": {"host": f"{name}.localhost"}} for name in services]}))
        self._process = processes.start(
            [setting.meridian, "bench", f"http://127.0.0.1:{platform.port}", "--plan", plan, "--json"],
            log=work / "load.log")

    def __enter__(self):
        time.sleep(1)
        if self._process.poll() is not None:
            raise processes.Failure("the load does not run")
        return self

    def __exit__(self, *_):
        processes.end(self._process, at_once=True)


def _rolled_out(control, service, release, plan):
    """A rollout when it is over."""
    begun, _ = control.call("POST", f"/v1/services/{service}/rollouts", {"release": release, "plan": plan})
    return processes.wait_until(lambda: _over(control, service, begun["id"]), f"the end of a rollout of {service}", 400, 0.2)


def _over(control, service, number):
    rollout, _ = control.call("GET", f"/v1/services/{service}/rollouts/{number}")
    return rollout if "endedAt" in rollout else None


def _seconds(rollout):
    began, ended = (datetime.fromisoformat(rollout[name].replace("Z", "+00:00")) for name in ("startedAt", "endedAt"))
    return (ended - began).total_seconds()


def _bad(setting, work):
    platform = Meridian(setting.meridian)
    seconds, errors = [], []
    try:
        control = Control(platform)
        control.publish(SERVICE, packages.script(setting.meridian, work, SERVICE, _GOOD))
        failing, _ = control.publish(SERVICE, packages.script(setting.meridian, work, SERVICE, _BAD), promote=False)
        dear, _ = control.publish(SERVICE, packages.script(setting.meridian, work, SERVICE, _DEAR), promote=False)
        with _Load(setting, work, platform, [SERVICE]):
            for _ in range(max(10, 2 * setting.rounds)):
                rollout = _rolled_out(control, SERVICE, failing["release"], _AT_ONE_PER_CENT)
                _expect(rollout, "errors")
                seconds.append(_seconds(rollout))
                errors.append(rollout["judgement"]["candidate"]["errors"])
            costly = _rolled_out(control, SERVICE, dear["release"], _dear_plan())
            _expect(costly, "cpu")
        control.close()
    finally:
        platform.close()
    within = sum(one <= 10 for one in seconds)
    rows = [[
        f"5 % errors, at 1 % of {_RATE:,} requests/s", str(len(seconds)), f"{statistics.median(seconds):.1f}",
        f"{max(seconds):.1f}", f"{within} of {len(seconds)}", str(statistics.median(errors))]]
    return tables.table(
        ["rolled back", "times", "median s", "longest s", "within 10 s", "errors that callers saw, median"], rows
    ) + f"\nA release that takes a millisecond more of a processor: {costly['reason']}.\n"


def _dear_plan():
    """Latency, which would tell as well, is left out of it."""
    return {**_AT_HALF, "analysis": {"latency": {"tolerance": 100}}}


def _expect(rollout, test):
    if rollout["phase"] != "rolledBack" or not rollout["reason"].startswith(test):
        raise processes.Failure(f"a bad release was {rollout['phase']}: {rollout.get('reason')}")


def _alike(setting, work):
    """The same code against itself."""
    services = [f"alike-{number}" for number in range(_SERVICES)]
    platform = Meridian(setting.meridian)
    ends, reasons = {}, []
    try:
        control = Control(platform)
        template = packages.script(setting.meridian, work, "template", 'return new Response("RELEASE")')
        for name in services:
            for release in range(_EACH + 1):
                package = packages.renamed(template, name, "RELEASE", str(release))
                control.publish(name, package, promote=release == 0)
        with _Load(setting, work, platform, services):
            for release in range(2, _EACH + 2):
                begun = [control.call(
                    "POST", f"/v1/services/{name}/rollouts", {"release": release, "plan": _AT_HALF})[0]
                    for name in services]
                for name, rollout in zip(services, begun):
                    over = processes.wait_until(
                        lambda: _over(control, name, rollout["id"]), f"the end of a rollout of {name}", 400, 0.2)
                    ends.setdefault(over["phase"], []).append(_seconds(over))
                    if over["phase"] != "completed":
                        reasons.append(over.get("reason", "no reason"))
        control.close()
    finally:
        platform.close()
    completed = ends.get("completed", [])
    alarms = sum(map(len, ends.values())) - len(completed)
    rows = [[
        f"{_SERVICES * _EACH}, of {_RATE // _SERVICES} requests/s each", str(len(completed)), f"{alarms}", "≤ 1",
        f"{statistics.median(completed):.1f}" if completed else "–"]]
    text = tables.table(
        ["a release against itself, at 50 %", "promoted", "false alarms", "wanted", "median s"], rows)
    return text + "".join(f"\nA false alarm: {reason}\n" for reason in reasons)
