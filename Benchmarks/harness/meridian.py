"""The platform that is measured."""

import json
import shutil
import tempfile
from pathlib import Path

from . import client, processes

SERVICE = "bench"


class Meridian:
    """`meridian serve` on one event loop, without an access log."""

    def __init__(
        self, command, package=None, title="Meridian: gateway → function", options=(), core=None, directory=None,
        keeping=None):
        """`core` is the only processor that it and its instances run on, `directory` a place that does not exist yet, or
        `keeping` one that stays when the platform is closed."""
        self.title = title
        self.command = command
        self.directory = Path(keeping or directory or tempfile.mkdtemp(prefix="bench-meridian-"))
        self.directory.mkdir(exist_ok=True, parents=True)
        self._stays = keeping is not None
        self.port, self.control = processes.free_port(), processes.free_port()
        self.process = processes.start(
            [*processes.pinned(core), command, "serve", "--data", self.directory / "data", "--listen", f"127.0.0.1:{self.port}",
             "--control", f"127.0.0.1:{self.control}", "--default-service", SERVICE, "--event-loops", "1",
             "--access-log", "none", "--drain", "5", *options],
            log=self.directory / "serve.log")
        try:
            client.wait_for(self.control, "/v1/health", "the control API")
            self.token = (self.directory / "data" / "owner.token").read_text().strip()
            if package:
                self.deploy(package)
        except BaseException:
            self.close()
            raise

    @property
    def roots(self):
        return [self.process.pid]

    def deploy(self, package):
        processes.run(
            [self.command, "deploy", package, "--to", f"http://127.0.0.1:{self.control}", "--token-file",
             self.directory / "data" / "owner.token"], 120)

    def set_rules(self, rules):
        """Puts a whole set in force in place of what there is."""
        status, body = client.request(
            self.control, "/v1/rules", method="PUT", body=json.dumps(rules).encode(),
            headers={"Authorization": f"Bearer {self.token}", "Content-Type": "application/json"})
        if status != 200:
            raise processes.Failure(f"the rules were refused: {body.decode()}")

    def groups(self):
        """The status of every group of every service, by service and group."""
        _, body = client.request(
            self.control, "/v1/status", headers={"Authorization": f"Bearer {self.token}"})
        return {
            (service["service"], group["group"]): group
            for service in json.loads(body)["services"] for group in service["groups"]
        }

    def instances(self, group="default"):
        """What runs of a group of the benchmarks' own service."""
        return self.groups()[SERVICE, group]["instances"]

    def worker(self):
        """The process that serves the shared group, which is there after a request."""
        client.expect(self, "/hello", b"Hello, World!")
        return processes.inside_sandbox(self.instances()[0]["pid"])

    def close(self):
        processes.end(self.process)
        if not self._stays:
            shutil.rmtree(self.directory, ignore_errors=True)
