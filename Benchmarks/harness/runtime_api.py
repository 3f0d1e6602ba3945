"""Lambda's Runtime API, played twice: by nginx, fast and always the same, and by Python, which looks at what comes."""

import grp
import http.server
import json
import os
import pwd
import re
import shutil
import tempfile
import threading
import time
from pathlib import Path

from . import client, processes
from .builds import FILES

# A request to a function's URL.
EVENT = json.dumps({
    "version": "2.0", "routeKey": "$default", "rawPath": "/hello", "rawQueryString": "",
    "headers": {
        "x-amzn-trace-id": "Root=1-5bef4de7-ad49b0e87f6ef6c87fc2e700", "x-forwarded-proto": "https",
        "host": "k3jd82hf7qmz.lambda-url.us-east-1.on.aws", "x-forwarded-port": "443", "x-forwarded-for": "203.0.113.7",
        "accept": "*/*", "accept-encoding": "gzip, deflate", "user-agent": "curl/8.7.1",
    },
    "requestContext": {
        "accountId": "anonymous", "apiId": "k3jd82hf7qmz", "domainName": "k3jd82hf7qmz.lambda-url.us-east-1.on.aws",
        "domainPrefix": "k3jd82hf7qmz",
        "http": {
            "method": "GET", "path": "/hello", "protocol": "HTTP/1.1", "sourceIp": "203.0.113.7",
            "userAgent": "curl/8.7.1",
        },
        "requestId": "e1506fd5-9e7b-434f-bd42-4f8fa224b599", "routeKey": "$default", "stage": "$default",
        "time": "01/Mar/2026:09:30:00 +0000", "timeEpoch": 1772357400000,
    },
    "isBase64Encoded": False,
})


class Endless:
    """nginx, which has the next invocation at once and takes any answer but a failure."""

    def __init__(self):
        self.directory = Path(tempfile.mkdtemp(prefix="bench-runtime-"))
        self.port = processes.free_port()
        values = {
            "DIRECTORY": self.directory, "PORT": self.port, "EVENT": EVENT.replace("$", "${dollar}"),
            "USER": f"{pwd.getpwuid(os.getuid()).pw_name} {grp.getgrgid(os.getgid()).gr_name}",
        }
        # nginx knows no way to write a dollar but a variable that is one.
        text = (FILES / "runtime_api.conf").read_text().replace(
            "    server {", '    geo $dollar { default "$"; }\n    server {', 1)
        for name, value in values.items():
            text = text.replace(f"@{name}@", str(value))
        configuration = self.directory / "nginx.conf"
        configuration.write_text(text)
        self.process = processes.start(
            ["nginx", "-e", self.directory / "error.log", "-p", self.directory, "-c", configuration],
            log=self.directory / "error.log")
        try:
            client.wait_for(self.port, "/status", "nginx as the Runtime API")
        except BaseException:
            self.close()
            raise

    def requests(self):
        return int(re.findall(rb"\d+", client.request(self.port, "/status")[1])[3])

    def close(self):
        processes.end(self.process)
        shutil.rmtree(self.directory, ignore_errors=True)


class Watching(http.server.ThreadingHTTPServer):
    """Python, which gives one invocation and keeps when it was asked for and what was answered."""

    daemon_threads = True

    def __init__(self):
        super().__init__(("127.0.0.1", 0), _Handler)
        self.asked, self.answer = None, None
        self.given, self.answered = threading.Lock(), threading.Event()
        threading.Thread(target=self.serve_forever, args=(0.05,), daemon=True).start()

    @property
    def port(self):
        return self.server_address[1]

    def close(self):
        self.shutdown()
        self.server_close()


class _Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def log_message(self, *_):
        pass

    def do_GET(self):
        if not self.server.given.acquire(blocking=False):
            # There is no second invocation.
            self.server.answered.wait(30)
            time.sleep(1)
            return
        self.server.asked = time.perf_counter()
        self.send_response(200)
        self.send_header("Lambda-Runtime-Aws-Request-Id", "8476a536-e9f4-11e8-9739-2dfe598c3fcd")
        self.send_header("Lambda-Runtime-Deadline-Ms", str(int((time.time() + 30) * 1000)))
        self.send_header("Lambda-Runtime-Invoked-Function-Arn", "arn:aws:lambda:us-east-1:123456789012:function:hello")
        # awslambdaric can't do without these two.
        self.send_header("Lambda-Runtime-Trace-Id", "Root=1-5bef4de7-ad49b0e87f6ef6c87fc2e700;Parent=9a9197af755a6419;Sampled=1")
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(EVENT)))
        self.end_headers()
        self.wfile.write(EVENT.encode())

    def do_POST(self):
        self.server.answer = self.path, self.rfile.read(int(self.headers["content-length"]))
        self.send_response(202)
        self.send_header("Content-Length", "0")
        self.end_headers()
        self.server.answered.set()
