"""A server of PostgreSQL of its own, with a queue in a table."""

import os
import pwd
import shutil
import subprocess
import time
from pathlib import Path

from . import processes

_INSERT = "insert into queue (payload) values (repeat('x', 220));\n"
_TAKE = """delete from queue where id = (
  select id from queue order by id for update skip locked limit 1) returning payload;
"""


def _program(name):
    found = sorted(Path("/usr/lib/postgresql").glob(f"*/bin/{name}"))
    path = found[-1] if found else shutil.which(name)
    if not path:
        raise processes.Failure(f"'{name}' can't be found; run scripts/setup --test")
    return path


class PostgreSQL:
    """With its own settings but for what a queue of this size needs: it keeps to `fsync` and `synchronous_commit`."""

    def __init__(self, directory):
        self.directory = directory
        self.data, self.socket = directory / "data", Path("/tmp") / f"bench-pg-{os.getpid()}"
        self.port = processes.free_port()
        directory.mkdir()
        self.socket.mkdir()
        # The server does not run as root.
        self.user = "postgres" if os.geteuid() == 0 else pwd.getpwuid(os.geteuid()).pw_name
        self.process = None
        if os.geteuid() == 0:
            for path in (directory, self.socket):
                shutil.chown(path, self.user)
        self._run("initdb", "-D", self.data, "-A", "trust", "-U", self.user)
        self.process = processes.start(
            self._command(
                "postgres", "-D", self.data, "-k", self.socket, "-p", str(self.port), "-c", "listen_addresses=",
                "-c", "shared_buffers=256MB", "-c", "max_wal_size=4GB", "-c", "max_connections=200"),
            log=None)
        end = time.monotonic() + 30
        while subprocess.run(
                [str(_program("pg_isready")), "-h", str(self.socket), "-p", str(self.port)],
                stdout=subprocess.DEVNULL).returncode != 0:
            if time.monotonic() > end:
                raise processes.Failure("PostgreSQL does not start")
            time.sleep(0.05)

    def _command(self, name, *arguments):
        command = [str(_program(name)), *map(str, arguments)]
        return ["setpriv", "--reuid", self.user, "--regid", self.user, "--init-groups", *command] \
            if os.geteuid() == 0 else command

    def _run(self, name, *arguments, seconds=120):
        return processes.run(self._command(name, *arguments), seconds, cwd="/tmp")

    def _ask(self, statement):
        return self._run(
            "psql", "-h", self.socket, "-p", self.port, "-U", self.user, "-d", "postgres", "-qtAX", "-c", statement)

    def queue(self, producers, consumers, seconds):
        """Rows that are put into a table and taken out again.

        Returns how many a second were accepted, how many a second were taken to the end of the backlog, and the time in
        which 99 of 100 were accepted, in milliseconds.
        """
        self._ask("drop table if exists queue; create table queue (id bigserial primary key, payload text not null)")
        insert, take, log = self.socket / "insert.sql", self.socket / "take.sql", self.socket / "log"
        insert.write_text(_INSERT)
        take.write_text(_TAKE)
        for old in self.socket.glob("log*"):
            old.unlink()
        bench = ["pgbench", "-n", "-h", self.socket, "-p", self.port, "-U", self.user, "-j", "1", "-M", "prepared"]
        began = time.monotonic()
        # It takes until it is told that nothing is left.
        taking = processes.start(
            self._command(*bench, "-f", take, "-c", consumers, "-T", 3_600, "postgres"), cwd="/tmp")
        self._run(
            *bench, "-f", insert, "-c", producers, "-T", seconds, "-l", f"--log-prefix={log}", "postgres",
            seconds=seconds + 60)
        while self._ask("select exists (select from queue)").strip() == "t":
            time.sleep(0.01)
        took = time.monotonic() - began
        processes.end(taking, at_once=True)
        times = sorted(
            int(line.split()[2]) for file in self.socket.glob("log*") for line in file.read_text().splitlines())
        return len(times) / seconds, len(times) / took, times[int(len(times) * 0.99)] / 1_000

    def close(self):
        if self.process:
            processes.end(self.process)
        shutil.rmtree(self.socket, ignore_errors=True)
