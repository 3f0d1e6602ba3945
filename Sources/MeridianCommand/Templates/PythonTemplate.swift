/// A web server in Python.
enum PythonTemplate {
    static func files(_ project: Project) -> [ProjectFile] {
        ProgramTemplate.files(
            project, language: "Python", runtime: "python3", run: "python3 server.py",
            test: "python3 -m unittest discover --start-directory tests") + [
                ProjectFile(path: "server.py", content: server),
                ProjectFile(path: "tests/test_server.py", content: tests),
            ]
    }

    private static let server = #"""
        import json
        import os
        import signal
        import sys
        from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
        from urllib.parse import parse_qs, urlsplit


        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_GET(self):
                url = urlsplit(self.path)
                if url.path != "/":
                    return self.answer(404, {"title": "Not found"})
                name = parse_qs(url.query).get("name", ["world"])[0]
                self.answer(200, {"text": f"Hello, {name}"})

            def do_POST(self):
                self.rfile.read(int(self.headers.get("content-length") or 0))
                if self.headers.get("ce-type") != "dev.meridian.timer":
                    return self.answer(404, {"title": "Not found"})
                print("a new day", flush=True)
                self.answer(200, {})

            def answer(self, status, document):
                body = json.dumps(document).encode()
                self.send_response(status)
                self.send_header("content-type", "application/json")
                self.send_header("content-length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *arguments):
                """The platform writes requests down itself."""


        class Server(ThreadingHTTPServer):
            daemon_threads = True
            request_queue_size = 128


        if __name__ == "__main__":
            signal.signal(signal.SIGTERM, lambda *_: sys.exit())
            address = (os.environ.get("HOST", "127.0.0.1"), int(os.environ.get("PORT", "8080")))
            Server(address, Handler).serve_forever()

        """#

    private static let tests = #"""
        import json
        import sys
        import threading
        import unittest
        import urllib.error
        import urllib.request
        from pathlib import Path

        sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
        from server import Handler, Server


        class ServerTests(unittest.TestCase):
            @classmethod
            def setUpClass(cls):
                cls.server = Server(("127.0.0.1", 0), Handler)
                cls.root = f"http://127.0.0.1:{cls.server.server_address[1]}"
                threading.Thread(target=cls.server.serve_forever, daemon=True).start()

            @classmethod
            def tearDownClass(cls):
                cls.server.shutdown()
                cls.server.server_close()

            def test_greets(self):
                with urllib.request.urlopen(f"{self.root}/?name=Ann") as answer:
                    self.assertEqual(json.load(answer), {"text": "Hello, Ann"})

            def test_knows_no_other_paths(self):
                with self.assertRaises(urllib.error.HTTPError) as raised:
                    urllib.request.urlopen(f"{self.root}/missing")
                self.assertEqual(raised.exception.code, 404)

            def test_takes_the_timer(self):
                request = urllib.request.Request(self.root, b"", {"ce-type": "dev.meridian.timer"})
                with urllib.request.urlopen(request) as answer:
                    self.assertEqual(answer.status, 200)


        if __name__ == "__main__":
            unittest.main()

        """#
}
