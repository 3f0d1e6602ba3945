"""Bodies of three sizes, streamed both ways, in one piece and in parts, beside nginx."""

from .. import builds, client, peers, tables, wrk
from ..meridian import Meridian

TITLE = "Bodies"

_SIZES = (("1 KiB", 1 << 10, 32), ("64 KiB", 64 << 10, 32), ("10 MiB", 10 << 20, 4))


def measure(setting):
    compared, rows = [], []
    try:
        compared.append(Meridian(setting.meridian, setting.package))
        compared.append(peers.Nginx(builds.executable(setting.package), streams=True))
        for name, size, connections in _SIZES:
            with wrk.PostScript(size) as script:
                rows.append(
                    _row(compared, setting, name, size, connections, "POST, echoed as a stream", "/echo", script))
            for way, path in (("GET, one piece", "/buffered"), ("GET, streamed in parts", "/download")):
                rows.append(_row(compared, setting, name, size, connections, way, f"{path}?bytes={size}"))
        return tables.table(
            ["body", "way", "connections", "Meridian requests/s", "MiB/s", "nginx requests/s", "ours ÷ nginx",
             "p99 ms, Meridian", "p99 ms, nginx", "errors"], rows)
    finally:
        peers.close_all(compared)


def _row(compared, setting, name, size, connections, way, path, script=None):
    expected = b"x" * size
    for peer in compared:
        if script:
            client.expect(peer, path, expected, "POST", expected)
        else:
            client.expect(peer, path, expected)
    ours, theirs = wrk.compare(compared, setting, path, connections, script)
    rate = wrk.median(ours, lambda run: run.rate)
    return [
        name, way, str(connections), tables.number(rate), tables.number(rate * size / tables.MEBIBYTE),
        tables.number(wrk.median(theirs, lambda run: run.rate)), tables.ratio(wrk.ratios(ours, theirs)),
        tables.number(wrk.median(ours, lambda run: run.p99), 2),
        tables.number(wrk.median(theirs, lambda run: run.p99), 2),
        _errors(ours, theirs),
    ]


def _errors(ours, theirs):
    said = [f"{who}: {text}" for who, text in (("Meridian", tables.validity(ours)), ("nginx", tables.validity(theirs)))
            if text != "0"]
    return "; ".join(said) or "0"
