"""Lambda's Runtime API, played twice: by nginx, fast and always the same, and by Python, which looks at what comes."""

import grp
import json
import os
import pwd
import re
import shutil
import socket
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


class Watching:
    """Python, which gives one invocation and keeps when it was asked for and what was answered.

    The moment is that of the request's first byte; nothing of it is read before the clock is.
    """

    def __init__(self):
        self.asked, self.answer = None, None
        self.answered = threading.Event()
        self.listener = socket.create_server(("127.0.0.1", 0))
        threading.Thread(target=self._serve, daemon=True).start()

    @property
    def port(self):
        return self.listener.getsockname()[1]

    def close(self):
        self.listener.close()

    def _serve(self):
        try:
            while self.answer is None:
                connection, _ = self.listener.accept()
                connection.settimeout(30)
                threading.Thread(target=self._talk, args=(connection,), daemon=True).start()
        except OSError:
            # It was closed.
            pass

    def _talk(self, connection):
        with connection, connection.makefile("rwb") as stream:
            connection.recv(1, socket.MSG_PEEK)
            moment = time.perf_counter()
            while line := stream.readline():
                method, path, _ = line.decode().split(" ", 2)
                fields = {}
                while (line := stream.readline().strip()):
                    name, _, value = line.decode().partition(":")
                    fields[name.lower()] = value.strip()
                body = stream.read(int(fields.get("content-length", 0)))
                if method == "POST":
                    self.answer = path, body
                    stream.write(b"HTTP/1.1 202 Accepted\r\nContent-Length: 0\r\n\r\n")
                elif self.asked is None:
                    self.asked = moment
                    stream.write(self._invocation())
                else:
                    # There is no second invocation.
                    self.answered.wait(30)
                    return
                stream.flush()
                if self.answer is not None:
                    self.answered.set()

    @staticmethod
    def _invocation():
        head = "\r\n".join([
            "HTTP/1.1 200 OK", "Lambda-Runtime-Aws-Request-Id: 8476a536-e9f4-11e8-9739-2dfe598c3fcd",
            f"Lambda-Runtime-Deadline-Ms: {int((time.time() + 30) * 1000)}",
            "Lambda-Runtime-Invoked-Function-Arn: arn:aws:lambda:us-east-1:123456789012:function:hello",
            # awslambdaric can't do without these two.
            "Lambda-Runtime-Trace-Id: Root=1-5bef4de7-ad49b0e87f6ef6c87fc2e700;Parent=9a9197af755a6419;Sampled=1",
            "Content-Type: application/json", f"Content-Length: {len(EVENT)}", "", ""])
        return (head + EVENT).encode()
