"""What the platform costs a program that is deployed as it is."""

import shutil
import tempfile
from pathlib import Path

from .. import builds, client, peers, tables, wrk
from ..meridian import SERVICE, Meridian

TITLE = "Programs as they are"

_HELLO = b"Hello, World!"
_SPECIFICATION = f"""service: {SERVICE}
runtime: nodejs
command: [node, hello.js]

provider: {{ maxInstances: 1, concurrency: 200, environment: {{ NODE_ENV: production }} }}
"""


def measure(setting):
    compared = []
    with tempfile.TemporaryDirectory(prefix="bench-program-") as folder:
        (Path(folder) / "meridian.yml").write_text(_SPECIFICATION)
        shutil.copy(builds.FILES / "hello.js", folder)
        try:
            compared.append(Meridian(setting.meridian, folder, "Meridian: gateway → the Node.js server"))
            node = peers.node()
            compared.append(peers.Nginx(None, before=node))
            compared.append(node)
            for peer in compared:
                client.expect(peer, "/hello", _HELLO)
            runs = wrk.compare(compared, setting, "/hello", 64)
            return f"`GET /hello`, 64 connections:\n\n{tables.comparison(compared, runs)}"
        finally:
            peers.close_all(compared)
