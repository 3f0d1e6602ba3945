"""What a peak does to the platform: each scenario loads it in one way and says what came of it.

Everything that is loaded has one processor, and the generator the other. `GET /work` needs 2 ms of it.
"""

import math
import statistics
import threading

from . import client, copies, processes, tables
from .load import LOADED, NO_ADMISSION, PATH, bench, good_rate, milliseconds, peak_of, with_nginx
from .meridian import Meridian

# The services that stand beside each other in some scenarios.
_SERVICES = [f"s{number}" for number in range(5)]
# Steps, and the seconds of each.
_STEPS, _STEP = 8, 3


# What each hour of a day asks for, of what its busiest does: little at night, a first top at noon, most in the evening.
_HOURS = (
    0.45, 0.25, 0.15, 0.10, 0.08, 0.08, 0.12, 0.20, 0.35, 0.50, 0.60, 0.62, 0.65, 0.60, 0.58, 0.60, 0.58, 0.55, 0.60, 0.75,
    0.95, 1.00, 0.95, 0.70)


class Bed:
    """A platform with its peak."""

    def __init__(self, setting, services=()):
        self.setting = setting
        self.platform = Meridian(setting.meridian, setting.package, options=["--trust-callers"], core=LOADED)
        try:
            copies.deploy(self.platform, setting.package, services, ["work"])
            for service in services:
                client.request(self.platform.port, PATH, headers={"Host": host(service)})
            self.peak = peak_of(setting, self.platform)
        except BaseException:
            self.platform.close()
            raise

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.platform.close()

    def bench(self, phases, **more):
        return bench(self.setting, self.platform, [(seconds, factor * self.peak) for seconds, factor in phases], **more)


class _Counted:
    """How many instances services have, looked at ten times a second while it is entered."""

    def __init__(self, platform, services):
        self.counts = {service: [] for service in services}
        self._platform, self._ended, self._failure = platform, threading.Event(), None
        self._thread = threading.Thread(target=self._count)

    def _count(self):
        try:
            while not self._ended.wait(0.1):
                for (service, _), group in self._platform.groups().items():
                    if service in self.counts:
                        self.counts[service].append(len(group["instances"]))
        except Exception as error:  # the mean of what was seen until then would be that of a part of the day
            self._failure = error

    def __enter__(self):
        self._thread.start()
        return self

    def __exit__(self, *_):
        self._ended.set()
        self._thread.join()
        if self._failure:
            raise processes.Failure(f"the instances could not be counted: {self._failure}")


def host(service):
    return f"{service}.localhost"


