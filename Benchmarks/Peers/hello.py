"""Python's own server, started for one answer on the socket that it inherits as SOCKET_FD."""
import os
import socket
from http.server import BaseHTTPRequestHandler, HTTPServer


class Hello(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_GET(self):
        self.send_response(200)
        self.send_header("content-length", "13")
        self.end_headers()
        self.wfile.write(b"Hello, World!")

    def log_message(self, *_):
        pass


server = HTTPServer(("127.0.0.1", 0), Hello, bind_and_activate=False)
server.socket = socket.socket(fileno=int(os.environ["SOCKET_FD"]))
server.handle_request()
