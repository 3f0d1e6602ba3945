"""A RabbitMQ broker of its own, on loopback, with its data in a directory that is given."""

import os
import pwd
import shutil
import socket
import time
from pathlib import Path

from . import builds, processes

_SERVER = Path("/usr/lib/rabbitmq/bin/rabbitmq-server")


class RabbitMQ:
    """With its own settings: a durable queue, messages that are persistent, publisher confirms."""

    def __init__(self, directory):
        if not _SERVER.exists():
            raise processes.Failure("'rabbitmq-server' can't be found; run scripts/setup --bench")
        self.client = builds.c_program("rabbitmq", "-lrabbitmq", "-lpthread")
        self.processes = []
        self.port, names, cluster = (processes.free_port() for _ in range(3))
        directory.mkdir()
        # The server does not run as root.
        self.user = "rabbitmq" if os.geteuid() == 0 else pwd.getpwuid(os.geteuid()).pw_name
        if os.geteuid() == 0:
            shutil.chown(directory, self.user)
        (directory / "plugins").write_text("[].\n")
        self.environment = {
            "PATH": os.environ["PATH"], "HOME": str(directory), "RABBITMQ_NODENAME": "bench@localhost",
            "RABBITMQ_NODE_IP_ADDRESS": "127.0.0.1", "RABBITMQ_NODE_PORT": str(self.port),
            "RABBITMQ_DIST_PORT": str(cluster), "RABBITMQ_MNESIA_BASE": str(directory / "data"),
            "RABBITMQ_LOG_BASE": str(directory / "log"), "RABBITMQ_ENABLED_PLUGINS_FILE": str(directory / "plugins"),
            "RABBITMQ_SERVER_ADDITIONAL_ERL_ARGS": "-kernel inet_dist_use_interface {127,0,0,1}",
            "RABBITMQ_PID_FILE": str(directory / "pid"), "RABBITMQ_CONF_ENV_FILE": str(directory / "none.conf"),
            "ERL_EPMD_ADDRESS": "127.0.0.1", "ERL_EPMD_PORT": str(names), "LANG": "C.UTF-8",
        }
        try:
            # Erlang would start its register of names by itself, and leave it running.
            self._start("epmd", "-address", "127.0.0.1", "-port", names)
            self._start(_SERVER)
            self._wait()
        except BaseException:
            self.close()
            raise

    def _start(self, *command):
        if os.geteuid() == 0:
            command = ["setpriv", "--reuid", self.user, "--regid", self.user, "--init-groups", *command]
        self.processes.append(
            processes.start([str(part) for part in command], cwd="/tmp", env=self.environment, log=None))

    def _wait(self):
        end = time.monotonic() + 60
        while True:
            try:
                with socket.create_connection(("127.0.0.1", self.port), timeout=1):
                    return
            except OSError:
                if time.monotonic() > end or self.processes[-1].poll() is not None:
                    raise processes.Failure("RabbitMQ does not start") from None
                time.sleep(0.1)

    def queue(self, producers, consumers, seconds):
        """Messages that go through a durable queue.

        Returns how many a second were confirmed, how many a second were acknowledged to the end of the backlog, and the time
        in which 99 of 100 were confirmed, in milliseconds.
        """
        text = processes.run([self.client, self.port, producers, consumers, seconds], seconds + 60)
        count, took, p99 = text.split()
        return int(count) / seconds, int(count) / float(took), float(p99)

    def close(self):
        for process in reversed(self.processes):
            processes.end(process)
