"""Single requests: to see that an answer is right, and to time its first byte."""

import http.client
import socket
import threading
import time

from .processes import Failure, wait_until


def request(port, path, method="GET", body=None, headers=None, seconds=30):
    """Status and body of one answer."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=seconds)
    try:
        if body is None:
            connection.request(method, path, headers=headers or {})
        else:
            connection.request(method, path, headers={**(headers or {}), "Content-Length": str(len(body))})
            # Who echoes a large body as it comes waits for a reader, before all of it has been sent.
            threading.Thread(target=_send, args=(connection, body), daemon=True).start()
        answer = connection.getresponse()
        return answer.status, answer.read()
    finally:
        connection.close()


def _send(connection, body):
    try:
        connection.send(body)
    except OSError:
        # The reader sees that the connection is gone, and tells.
        pass


def expect(peer, path, expected, method="GET", body=None):
    """Refuses to measure a peer that answers something else."""
    status, answer = request(peer.port, path, method=method, body=body)
    if status != 200 or answer != expected:
        raise Failure(
            f"{peer.title} answers {method} {path} with status {status} and {len(answer)} bytes {answer[:100]!r}; "
            f"expected 200 and {len(expected)} bytes {expected[:20]!r}")


def wait_for(port, path, what, seconds=30):
    """Waits until a request to a server that is starting succeeds."""
    def answers():
        try:
            return request(port, path, seconds=5)[0] == 200
        except (OSError, http.client.HTTPException):
            return False

    wait_until(answers, f"an answer of {what} on port {port}", seconds)


class Connection:
    """A connection that is open before the clock starts, kept from one request to the next."""

    def __init__(self, port):
        self.port = port
        self.socket = socket.create_connection(("127.0.0.1", port), timeout=30)
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)

    def first_byte(self, path):
        """Milliseconds from sending a request to the first bytes of its answer, which must be a small 200."""
        message = f"GET {path} HTTP/1.1\r\nHost: localhost\r\n\r\n".encode()
        begin = time.perf_counter()
        self.socket.sendall(message)
        answer = self.socket.recv(65536)
        duration = (time.perf_counter() - begin) * 1000
        if not answer.startswith(b"HTTP/1.1 200"):
            raise Failure(f"{path} on port {self.port} answered {answer[:300]!r}")
        self._finish(answer)
        return duration

    def _finish(self, answer):
        """Reads the rest, so that the next answer begins at its beginning."""
        while b"\r\n\r\n" not in answer:
            answer += self._more()
        head, _, body = answer.partition(b"\r\n\r\n")
        for line in head.split(b"\r\n"):
            name, _, value = line.partition(b":")
            if name.lower() == b"content-length":
                while len(body) < int(value):
                    body += self._more()

    def _more(self):
        part = self.socket.recv(65536)
        if not part:
            raise Failure(f"the server on port {self.port} closed the connection within an answer")
        return part

    def close(self):
        self.socket.close()
