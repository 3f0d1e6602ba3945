"""The whole way as a user goes it. Called by scripts/end-to-end."""

import http.client
import json
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path

MERIDIAN, VENUE_BUILD = sys.argv[1], sys.argv[2]
passed, failed = 0, 0


def check(name, condition, detail=""):
    global passed, failed
    if condition:
        passed += 1
        print(f"ok      {name}")
    else:
        failed += 1
        print(f"FAILED  {name} {detail}")


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def meridian(*arguments, **options):
    return subprocess.run([MERIDIAN, *arguments], capture_output=True, text=True, timeout=600, **options)


def until(condition, seconds, what):
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        value = condition()
        if value:
            return value
        time.sleep(0.05)
    raise TimeoutError(f"{what} did not happen within {seconds} s")


def settled(read, condition, seconds=5):
    """Whether what is read fulfils a condition within some seconds, and what was read last."""
    end = time.monotonic() + seconds
    while True:
        value = read()
        is_so = condition(value)
        if is_so or time.monotonic() > end:
            return is_so, value
        time.sleep(0.1)


def get(port, path, method="GET", body=None, headers=None):
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
    try:
        connection.request(method, path, body=body, headers=headers or {})
        answer = connection.getresponse()
        return answer.status, answer.read(), dict(answer.getheaders())
    finally:
        connection.close()


def answers(port, path):
    try:
        return get(port, path)[0] == 200
    except OSError:
        return False


class Load:
    """Requests one after another on a few connections, until stopped; what did not answer 200 is kept.

    With a pause in seconds between requests it leaves the processors to others.
    """

    def __init__(self, port, path, connections=4, pause=0):
        self.port, self.path, self.pause = port, path, pause
        self.count, self.failures = 0, []
        self.stopped = threading.Event()
        self.threads = [threading.Thread(target=self.run) for _ in range(connections)]

    def __enter__(self):
        for thread in self.threads:
            thread.start()
        return self

    def __exit__(self, *_):
        self.stopped.set()
        for thread in self.threads:
            thread.join()

    def run(self):
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)
        while not self.stopped.is_set():
            try:
                connection.request("GET", self.path)
                answer = connection.getresponse()
                body = answer.read()
                if answer.status != 200:
                    self.failures.append((answer.status, body[:300]))
            except (OSError, http.client.HTTPException) as error:
                self.failures.append((0, repr(error)))
                connection.close()
            self.count += 1
            if self.pause:
                self.stopped.wait(self.pause)
        connection.close()


def started(command, pattern, seconds, **options):
    """Starts a process and waits for a line that matches; its further output is gathered."""
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, **options)
    lines, seen = [], threading.Event()

    def read():
        for line in process.stdout:
            lines.append(line.rstrip("\n"))
            if re.search(pattern, line):
                seen.set()

    threading.Thread(target=read, daemon=True).start()
    until(lambda: seen.is_set() or process.poll() is not None, seconds, f"{command[1]}: a line like '{pattern}'")
    return process, lines


