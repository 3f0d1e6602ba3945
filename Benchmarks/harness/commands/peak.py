"""What is left of a platform that is offered much more than it can do."""

from .. import tables
from ..load import LOADED, NO_ADMISSION, PATH, PATIENCE, bench, good_rate, milliseconds, need_two, peak_of, with_nginx
from ..meridian import Meridian

TITLE = "Ten times too much"


def measure(setting):
    need_two()
    rows = []
    platform = Meridian(setting.meridian, setting.package, options=["--trust-callers"], core=LOADED)
    try:
        peak = peak_of(setting, platform)
        rows.append(_row("Meridian, 0.9 of its peak", _load(setting, platform, 0.9 * peak), peak))
        rows.append(_row("Meridian, 10 times its peak", _load(setting, platform, 10 * peak), peak))
        mixed = _load_mixed(setting, platform, peak)
        platform.set_rules(NO_ADMISSION)
        rows.append(_row("the same, admission off", _load(setting, platform, 10 * peak), peak))
    finally:
        platform.close()
    nginx_peak = with_nginx(setting, None, lambda nginx: peak_of(setting, nginx))
    limit = (max(1, round(0.95 * nginx_peak)), 16)
    rows.append(_row(
        "nginx limit_req, limit_conn, 10 times its peak",
        with_nginx(setting, limit, lambda nginx: _load(setting, nginx, 10 * nginx_peak)), nginx_peak))
    headings = ["", "peak/s", "offered/s", "good/s", "good ÷ peak", "p50 ms", "p99 ms", "turned away", "failed"]
    return f"""`GET /work` needs 2 ms of one processor; an answer after {PATIENCE} s counts as failed.

{tables.table(headings, rows)}
{mixed}"""


def _load(setting, peer, rate):
    return rate, bench(setting, peer, [(setting.seconds, rate)])


def _load_mixed(setting, platform, peak):
    """Half of what it can do is critical; twelve times that which it can do is not."""
    targets = [
        {"name": "CRITICAL", "path": PATH, "criticality": "CRITICAL", "weight": 0.5},
        {"name": "SHEDDABLE", "path": PATH, "criticality": "SHEDDABLE", "weight": 12},
    ]
    # What happens while it is found out that there is too much is counted, too.
    result = bench(setting, platform, [(setting.seconds, 12.5 * peak)], targets=targets)
    rows = [
        [one["name"], f"{one['sent']:,}", f"{one['good']:,}", f"{100 * one['good'] / max(1, one['sent']):.2f} %",
         milliseconds(one.get("p99"))] for one in result["targets"]
    ]
    return tables.table(["at 12.5 times the peak", "sent", "good", "share", "p99 ms"], rows)


def _row(title, measured, peak):
    rate, result = measured
    total = result["total"]
    good = good_rate(result)
    return [
        title, tables.number(peak), tables.number(rate), tables.number(good), f"{good / peak:.2f}",
        milliseconds(total.get("p50")), milliseconds(total.get("p99")), f"{total['shed']:,}", f"{total['failed']:,}",
    ]
