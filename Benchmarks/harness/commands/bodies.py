"""Bodies of three sizes, up, down and both ways, whole and streamed, beside nginx."""

import http.client

from .. import builds, client, peers, processes, tables, wrk
from ..meridian import Meridian

TITLE = "Bodies"

_SIZES = (("1 KiB", 1 << 10, 32), ("64 KiB", 64 << 10, 32), ("10 MiB", 10 << 20, 4))
_HEADINGS = [
    "body", "way", "connections", "Meridian requests/s", "MiB/s", "nginx requests/s", "ours ÷ nginx",
    "p99 ms, Meridian", "p99 ms, nginx", "errors",
]
_NOTE = """
MiB/s counts a body that goes both ways once. nginx stops passing on a request once its answer has begun, so that an
answer that begins early gets no more of a body than was under way by then: where that ends the request, nginx has no
figure.
"""


class _Way:
    """A function, how it is asked, and what it answers for a body of some size."""

    def __init__(self, title, path, posts=False, answer=lambda body: body, nginx_may_fail=False):
        self.title, self.path, self.posts, self.answer = title, path, posts, answer
        self.nginx_may_fail = nginx_may_fail

    def target(self, size):
        return self.path if self.posts else f"{self.path}?bytes={size}"

    def check(self, peer, size):
        body = b"x" * size
        client.expect(peer, self.target(size), self.answer(body), *(("POST", body) if self.posts else ()))


_WAYS = (
    _Way("up, streamed (POST)", "/upload", posts=True, answer=lambda body: str(len(body)).encode()),
    _Way("down, whole (GET)", "/buffered"),
    _Way("down, streamed (GET)", "/download"),
    _Way("both, whole (POST)", "/mirror", posts=True),
    _Way("both, streamed at once (POST)", "/echo", posts=True, nginx_may_fail=True),
)


def measure(setting):
    compared, rows = [], []
    try:
        compared.append(Meridian(setting.meridian, setting.package))
        compared.append(peers.Nginx(builds.executable(setting.package), streams=True))
        for name, size, connections in _SIZES:
            for way in _WAYS:
                able = _able(compared, way, size)
                if way.posts:
                    with wrk.PostScript(size) as script:
                        runs = wrk.compare(able, setting, way.target(size), connections, script)
                else:
                    runs = wrk.compare(able, setting, way.target(size), connections)
                rows.append([name, way.title, str(connections), *_figures(size, *runs)])
        return tables.table(_HEADINGS, rows) + _NOTE
    finally:
        peers.close_all(compared)


def _able(compared, way, size):
    """Those that answer right. Only nginx may fail to, and only where that is known."""
    ours, nginx = compared
    way.check(ours, size)
    try:
        way.check(nginx, size)
    except (processes.Failure, http.client.HTTPException, OSError):
        if not way.nginx_may_fail:
            raise
        return [ours]
    return compared


def _figures(size, ours, theirs=()):
    rate = wrk.median(ours, lambda run: run.rate)
    errors = [
        f"{who}: {text}" for who, text in (("Meridian", tables.validity(ours)), ("nginx", tables.validity(theirs)))
        if text != "0"
    ]
    return [
        tables.number(rate), tables.number(rate * size / tables.MEBIBYTE),
        tables.number(wrk.median(theirs, lambda run: run.rate)), tables.ratio(wrk.ratios(ours, theirs)),
        tables.number(wrk.median(ours, lambda run: run.p99), 2),
        tables.number(wrk.median(theirs, lambda run: run.p99), 2), "; ".join(errors) or "0",
    ]
