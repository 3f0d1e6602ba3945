"""Programs as they are, deployed and called. Called by scripts/programs."""

import http.client
import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
import zipfile
from pathlib import Path

MERIDIAN = sys.argv[1]
passed, failed = 0, 0

BOOTSTRAP = """#!/bin/sh
set -eu
while true; do
    fields="$(mktemp)"
    event=$(curl -sS -L -D "$fields" "http://${AWS_LAMBDA_RUNTIME_API}/2018-06-01/runtime/invocation/next")
    id=$(grep -Fi Lambda-Runtime-Aws-Request-Id "$fields" | tr -d '[:space:]' | cut -d: -f2)
    rm "$fields"
    echo "asked with ${#event} bytes"
    curl -sS "http://${AWS_LAMBDA_RUNTIME_API}/2018-06-01/runtime/invocation/$id/response" \\
        -d '{"statusCode": 200, "headers": {"content-type": "text/plain"}, "body": "from a shell"}' > /dev/null
done
"""

HANDLER = """import json

def handler(event, context):
    if event["rawPath"] == "/fail":
        raise KeyError("stock")
    return {"statusCode": 200, "body": json.dumps({
        "path": event["rawPath"], "name": context.function_name, "left": context.get_remaining_time_in_millis()})}
"""

NODE_HANDLER = """exports.handler = async (event, context) => {
  if (event.rawPath === '/fail') throw new TypeError('no stock')
  return { path: event.rawPath, name: context.functionName, left: context.getRemainingTimeInMillis() }
}
exports.parts = awslambda.streamifyResponse(async (event, stream) => {
  stream = awslambda.HttpResponseStream.from(stream, { statusCode: 203, headers: { 'content-type': 'text/csv' } })
  for (let part = 0; part < 1000; part++) stream.write('x'.repeat(1000))
  stream.end()
})
"""

EXPRESS = """const express = require('express')
const app = express()
app.use(express.json())
app.get('/items/:id', (request, response) => response.json({ id: request.params.id }))
app.post('/items', (request, response) => response.status(201).json(request.body))
app.listen(process.env.PORT)
"""


def check(name, condition, detail=""):
    global passed, failed
    passed, failed = (passed + 1, failed) if condition else (passed, failed + 1)
    print(f"ok      {name}" if condition else f"FAILED  {name} {detail}", flush=True)


def skip(name, why):
    print(f"skipped {name}: {why}")


def meridian(*arguments, **options):
    return subprocess.run([MERIDIAN, *arguments], capture_output=True, text=True, timeout=120, **options)


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class Platform:
    def __init__(self, work):
        self.port, control = free_port(), free_port()
        self.at = ["--to", f"http://127.0.0.1:{control}", "--token-file", str(work / "data/owner.token")]
        self.process = subprocess.Popen(
            [MERIDIAN, "serve", "--data", str(work / "data"), "--listen", f"127.0.0.1:{self.port}", "--control",
             f"127.0.0.1:{control}", "--drain", "5"], stdout=subprocess.DEVNULL)
        end = time.monotonic() + 30
        while time.monotonic() < end:
            try:
                with socket.create_connection(("127.0.0.1", control), 1):
                    return
            except OSError:
                time.sleep(0.05)
        raise TimeoutError("the platform does not listen")

    def deploy(self, source, *arguments):
        return meridian("deploy", str(source), *arguments, *self.at)

    def call(self, service, path, method="GET", body=None, headers=None):
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)
        try:
            connection.request(method, path, body=body, headers={"Host": f"{service}.localhost", **(headers or {})})
            answer = connection.getresponse()
            return answer.status, answer.read()
        finally:
            connection.close()

    def pids(self, service):
        document = json.loads(meridian("status", *self.at, "--json").stdout)
        found = []

        def walk(value, inside):
            if isinstance(value, dict):
                inside = inside or service in (value.get("service"), value.get("name"))
                if inside and "pid" in value and "state" in value:
                    found.append(value["pid"])
                for part in value.values():
                    walk(part, inside)
            elif isinstance(value, list):
                for part in value:
                    walk(part, inside)

        walk(document, False)
        return found

    def logs(self, service):
        return meridian("logs", service, *self.at).stdout

    def stop(self):
        self.process.send_signal(signal.SIGTERM)
        return self.process.wait(40)