def stop(process):
    if process.poll() is None:
        process.send_signal(signal.SIGTERM)
        try:
            process.wait(40)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def serving(work):
    package = work / "venue.zip"
    built = meridian("build", "Examples/Venue", "--debug", "--scratch-path", VENUE_BUILD, "-o", str(package), "--json")
    check("build makes a package", built.returncode == 0 and package.exists(), built.stderr)
    again = work / "again.zip"
    meridian("build", "Examples/Venue", "--debug", "--scratch-path", VENUE_BUILD, "-o", str(again))
    check("the same sources make the same bytes", package.read_bytes() == again.read_bytes())

    checked = meridian("check", "Examples/Venue", "--debug", "--scratch-path", VENUE_BUILD, "--json")
    check("check finds no mistake in it", checked.returncode == 0 and json.loads(checked.stdout)["errors"] == 0,
          checked.stdout + checked.stderr)

    port, control = free_port(), free_port()
    at = ["--to", f"http://127.0.0.1:{control}"]
    environment = {**os.environ, "MERIDIAN_TOKEN": ""}
    missing = meridian("list", *at, "--token", "no-such-token-at-all")
    check("a platform that is not there is told apart (69)", missing.returncode == 69, missing.stderr)
    platform, lines = started(
        [MERIDIAN, "serve", "--data", str(work / "data"), "--listen", f"127.0.0.1:{port}", "--control",
         f"127.0.0.1:{control}", "--default-service", "venue"], str(control), 30, env=environment)
    try:
        until(lambda: answers(control, "/v1/health"), 20, "the control API")
        at += ["--token-file", str(work / "data" / "owner.token")]
        mode = os.stat(work / "data" / "owner.token").st_mode & 0o777
        check("the owner's token is its alone", mode == 0o600, oct(mode))
        deployed = meridian("deploy", str(package), *at)
        check("deploy", deployed.returncode == 0, deployed.stdout + deployed.stderr)
        check("an item answers", get(port, "/items/7")[0] == 200, get(port, "/items/7"))
        check("the service's host answers", get(port, "/items/7", headers={"Host": "venue.localhost"})[0] == 200)
        price = json.loads(get(port, "/items/100/price")[1])
        check("without promotions the full price holds", "promotion" not in price, price)
        promotions = work / "promotions.zip"
        built = meridian("build", "Examples/Promotions", "-o", str(promotions))
        check("a service in TypeScript is built", built.returncode == 0, built.stderr)
        deployed = meridian("deploy", str(promotions), *at)
        check("and deployed", deployed.returncode == 0, deployed.stdout + deployed.stderr)
        status, body, fields = get(port, "/items/100/price")
        cheaper = json.loads(body)
        check("the venue calls it by its binding", cheaper.get("promotion") == {"name": "Every hundredth", "percent": 50}
              and cheaper["price"] == price["price"] // 2, cheaper)
        check("a bad parameter is a 400 that names it", b'"size' in get(port, "/items?size=x")[1]
              or b"size" in get(port, "/items?size=x")[1] and get(port, "/items?size=x")[0] == 400)
        check("an unknown path is a problem", get(port, "/nowhere")[0] == 404
              and get(port, "/nowhere")[2].get("content-type") == "application/problem+json")

        listed = json.loads(meridian("list", *at, "--json").stdout)
        names = json.dumps(listed)
        check("list names the functions", all(name in names for name in ("item", "paid", "refresh")), names[:300])
        for arguments in (["venue/item", "-p", "id=7"], ["venue/refresh"],
                          ["venue/paid", "--data", '{"order":"none"}']):
            result = meridian("invoke", *arguments, *at, "--json")
            check(f"invoke {arguments[0]} is carried out", result.returncode in (0, 1) and '"status"' in result.stdout,
                  result.stdout + result.stderr)
        check("invoke exits 0 when the function answers", meridian("invoke", "venue/item", "-p", "id=7", *at).returncode == 0)
        check("invoke exits 1 when it refuses", meridian("invoke", "venue/item", "-p", "id=99999999", *at).returncode == 1)
        check("logs", meridian("logs", "venue", *at).returncode == 0)
        check("metrics count", b"faas_requests_total" in get(
            control, "/metrics", headers={"Authorization": "Bearer " + (work / "data/owner.token").read_text().strip()})[1])
        # A point of the series is written when its second is over.
        is_charted, charted = settled(
            lambda: json.loads(meridian("metrics", "venue/item", "--since", "10m", "--step", "1m", *at, "--json").stdout),
            lambda charted: sum(point["requests"]["ok"] for point in charted["points"]) >= 2)
        check("metrics chart what was called", is_charted, charted)
        is_live, live = settled(
            lambda: json.loads(meridian("top", "--once", "--seconds", "60", *at, "--json").stdout),
            lambda live: {"item", "paid", "refresh"} <= {row["function"] for row in live["functions"]})
        check("top has every function", is_live, live)
        check("without a token nothing is told", get(control, "/v1/services")[0] == 401)

        killed_under_load(port, at)
        redeployed_under_load(port, at, package, work)
    finally:
        stop(platform)
    check("serve ends in order", platform.returncode == 0, "\n".join(lines[-20:]))


def instances(at):
    result = meridian("status", *at, "--json")
    if result.returncode != 0:
        raise RuntimeError(f"status: {result.stderr}")
    return [found["pid"] for found in walk(json.loads(result.stdout)) if "state" in found]


def walk(value):
    """Every object of a document that has a pid."""
    if isinstance(value, dict):
        if "pid" in value:
            yield value
        for part in value.values():
            yield from walk(part)
    elif isinstance(value, list):
        for part in value:
            yield from walk(part)


def killed_under_load(port, at):
    with Load(port, "/items/7") as load:
        for _ in range(5):
            until(lambda: load.count > 50, 20, "load")
            for pid in instances(at):
                try:
                    os.kill(pid, signal.SIGKILL)
                except ProcessLookupError:
                    pass
            before = load.count
            until(lambda: load.count > before + 100, 20, "an answer after the kill")
    wrong = [failure for failure in load.failures if failure[0] != 502]
    check("kill -9 loses only what was inside, each answered 502", not wrong and len(load.failures) <= 20,
          f"{len(load.failures)} failures of {load.count}: {load.failures[:3]}")


def redeployed_under_load(port, at, package, work):
    import zipfile
    with Load(port, "/items/7") as load:
        for round_number in range(3):
            copy = work / f"round{round_number}.zip"
            with zipfile.ZipFile(package) as source, zipfile.ZipFile(copy, "w", zipfile.ZIP_DEFLATED) as target:
                for entry in source.infolist():
                    data = source.read(entry)
                    if entry.filename == "manifest.json":
                        manifest = json.loads(data)
                        manifest["functions"][0]["description"] = f"round {round_number}"
                        data = json.dumps(manifest).encode()
                    target.writestr(entry, data)
            result = meridian("deploy", str(copy), *at)
            check(f"deploy under load, round {round_number + 1}", result.returncode == 0, result.stderr)
    check("no request fails while releases change", not load.failures and load.count > 100,
          f"{len(load.failures)} of {load.count}: {load.failures[:3]}")


def developing(work, edits=10):
    """A copy of the venue is edited while it is called."""
    source = work / "venue"
    shutil.copytree("Examples/Venue", source, ignore=shutil.ignore_patterns(".build*", "Package.resolved"))
    package = source / "Package.swift"
    package.write_text(package.read_text().replace('path: "../.."', f'path: "{os.getcwd()}"'))
    edited = source / "Sources/Venue/Pages/LandingPage.swift"
    original = edited.read_text()
    port = free_port()
    process, lines = started(
        [MERIDIAN, "dev", str(source), "--port", str(port), "--control-port", str(free_port()), "--scratch-path",
         os.path.abspath(VENUE_BUILD)], "control  http", 60)

    def shows(text):
        return text.encode() in get(port, "/")[1]

    try:
        until(lambda: answers(port, "/items/7") or process.poll() is not None, 900, "dev's first answer")
        check("dev answers", process.poll() is None, "\n".join(lines[-30:]))
        check("dev shows the functions with their addresses", any("/items/{id}" in line for line in lines))
        with Load(port, "/items/7", connections=2, pause=0.005) as load:
            for number in range(edits):
                edited.write_text(original.replace("<h1>", f"<h1>Edit {number}: "))
                until(lambda: shows(f"<h1>Edit {number}: "), 300, f"edit {number + 1} in the answer")
            edited.write_text(original + "\nlet broken: Int = \"text\"\n")
            until(lambda: any("error:" in line for line in lines), 300, "the compile error")
            check("the code before an error goes on serving", shows(f"<h1>Edit {edits - 1}: "))
            edited.write_text(original)
            until(lambda: not shows("<h1>Edit "), 300, "the mended code")
        check(f"dev survives {edits} edits and a compile error under load", not load.failures and load.count > 100,
              f"{len(load.failures)} of {load.count}: {load.failures[:3]}")
        check("dev shows the compile error in place", any("LandingPage.swift" in line and "error" in line for line in lines),
              "\n".join(lines[-30:]))
        print(f"        {load.count} requests while the sources changed")
        for line in lines:
            if " is live" in line:
                print(f"        {line.strip()}")
    except TimeoutError:
        print("\n".join(line for line in lines[-400:] if " info " not in line))
        raise
    finally:
        stop(process)
    check("dev ends in order", process.returncode == 0, str(process.returncode))


def main():
    with tempfile.TemporaryDirectory() as directory:
        work = Path(directory)
        if "--only-dev" not in sys.argv:
            serving(work)
        if "--without-dev" not in sys.argv:
            developing(work)
    print(f"{passed} passed, {failed} failed")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
