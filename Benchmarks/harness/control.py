"""A client of the control API of a platform that is measured, on a connection that stays open."""

import http.client
import json
import time

from .processes import Failure


class Control:
    def __init__(self, platform):
        self._fields = {"Authorization": f"Bearer {platform.token}"}
        self._connection = http.client.HTTPConnection("127.0.0.1", platform.control, timeout=120)
        self._connection.connect()

    def call(self, method, path, document=None, body=None):
        """The document that is answered, and when the whole request had been sent."""
        if document is not None:
            body = json.dumps(document).encode()
        self._connection.putrequest(method, path)
        for name, value in {**self._fields, "Content-Length": str(len(body or b""))}.items():
            self._connection.putheader(name, value)
        self._connection.endheaders()
        if body:
            self._connection.send(body)
        sent = time.perf_counter()
        answer = self._connection.getresponse()
        content = answer.read()
        if not 200 <= answer.status < 300:
            raise Failure(f"{method} {path} answered {answer.status}: {content.decode()[:500]}")
        return json.loads(content) if content else None, sent

    def publish(self, service, package, promote=True):
        flag = "true" if promote else "false"
        return self.call("POST", f"/v1/services/{service}/releases?promote={flag}", body=package)

    def close(self):
        self._connection.close()