def loaded(platform, service, path, kills=3):
    """Calls from a few threads while instances are killed; every answer is 200, or 502 for what was inside, or cut off
    when it had begun.
    """
    stopped, counts, wrong, lost = threading.Event(), [], [], []

    def run():
        while not stopped.is_set():
            try:
                status, body = platform.call(service, path)
                counts.append(status)
                if status == 502:
                    lost.append(body)
                elif status != 200:
                    wrong.append((status, body[:200]))
            except http.client.IncompleteRead as error:
                lost.append(repr(error))
            except OSError as error:
                wrong.append((0, repr(error)))

    threads = [threading.Thread(target=run) for _ in range(4)]
    for thread in threads:
        thread.start()
    try:
        for _ in range(kills):
            before, end = len(counts), time.monotonic() + 20
            while len(counts) < before + 40 and time.monotonic() < end:
                time.sleep(0.02)
            for pid in platform.pids(service):
                try:
                    os.kill(pid, signal.SIGKILL)
                except ProcessLookupError:
                    pass
    finally:
        time.sleep(0.3)
        stopped.set()
        for thread in threads:
            thread.join()
    check(f"{service}: kill -9 under load loses only what was inside, each answered 502",
          not wrong and len(lost) <= 8 * kills and counts.count(200) > 100,
          f"{len(wrong)} wrong, {len(lost)} lost of {len(counts)}: {wrong[:2]} {lost[:1]}")


def zipped(path, files):
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            entry = zipfile.ZipInfo(name)
            entry.external_attr = (0o100755 if name == "bootstrap" else 0o100644) << 16
            archive.writestr(entry, content)
    return path


def template(platform, work, name, interpreter):
    if not shutil.which(interpreter):
        return skip(f"the template {name}", f"there is no {interpreter}")
    service = f"new-{name}"
    made = meridian("new", service, "--template", name, "--path", str(work / service))
    check(f"new --template {name}", made.returncode == 0, made.stderr)
    tests = subprocess.run([str(work / service / ".ci/run")], capture_output=True, text=True, timeout=120)
    check(f"{name}: its own tests pass", tests.returncode == 0, tests.stdout[-600:] + tests.stderr[-600:])
    deployed = platform.deploy(work / service)
    check(f"{name}: deploy", deployed.returncode == 0, deployed.stdout + deployed.stderr)
    status, body = platform.call(service, "/?name=Ann")
    check(f"{name}: answers", status == 200 and json.loads(body) == {"text": "Hello, Ann"}, f"{status} {body}")
    fired = meridian("invoke", f"{service}/main", "--trigger", "timer", *platform.at)
    check(f"{name}: the timer runs", fired.returncode == 0 and "a new day" in platform.logs(service),
          fired.stdout + fired.stderr)
    loaded(platform, service, "/")


def shell(platform, work):
    archive = zipped(work / "shell.zip", {"bootstrap": BOOTSTRAP})
    plain = platform.deploy(archive)
    check("a zip without manifest is refused with its number", "MER-5010" in plain.stderr, plain.stderr)
    deployed = platform.deploy(archive, "--runtime", "custom", "--contract", "lambda")
    check("shell: deploy", deployed.returncode == 0, deployed.stdout + deployed.stderr)
    check("shell: answers", platform.call("shell", "/any") == (200, b"from a shell"), platform.call("shell", "/any"))
    logs = platform.logs("shell")
    check("shell: its log has START, END, REPORT and what it prints",
          all(word in logs for word in ("START RequestId: ", "END RequestId: ", "REPORT RequestId: ", "asked with")), logs)


