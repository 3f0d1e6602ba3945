"""Requests a second of the smallest function, beside every peer."""

from .. import builds, client, peers, tables, wrk
from ..meridian import Meridian

TITLE = "Throughput"

_WANTED = {peers.Nginx.title: "1.0", peers.NODE: "2", peers.FRAMEWORK: "10"}
_HELLO = b"Hello, World!"
_OTHERS = (
    ("a value encoded as JSON", "/json", b'{"message":"Hello, World!"}'),
    ("a handler that suspends", "/suspended", _HELLO),
)


def measure(setting):
    compared, notes = [], []
    try:
        compared.append(Meridian(setting.meridian, setting.package))
        compared.append(peers.Nginx(builds.executable(setting.package)))
        compared.append(peers.node())
        compared.append(peers.ceiling())
        framework = peers.functions_framework()
        if framework:
            compared.append(framework)
        else:
            notes.append(f"{peers.FRAMEWORK}: not measured, because it is not installed (`scripts/setup --bench`).\n")
        for peer in compared:
            client.expect(peer, "/hello", _HELLO)
        parts = []
        for connections in (32, 64):
            runs = wrk.compare(compared, setting, "/hello", connections)
            parts.append(
                f"`GET /hello`, {connections} connections:\n\n{tables.comparison(compared, runs, _WANTED, peers.CEILING)}")
        same = compared[:2]
        for what, path, expected in _OTHERS:
            for peer in same:
                client.expect(peer, path, expected)
            runs = wrk.compare(same, setting, path, 64)
            parts.append(f"`GET {path}`, {what}, 64 connections:\n\n{tables.comparison(same, runs)}")
        return "\n".join(parts + notes)
    finally:
        peers.close_all(compared)
