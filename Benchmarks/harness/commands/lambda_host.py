"""The host of Lambda beside Lambda's own runtime for Python, before the same Runtime API."""

import json
import os
import statistics
import time

from .. import builds, processes, runtime_api, tables

TITLE = "Lambda"

_VENV = builds.BUILD / "bench-venv" / "bin" / "python3"
_LEAST_STARTS = 20


class _Runtime:
    def __init__(self, title, command, **environment):
        self.title, self.command = title, command
        self.environment = {**os.environ, "AWS_LAMBDA_FUNCTION_NAME": "hello", "AWS_REGION": "us-east-1",
                            "AWS_LAMBDA_FUNCTION_MEMORY_SIZE": "128", **environment}

    def start(self, port):
        return processes.start(self.command, env={**self.environment, "AWS_LAMBDA_RUNTIME_API": f"127.0.0.1:{port}"})


def measure(setting):
    if not _VENV.exists():
        raise processes.Failure("awslambdaric is not installed; run scripts/setup --bench")
    ours = _Runtime("Meridian", [builds.executable(setting.package)])
    theirs = _Runtime(
        "awslambdaric (Python)", [_VENV, "-m", "awslambdaric", "lambda_function.hello"],
        PYTHONPATH=str(builds.FILES), LAMBDA_TASK_ROOT=str(builds.FILES))
    runtimes = (ours, theirs)
    starts = {runtime.title: [] for runtime in runtimes}
    for number in range(max(_LEAST_STARTS, 4 * setting.rounds) + 1):
        for runtime in runtimes:
            milliseconds = _started(runtime)
            # The first of each fills caches of the system and is not counted.
            if number > 0:
                starts[runtime.title].append(milliseconds)
    rates = {runtime.title: [] for runtime in runtimes}
    for number in range(setting.rounds + 1):
        for runtime in runtimes:
            rate = _served(runtime, 1 if number == 0 else setting.seconds)
            if number > 0:
                rates[runtime.title].append(rate)
    ratios = [our / its for our, its in zip(rates[ours.title], rates[theirs.title])]
    share = [our / its for our, its in zip(starts[ours.title], starts[theirs.title])]
    rows = [
        [runtime.title, tables.number(statistics.median(rates[runtime.title])),
         "" if runtime is ours else tables.ratio(ratios) + ", wanted ≥ 5"]
        for runtime in runtimes
    ]
    return "\n".join([
        "Invocations one after another, a request to a function's URL:\n",
        tables.table(["", "invocations/s", "ours ÷ it"], rows),
        "From the start of the process to its first question for an invocation; ours ÷ its: "
        + tables.ratio(share, 3) + ", wanted ≤ 0.1:\n",
        tables.percentiles([(runtime.title, starts[runtime.title], "") for runtime in runtimes]),
    ])


def _started(runtime):
    """Milliseconds until the runtime asks for an invocation. The answer to it must be right."""
    api = runtime_api.Watching()
    begin = time.perf_counter()
    process = runtime.start(api.port)
    try:
        if not api.answered.wait(30):
            raise processes.Failure(f"{runtime.title} has not answered an invocation within 30 s")
    finally:
        processes.end(process, at_once=True)
        api.close()
    path, body = api.answer
    answer = json.loads(body)
    if not path.endswith("/response") or (answer["statusCode"], answer["body"]) != (200, "Hello, World!"):
        raise processes.Failure(f"{runtime.title} answers {path} with {body[:300]!r}")
    return (api.asked - begin) * 1000


def _served(runtime, seconds):
    """Invocations a second; each takes two requests to the Runtime API."""
    api = runtime_api.Endless()
    try:
        process = runtime.start(api.port)
        try:
            processes.wait_until(lambda: api.requests() > 100, f"an invocation of {runtime.title}")
            before, begin = api.requests(), time.perf_counter()
            time.sleep(seconds)
            count, duration = api.requests() - before, time.perf_counter() - begin
            if process.poll() is not None:
                raise processes.Failure(f"{runtime.title} ended with {process.returncode} while it was measured")
            # One of them asked for the count.
            return (count - 1) / 2 / duration
        finally:
            processes.end(process, at_once=True)
    finally:
        api.close()