def handlers(platform, work):
    """Zips made for Lambda's managed runtimes, which have handlers only."""
    for service, runtime, interpreter, files, handler in (
            ("python-handler", "python3", "python3", {"app.py": HANDLER}, "app.handler"),
            ("node-handler", "nodejs", "node", {"index.js": NODE_HANDLER}, "index.handler"),
            ("node-stream", "nodejs", "node", {"src/index.js": NODE_HANDLER}, "src/index.parts")):
        if not shutil.which(interpreter):
            skip(service, f"there is no {interpreter}")
            continue
        archive = zipped(work / f"{service}.zip", files)
        deployed = platform.deploy(archive, "--runtime", runtime, "--contract", "lambda", "--handler", handler)
        check(f"{service}: deploy", deployed.returncode == 0, deployed.stdout + deployed.stderr)
        status, body = platform.call(service, "/path")
        if service == "node-stream":
            check(f"{service}: streams", status == 203 and body == b"x" * 1_000_000, f"{status} {len(body)}")
            continue
        check(f"{service}: answers", status == 200 and json.loads(body)["path"] == "/path"
              and json.loads(body)["name"] == service and 0 < json.loads(body)["left"] <= 3000, f"{status} {body}")
        status, body = platform.call(service, "/fail")
        check(f"{service}: an exception is a 502 that names it", status == 502 and b"stock" in body, f"{status} {body}")
    broken = zipped(work / "broken.zip", {"index.js": "exports.other = 1"})
    if shutil.which("node"):
        refused = platform.deploy(
            broken, "--runtime", "nodejs", "--contract", "lambda", "--handler", "index.handler")
        check("a handler that is not there keeps the release from going live",
              refused.returncode != 0 and "MER-6003" in refused.stderr and "index.handler" in refused.stderr, refused.stderr)


def runtime_client(platform, work):
    folder = work / "client"
    installed = subprocess.run(
        [sys.executable, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--only-binary", ":all:",
         "--python-version", "3.11", "--target", str(folder), "awslambdaric"], capture_output=True, text=True, timeout=180)
    version = subprocess.run(["/usr/bin/python3", "--version"], capture_output=True, text=True).stdout
    if installed.returncode != 0 or "3.11" not in version:
        return skip("Amazon's runtime client", (installed.stderr.splitlines() or [version])[-1])
    (folder / "app.py").write_text(HANDLER)
    (folder / "meridian.yml").write_text(
        "service: client\nruntime: python3\ncontract: lambda\ncommand: [/usr/bin/python3, -m, awslambdaric, app.handler]\n")
    deployed = platform.deploy(folder)
    check("awslambdaric: deploy", deployed.returncode == 0, deployed.stdout + deployed.stderr)
    status, body = platform.call("client", "/path")
    check("awslambdaric: answers", status == 200 and json.loads(body)["path"] == "/path"
          and json.loads(body)["name"] == "client" and 0 < json.loads(body)["left"] <= 3000, f"{status} {body}")
    status, body = platform.call("client", "/fail")
    check("awslambdaric: an exception is a 502 that names it", status == 502 and b"KeyError" in body, f"{status} {body}")
    loaded(platform, "client", "/path")


def express(platform, work):
    if not Path("/usr/share/nodejs/express").exists():
        return skip("an Express app", "Debian's node-express is not installed")
    folder = work / "express"
    folder.mkdir()
    (folder / "app.js").write_text(EXPRESS)
    (folder / "meridian.yml").write_text(
        "service: express\nruntime: nodejs\ncommand: [node, app.js]\nhealth: /items/1\n"
        "provider: { environment: { NODE_PATH: /usr/share/nodejs } }\n")
    deployed = platform.deploy(folder)
    check("express: deploy", deployed.returncode == 0, deployed.stdout + deployed.stderr)
    check("express: answers", platform.call("express", "/items/7") == (200, b'{"id":"7"}'))
    answer = platform.call("express", "/items", "POST", b'{"a":1}', {"Content-Type": "application/json"})
    check("express: takes a body", answer == (201, b'{"a":1}'), answer)
    loaded(platform, "express", "/items/7")


def main():
    with tempfile.TemporaryDirectory() as directory:
        work = Path(directory)
        platform = Platform(work)
        try:
            template(platform, work, "node", "node")
            template(platform, work, "python", "python3")
            shell(platform, work)
            handlers(platform, work)
            runtime_client(platform, work)
            express(platform, work)
        finally:
            status = platform.stop()
        check("the platform ends in order", status == 0, status)
    print(f"{passed} passed, {failed} failed")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
