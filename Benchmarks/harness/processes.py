"""Starts and ends processes. Whatever is started here is ended by its id, also on Ctrl-C, SIGTERM or a failure."""

import atexit
import os
import signal
import socket
import subprocess
import time
from pathlib import Path

TICKS = os.sysconf("SC_CLK_TCK")
_running = []


class Failure(Exception):
    """A measurement that can't be made; the message says why."""


def end_everything():
    for process in reversed(_running.copy()):
        end(process)


def end_everything_at_exit():
    def leave(number, _):
        raise SystemExit(128 + number)

    atexit.register(end_everything)
    signal.signal(signal.SIGTERM, leave)
    signal.signal(signal.SIGHUP, leave)


def start(command, log=None, **options):
    """A process in a group of its own. `log` is a file for what it says; without, nobody hears it."""
    output = open(log, "ab") if log else subprocess.DEVNULL
    try:
        process = subprocess.Popen(
            [str(part) for part in command], stdin=subprocess.DEVNULL, stdout=output, stderr=output,
            start_new_session=True, **options)
    finally:
        if log:
            output.close()
    _running.append(process)
    return process


def end(process, grace=10, at_once=False):
    """Asks a process to end, and ends it and its group when it does not within `grace` seconds."""
    if process.poll() is None and not at_once:
        process.terminate()
        try:
            process.wait(grace)
        except subprocess.TimeoutExpired:
            pass
    try:
        os.killpg(process.pid, signal.SIGKILL)
    except ProcessLookupError:
        pass
    process.wait()
    if process in _running:
        _running.remove(process)


def run(command, seconds, **options):
    """Runs a command to its end. What it said is returned, or raised with a failure."""
    command = [str(part) for part in command]
    process = subprocess.Popen(
        command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
        start_new_session=True, **options)
    _running.append(process)
    try:
        output, _ = process.communicate(timeout=seconds)
    except subprocess.TimeoutExpired as error:
        raise Failure(f"`{' '.join(command)}` did not end within {seconds} s") from error
    finally:
        end(process, at_once=True)
    if process.returncode != 0:
        raise Failure(f"`{' '.join(command)}` ended with {process.returncode}:\n{output.strip()[-2000:]}")
    return output


def pinned(core):
    """What a command begins with that may run on one processor only; nothing for `None`."""
    return [] if core is None else ["taskset", "-c", str(core)]


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def wait_until(condition, what, seconds=30, pause=0.02):
    """Waits for a condition, and returns its value."""
    limit = time.monotonic() + seconds
    while True:
        value = condition()
        if value:
            return value
        if time.monotonic() > limit:
            raise Failure(f"{what} did not come within {seconds} s")
        time.sleep(pause)


def memory(pid):
    """Resident bytes of a process: all, and those that no file backs."""
    fields = {}
    for line in Path(f"/proc/{pid}/status").read_text().splitlines():
        name, _, value = line.partition(":")
        if name in ("VmRSS", "RssAnon"):
            fields[name] = int(value.split()[0]) * 1024
    return fields["VmRSS"], fields["RssAnon"]


def peak_memory(pid):
    """The most resident bytes that a process ever had."""
    for line in Path(f"/proc/{pid}/status").read_text().splitlines():
        if line.startswith("VmHWM:"):
            return int(line.split()[1]) * 1024
    raise Failure(f"the kernel does not tell the peak of {pid}")


def inside_sandbox(pid):
    """The worker that a sandbox was made for; the process itself when it is none's."""
    # The process that was started, and the first of the sandbox.
    for name in ("meridian-sandbo", "sandbox"):
        if Path(f"/proc/{pid}/comm").read_text().strip() != name:
            break
        children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
        if not children:
            break
        pid = int(children[0])
    return pid


def _stat(entry):
    """Parent, and seconds of processor time with those of children that have ended."""
    fields = (entry / "stat").read_text().rpartition(")")[2].split()
    return int(fields[1]), sum(int(ticks) for ticks in fields[11:15]) / TICKS


def cpu_seconds(roots):
    """Processor time of processes and of everything under them."""
    times, children = {}, {}
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            try:
                parent, times[int(entry.name)] = _stat(entry)
            except (FileNotFoundError, ProcessLookupError):
                continue
            children.setdefault(parent, []).append(int(entry.name))
    total, left = 0.0, list(roots)
    while left:
        pid = left.pop()
        total += times.get(pid, 0)
        left += children.get(pid, [])
    return total


def processor_clock(pid):
    """Seconds of processor time of all threads of one process, to the nanosecond: its clock as `clock_getcpuclockid` has
    it."""
    return time.clock_gettime(~pid << 3 | 2)


def machine_times():
    """Idle and all processor time of the machine since it started, in ticks."""
    ticks = [int(number) for number in Path("/proc/stat").read_text().split("\n", 1)[0].split()[1:9]]
    return ticks[3] + ticks[4], sum(ticks)