def ten_times(setting):
    """Ten times the peak, beside the same with admission off and nginx with its limits."""
    rows = []
    with Bed(setting) as bed:
        quiet = bed.bench([(setting.seconds // 3, 0.9)])
        rows.append(_row("0.9 of the peak", quiet, bed.peak, 0.9))
        most = bed.bench([(setting.seconds, 10)])
        rows.append(_row("10 times the peak", most, bed.peak, 10))
        bed.platform.set_rules(NO_ADMISSION)
        rows.append(_row("the same, admission off", bed.bench([(setting.seconds // 3, 10)]), bed.peak, 10))
    peak = with_nginx(setting, None, lambda nginx: peak_of(setting, nginx))
    limit = (max(1, round(0.95 * peak)), 16)
    limited = with_nginx(
        setting, limit, lambda nginx: bench(setting, nginx, [(setting.seconds // 3, 10 * peak)]))
    rows.append(_row("nginx limit_req, limit_conn, 10 times its peak", limited, peak, 10))
    share = good_rate(most) / bed.peak
    ratio = _ratio(most["total"].get("p99"), quiet["total"].get("p99"))
    headings = ["", "peak/s", "offered/s", "good/s", "good ÷ peak", "p50 ms", "p99 ms", "turned away", "failed"]
    return f"""Goodput is {share:.2f} of its peak (wanted ≥ 0.90); the p99 of what was accepted is {ratio:.1f} times that at
0.9 of the load (wanted ≤ 2).

{tables.table(headings, rows)}
{_chart(most, bed.peak)}"""


def steps(setting):
    """Steps up, and back."""
    rows, texts = [], []
    with Bed(setting) as bed:
        quiet = bed.bench([(10, 0.7)])
        limit = 2 * quiet["total"]["p99"]
        for factor, wanted in ((1.4, 100), (10, 300)):
            result = bed.bench([(_STEP, 0.7), (_STEP, factor)] * _STEPS + [(_STEP, 0.7)])
            tenths = _step_tenths(result["tenths"])
            starts = range(2 * _STEP, 2 * _STEP * _STEPS + 1, 2 * _STEP)
            shed = sum(second["shed"] for start in starts for second in result["seconds"][start + 1:start + _STEP])
            rows.append([f"{factor} times", f"{wanted} ms", _settled(tenths, bed.peak, limit), f"{shed:,}"])
            texts.append(_step_table(f"{factor} times", tenths, bed.peak))
    table = tables.table(["step from 0.7 to", "wanted within", "settled within", "turned away from 1 s after"], rows)
    return f"""{_STEPS} steps of {_STEP} s each way. Settled: from then on each tenth of a second has, on average of the steps, 0.8 of
the peak in good answers, and the longest of them takes no more than twice the p99 at 0.7 of the load ({limit:.0f} ms) in
most steps. Answers belong to the tenth in which they were asked for.

{table}

""" + "\n".join(texts)


def retries(setting):
    """Three times the peak by clients that try three times more."""
    with Bed(setting) as bed:
        before = _served(bed)
        result = bed.bench([(setting.seconds // 3, 3)], retries=3)
        run = _served(bed) - before
    total = result["total"]
    first = total["good"] - total["goodRetries"]
    factor = run / max(1, first)
    rows = [[f"{total['sent']:,}", f"{total['retries']:,}", f"{run:,}", f"{total['goodRetries']:,}", f"{factor:.2f}"]]
    table = tables.table(["requests", "tries beyond the first", "run by the function", "of them retries", "run ÷ first tries"], rows)
    return f"""What the function runs, by first tries that it runs: {factor:.2f} (wanted ≤ 1.1). Goodput is {good_rate(result) / bed.peak:.2f} of the peak.

{table}"""


def criticality(setting):
    """Half of the peak critical, beside twelve times it that is not."""
    targets = [
        {"name": "CRITICAL", "path": PATH, "criticality": "CRITICAL", "weight": 0.5},
        {"name": "SHEDDABLE", "path": PATH, "criticality": "SHEDDABLE", "weight": 12},
    ]
    with Bed(setting) as bed:
        result = bed.bench([(setting.seconds // 3, 12.5)], targets=targets)
    return f"""The critical get {_share(result['targets'][0])} of good answers (wanted ≥ 99.9 %).

{_targets(result)}"""


def neighbour(setting):
    """A service at 0.4 of the peak, its share, and another at ten times it."""
    targets = [_target("victim", _SERVICES[0], 0.4), _target("neighbour", _SERVICES[1], 10)]
    with Bed(setting, _SERVICES[:2]) as bed:
        result = bed.bench([(setting.seconds // 3, 10.4)], targets=targets)
    return f"""The victim gets {_share(result['targets'][0])} of good answers (wanted ≥ 99.9 %).

{_targets(result)}"""


def fairness(setting):
    """Five services of equal weight that ask for 0.5 to 8 times the peak."""
    factors = [0.5, 1, 2, 4, 8]
    targets = [_target(f"{factor} times", service, factor) for factor, service in zip(factors, _SERVICES)]
    with Bed(setting, _SERVICES) as bed:
        result = bed.bench([(setting.seconds // 3, sum(factors))], targets=targets)
    shares = [one["good"] for one in result["targets"]]
    index = sum(shares) ** 2 / (len(shares) * sum(share * share for share in shares)) if any(shares) else 0
    return f"""Jain's index of what each got is {index:.3f} (wanted ≥ 0.95).

{_targets(result)}"""


def bursts(setting):
    """0.8 of the peak on average, a third of the time at 1.2 and the rest at 0.6, 50 ms at a time."""
    phases = [(0.05, factor) for _ in range(setting.seconds * 20 // 9) for factor in (1.2, 0.6, 0.6)]
    with Bed(setting) as bed:
        result = bed.bench(phases)
    total = result["total"]
    share = 100 * total["shed"] / max(1, total["sent"])
    return f"""{share:.3f} % of {total['sent']:,} requests were turned away (wanted ≤ 0.1 %); p99 {milliseconds(total.get('p99'))} ms."""


def latency(setting):
    """A function that waits for 20 ms, and from the middle on five times as long, at a rate that it can take all the
    while."""
    rate, before, after, path = 200, 10, 20, "/wait"

    def slow_down():
        client.request(bed.platform.port, f"{path}?milliseconds=100", method="PUT")

    with Bed(setting) as bed:
        client.request(bed.platform.port, path)
        change = threading.Timer(before, slow_down)
        change.start()
        result = bench(setting, bed.platform, [(before + after, rate)], targets=[{"path": path}])
        change.join()
    rows = []
    for title, begin, end in (
        ("before", 2, before), ("the 10 s after", before, before + 10), ("from 10 s after", before + 10, before + after)):
        seconds = result["seconds"][begin:end]
        sent, good = (sum(second[key] for second in seconds) for key in ("sent", "good"))
        rows.append([
            title, f"{sent:,}", f"{100 * good / max(1, sent):.2f} %",
            milliseconds(statistics.median(second.get("p99") or float("nan") for second in seconds)),
            f"{sum(second['shed'] for second in seconds):,}"])
    return f"""From 10 s after the change {rows[2][1]} requests were sent, of which {rows[2][2]} were answered well (wanted: no
collapse), and what was turned away did not grow (wanted: no drift).

{tables.table(["", "sent", "good", "p99 ms", "turned away"], rows)}"""


def density(setting):
    """The highest rate within p99 ≤ 50 ms and 99.9 % good answers, against half of the peak, which is what the usual
    rule leaves a static limit."""
    with Bed(setting) as bed:
        control = ["--to", f"http://127.0.0.1:{bed.platform.control}", "--data", bed.platform.directory / "data"]
        output = processes.run(
            [*processes.pinned(0), setting.meridian, "capacity", "bench/work", "--p99", "50ms", "--success", "99.9",
             "--step", "4", "--from", "50", *control], 240)
        ratio = _found(output) / (0.5 * bed.peak)
    return f"""The water level is {ratio:.2f} times what a static limit sized by half of the peak allows (wanted ≥ 2).

```
{output.strip()}
```"""


def day(setting):
    """A day in two minutes: instances that follow it, and beside them on the same platform as many all day as the evening
    needs by the usual rule, half of what they can do. Both get the same requests."""
    # The wait is that of Functions/Sources/BenchFunctions/Waiting.swift.
    evening, wait, concurrency = 4_000, 0.02, 10
    fixed = math.ceil(evening * wait / concurrency / 0.5)

    def change(service, manifest):
        for function in manifest["functions"]:
            own = {"standby": fixed} if service == "fixed" else {"standby": 1, "idleTimeout": 2, "scaling": {"window": 6}}
            function["options"].update(concurrency=concurrency, maxInstances=fixed, **own)

    services = ("fixed", "following")
    phases = [(2 * setting.seconds / len(_HOURS), 2 * evening * share) for share in _HOURS]
    platform = Meridian(setting.meridian, setting.package, core=LOADED)
    try:
        copies.deploy(platform, setting.package, services, ["wait"], change)
        for service in services:
            client.request(platform.port, "/wait", headers={"Host": host(service)})
        with _Counted(platform, services) as counted:
            result = bench(
                setting, platform, phases,
                targets=[{"name": service, "path": "/wait", "headers": {"host": host(service)}} for service in services])
    finally:
        platform.close()
    mean = {service: statistics.mean(counts) for service, counts in counted.counts.items()}
    rows = [
        [one["name"], f"{one['sent']:,}", _share(one), milliseconds(one.get("p99")), f"{mean[one['name']]:.2f}",
         str(max(counted.counts[one["name"]]))]
        for one in result["targets"]
    ]
    return f"""Instances that follow the day are {mean["following"] / mean["fixed"]:.2f} of those that stand all day (wanted ≤ 0.5, with p99
≤ 50 ms and 99.9 % good answers).

A day of 24 steps, from {min(_HOURS) * evening:.0f} to {evening:,} requests a second for each of two services, whose function waits for
{1000 * wait:.0f} ms; an instance takes {concurrency} at a time. `fixed` has the {fixed} instances that serve the evening half used,
`following` has between one and {fixed}, by `scaling` with the shortest window, 6 s, and an `idleTimeout` of 2 s. They are counted ten times a second.

{tables.table(["", "sent", "good", "p99 ms", "instances, mean", "most"], rows)}"""


def rules(setting):
    """What 10,000 rules cost in throughput: the same function under none and under them, in turn."""
    set_of = {"rules": [
        {"name": f"limit-{number}", "on": f"other/f{number}", "flow": {"count": 1000}} for number in range(9_999)
    ] + [{"name": "own", "on": "bench/work", "flow": {"count": 1e9}}]}
    rows, ratios = [], []
    with Bed(setting) as bed:
        for _ in range(setting.rounds):
            bed.platform.set_rules({"rules": []})
            without = good_rate(bed.bench([(5, 1.2)]))
            bed.platform.set_rules(set_of)
            under = good_rate(bed.bench([(5, 1.2)]))
            rows.append([tables.number(without), tables.number(under), f"{under / without:.3f}"])
            ratios.append(under / without)
    return f"""The median is {statistics.median(ratios):.3f} (wanted ≥ 0.98).

{tables.table(["good/s without rules", "good/s under 10,000", "ratio"], rows)}"""


ALL = {
    "ten-times": ("Ten times the peak", ten_times), "steps": ("Steps", steps), "retries": ("A storm of retries", retries),
    "criticality": ("The critical", criticality), "neighbour": ("A loud neighbour", neighbour),
    "fairness": ("Equal weights", fairness), "bursts": ("Bursts of an ordinary day", bursts),
    "latency": ("Five times the latency", latency),
    "density": ("Density", density), "day": ("A day", day), "rules": ("Ten thousand rules", rules),
}


def _target(name, service, weight):
    return {"name": name, "path": PATH, "headers": {"host": host(service)}, "weight": weight}


def _row(title, result, peak, factor):
    total, good = result["total"], good_rate(result)
    return [
        title, tables.number(peak), tables.number(factor * peak), tables.number(good), f"{good / peak:.2f}",
        milliseconds(total.get("p50")), milliseconds(total.get("p99")), f"{total['shed']:,}", f"{total['failed']:,}",
    ]


def _targets(result):
    rows = [
        [one["name"], f"{one['sent']:,}", f"{one['good']:,}", _share(one), milliseconds(one.get("p99"))]
        for one in result["targets"]
    ]
    return tables.table(["", "sent", "good", "share", "p99 ms"], rows)


def _share(one):
    return f"{100 * one['good'] / max(1, one['sent']):.2f} %"


def _ratio(value, base):
    return value / base if value and base else float("nan")


def _step_tenths(tenths):
    """Good answers of each tenth of a second after a step, on average, and the longest, by the median of the steps."""
    length = 10 * _STEP
    steps_up = [tenths[(2 * step + 1) * length:(2 * step + 2) * length] for step in range(_STEPS)]
    return [
        (statistics.mean(tenth["good"] for tenth in same), statistics.median(tenth["longest"] for tenth in same))
        for same in zip(*steps_up)
    ]


def _settled(tenths, peak, limit):
    """The first tenth from which on all is well, as milliseconds after the step; `–` when it never is."""
    well = [good >= 0.08 * peak and longest <= limit for good, longest in tenths]
    if not well[-1]:
        return "–"
    first = max((number + 1 for number, is_well in enumerate(well) if not is_well), default=0)
    return f"{100 * first} ms"


def _step_table(title, tenths, peak):
    rows = [
        [f"{100 * number}–{100 * (number + 1)} ms", f"{10 * good / peak:.2f}", milliseconds(longest)]
        for number, (good, longest) in enumerate(tenths[:8])
    ]
    return tables.table([f"after a step to {title}", "good ÷ peak", "longest ms"], rows) + "\n"


def _served(bed):
    return sum(one["served"] for one in bed.platform.instances("work"))


def _found(output):
    """The rate in `shop/item does 420 requests a second`."""
    for line in output.splitlines():
        words = line.split()
        if words[1:2] == ["does"]:
            return float(words[2])
    raise processes.Failure(f"no capacity was found:\n{output}")


def _chart(result, peak, width=50):
    """Good answers in each second against the peak, with their p99."""
    lines = []
    for second in result["seconds"]:
        bar = "█" * round(min(second["good"] / peak, 1.2) * width)
        lines.append(f"{second['second']:3} s {milliseconds(second.get('p99')):>9} ms  {bar} {second['good']}")
    return "```\n" + "\n".join(lines) + "\n```\n"
