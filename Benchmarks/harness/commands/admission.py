"""What a decision of admission costs: time, and what repeats exactly: instructions and allocations, held to a threshold."""

import json
import re
import statistics
import subprocess

from .. import builds, processes, tables

TITLE = "Admission"

_SCENARIOS = (
    ("no-rules", "no rule"),
    ("one-rule", "one limit"),
    ("ten-thousand-rules", "10,000 functions with a limit each"),
    ("thousand-origins", "1,000 origins with a limit each on one function"),
    ("every-kind", "a limit, a breaker, a hot parameter and an adaptive limit"),
    ("rejected", "turned away by a limit"),
    ("overloaded", "in an overloaded unit"),
)
_CONTENDED = ("two-loops", "one limit, which a second event loop asks all the while")
_LONGEST = 600
# Enough that what happens once in many decisions is in the difference.
_FEW, _MANY = 20_000, 60_000


def measure(setting):
    program = builds.admission_program()
    times = {name: [] for name, _ in (*_SCENARIOS, _CONTENDED)}
    for _ in range(setting.rounds):
        for line in _run([program, "time"]).splitlines():
            name, nanoseconds = line.split()
            times[name].append(float(nanoseconds))
    wanted = json.loads((builds.ROOT / "Benchmarks/Admission/thresholds.json").read_text(encoding="utf-8"))
    rows, failures = [], []
    for name, title in _SCENARIOS:
        instructions = _each(program, name, _instructions)
        allocations = _each(program, name, _allocations)
        limit = wanted["instructions"][name]
        if instructions > limit:
            failures.append(f"{name}: {instructions:.0f} instructions a decision, where {limit} are allowed")
        # A ring that grows once in thousands of decisions is none of theirs.
        if round(allocations, 2) > wanted["allocations"]:
            failures.append(f"{name}: {allocations:.2f} allocations a decision, where there may be none")
        rows.append([title, *_spread(times[name]), tables.number(instructions), f"{limit:,}", f"{allocations:.2f}"])
    rows.append([_CONTENDED[1], *_spread(times[_CONTENDED[0]]), "", "", ""])
    if failures:
        raise processes.Failure("; ".join(failures))
    return "\n".join([
        "A decision with its request's begin and end, the best of twenty turns of 100,000; instructions and allocations "
        "are counted by valgrind:\n",
        tables.table(
            ["", "ns", "least–greatest", "instructions", "allowed", "allocations"], rows),
    ])


def _spread(values):
    return tables.number(statistics.median(values)), f"{tables.number(min(values))}–{tables.number(max(values))}"


def _each(program, name, count):
    """What one decision more counts for."""
    return (count(program, name, _MANY) - count(program, name, _FEW)) / (_MANY - _FEW)


def _instructions(program, name, decisions):
    output = _run(["valgrind", "--tool=callgrind", "--callgrind-out-file=/dev/null", program, "count", name, str(decisions)])
    return _number(r"Collected : (\d+)", output)


def _allocations(program, name, decisions):
    output = _run(["valgrind", "--tool=memcheck", "--undef-value-errors=no", program, "count", name, str(decisions)])
    return _number(r"total heap usage: ([\d,]+) allocs", output)


def _number(pattern, output):
    found = re.search(pattern, output)
    if not found:
        raise processes.Failure(f"valgrind did not count: {output[-500:]}")
    return int(found[1].replace(",", ""))


def _run(command):
    done = subprocess.run(
        [str(part) for part in command], stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, timeout=_LONGEST)
    if done.returncode:
        raise processes.Failure(f"{command[0]} failed: {done.stdout[-500:]}")
    return done.stdout
