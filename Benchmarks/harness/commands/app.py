"""An ordinary app's hello, beside the server below it and other people's frameworks."""

from .. import builds, client, peers, tables, wrk

TITLE = "App"

_WANTED = {peers.TRANSPORT: "0.95", peers.HUMMINGBIRD: "2", peers.NODE: "2"}


def measure(setting):
    compared = []
    try:
        compared.append(peers.app(builds.executable(setting.package)))
        compared.append(peers.transport())
        compared.append(peers.hummingbird())
        compared.append(peers.node())
        compared.append(peers.ceiling())
        for peer in compared:
            client.expect(peer, "/hello", b"Hello, World!")
        return "\n".join(
            f"`GET /hello`, {connections} connections:\n\n"
            + tables.comparison(compared, wrk.compare(compared, setting, "/hello", connections), _WANTED, peers.CEILING)
            for connections in (32, 64))
    finally:
        peers.close_all(compared)
