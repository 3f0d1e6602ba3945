import Engine
import Foundation
import MeridianCore
import NIOCore
import NIOPosix
import Telemetry

/// An engine with a program that knows nothing of Meridian.
struct ForeignFixture: Sendable {
    let engine: Engine
    let logs: LogStore

    /// Runs `body` with a release made of one file and ends everything after it.
    /// - Parameters:
    ///   - script: The file `bootstrap`, with its first line that names the interpreter.
    ///   - change: Changes the manifest further.
    static func withRelease<Result: Sendable>(
        _ script: String, _ contract: Contract, health: String? = nil, initialize: String? = nil,
        triggers: [Trigger] = [.http(HTTPTrigger(path: "/*"))], options: FunctionOptions = FunctionOptions(),
        configuration: EngineConfiguration = EngineConfiguration(), verify: Bool = false,
        change: (inout Manifest) -> Void = { _ in },
        _ body: (ForeignFixture, ActiveRelease) async throws -> Result
    ) async throws -> Result {
        let folder = FileManager.default.temporaryDirectory.appending(path: "meridian-foreign-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let file = folder.appending(path: "bootstrap")
        try Data(script.utf8).write(to: file)
        try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: file.path)
        let program = ForeignProgram(
            contract: contract, command: ["./bootstrap"], health: health, initialize: initialize)
        var manifest = Manifest(
            service: ServiceName("foreign")!, runtime: .custom, program: program,
            defaults: options.merged(over: FunctionOptions(timeout: 20, initTimeout: 30)).merged(
                over: program.defaults),
            functions: [FunctionManifest(name: FunctionName("main")!, handler: "index.handler", triggers: triggers)])
        change(&manifest)
        let logs = LogStore()
        let engine = Engine(configuration: configuration, group: NIOSingletons.posixEventLoopGroup, logs: logs)
        let release = Release(
            service: manifest.service, number: 3, digest: "0", manifest: manifest, directory: folder.path)
        let active: ActiveRelease
        do {
            active = try await engine.activate(release, verify: verify)
        } catch {
            await engine.shutdown()
            throw error
        }
        let result: Swift.Result<Result, any Error>
        do {
            result = .success(try await body(ForeignFixture(engine: engine, logs: logs), active))
        } catch { result = .failure(error) }
        await engine.retire(active)
        await engine.shutdown()
        return try result.get()
    }

    /// The messages of the log so far.
    func messages() -> [String] {
        logs.recent(LogFilter(minimumLevel: .debug), limit: 1_000).map(\.message)
    }
}

/// Programs for tests, in the Python that every system has.
enum ForeignScript {
    /// An HTTP server with a path for each thing that a test asks of one.
    static let server = #"""
        #!/usr/bin/env python3
        import json, os, signal, sys, time
        from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

        seen = []

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def log_message(self, *arguments): pass

            def answer(self, body, status=200):
                self.send_response(status)
                self.send_header("Content-Type", "text/plain")
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def body(self):
                if self.headers.get("Transfer-Encoding") == "chunked":
                    data = b""
                    while True:
                        size = int(self.rfile.readline(), 16)
                        data += self.rfile.read(size)
                        self.rfile.readline()
                        if size == 0: return data
                return self.rfile.read(int(self.headers.get("Content-Length") or 0))

            def do_GET(self):
                path = self.path.split("?")[0]
                if path == "/hello": self.answer(b"Hello")
                elif path == "/pid": self.answer(str(os.getpid()).encode())
                elif path == "/seen": self.answer(json.dumps(seen).encode())
                elif path == "/environment": self.answer(json.dumps(dict(os.environ)).encode())
                elif path == "/headers":
                    self.answer(json.dumps({name.lower(): value for name, value in self.headers.items()}).encode())
                elif path == "/log":
                    print(json.dumps({"level": "WARN", "requestId": "of-another", "message": "low stock", "n": 1}), flush=True)
                    print("{ no JSON", flush=True)
                    self.answer(b"logged")
                elif path == "/missing": self.answer(b"nothing here", 404)
                elif path == "/crash":
                    print("about to crash", file=sys.stderr, flush=True)
                    os.kill(os.getpid(), signal.SIGKILL)
                elif path == "/leave": os._exit(7)
                elif path == "/drop": self.close_connection = True
                elif path == "/noise":
                    self.wfile.write(b"this is no HTTP\r\n\r\n")
                    self.close_connection = True
                elif path == "/slow":
                    time.sleep(30)
                    self.answer(b"late")
                elif path == "/parts":
                    self.send_response(200)
                    self.send_header("Transfer-Encoding", "chunked")
                    self.end_headers()
                    for part in range(200):
                        data = (b"%05d" % part) * 1000
                        self.wfile.write(b"%x\r\n%s\r\n" % (len(data), data))
                    self.wfile.write(b"0\r\n\r\n")
                else: self.answer(b"?", 404)

            def do_POST(self):
                body = self.body()
                seen.append(self.path)
                if self.path == "/initialize" and os.environ.get("REFUSE"): self.answer(b"no database", 500)
                elif self.path in ("/echo", "/initialize"): self.answer(body)
                else:
                    events = {name.lower(): value for name, value in self.headers.items() if name.lower().startswith("ce-")}
                    self.answer(json.dumps({"path": self.path, "fields": events, "body": body.decode()}).encode())

            def do_HEAD(self): self.answer(b"Hello")

        if os.environ.get("SLEEP"): time.sleep(float(os.environ["SLEEP"]))
        print("listening", flush=True)
        ThreadingHTTPServer(("127.0.0.1", int(os.environ["PORT"])), Handler).serve_forever()

        """#

    /// Asks for invocations; the event's path says what to do.
    static let bootstrap = #"""
        #!/usr/bin/env python3
        import base64, http.client, json, os, sys, time
        api = http.client.HTTPConnection(os.environ["AWS_LAMBDA_RUNTIME_API"])
        root = "/2018-06-01/runtime/"

        def post(path, body, fields={}):
            api.request("POST", root + path, body, fields)
            answer = api.getresponse()
            return answer.status, answer.read()

        if os.environ.get("REFUSE"):
            post("init/error", json.dumps({"errorMessage": "no database", "errorType": "Init.Refused"}),
                 {"Lambda-Runtime-Function-Error-Type": "Init.Refused"})
            sys.exit(1)

        while True:
            api.request("GET", root + "invocation/next")
            next = api.getresponse()
            event = json.loads(next.read())
            fields = {name.lower(): value for name, value in next.getheaders()}
            id = fields["lambda-runtime-aws-request-id"]
            path = event.get("rawPath")
            print("working on", path, flush=True)
            if path == "/event": answer = {"statusCode": 200, "body": json.dumps(event)}
            elif path == "/head": answer = {"statusCode": 200, "body": json.dumps(fields)}
            elif path == "/environment": answer = {"statusCode": 200, "body": json.dumps(dict(os.environ))}
            elif path == "/pid": answer = str(os.getpid())
            elif path == "/full":
                answer = {"statusCode": 201, "headers": {"X-A": "b", "n": 1}, "cookies": ["a=1", "b=2"], "body": "made"}
            elif path == "/binary":
                answer = {"statusCode": 200, "headers": {"content-type": "image/png"}, "isBase64Encoded": True,
                          "body": base64.b64encode(bytes(range(256))).decode()}
            elif path == "/plain": answer = {"price": 7}
            elif path == "/error":
                post(f"invocation/{id}/error", json.dumps({"errorMessage": "out of stock", "errorType": "Stock"}))
                continue
            elif path == "/exit": os._exit(3)
            elif path == "/slow":
                time.sleep(30)
                answer = "late"
            elif path == "/large": answer = "x" * (7 << 20)
            elif path in ("/stream", "/broken"):
                http_type = "application/vnd.awslambda.http-integration-response"
                api.putrequest("POST", root + f"invocation/{id}/response")
                api.putheader("Lambda-Runtime-Function-Response-Mode", "streaming")
                api.putheader("Content-Type", http_type)
                api.putheader("Transfer-Encoding", "chunked")
                if path == "/broken": api.putheader("Trailer", "Lambda-Runtime-Function-Error-Type")
                api.endheaders()
                head = json.dumps({"statusCode": 203, "headers": {"content-type": "text/csv"}, "cookies": ["c=3"]}).encode()
                for part in [head[:9], head[9:] + b"\0" * 5, b"\0" * 3 + b"first,", b"second,"] + [b"x" * 10000] * 100:
                    api.send(b"%x\r\n%s\r\n" % (len(part), part))
                trailer = b"Lambda-Runtime-Function-Error-Type: Stream.Broken\r\n" if path == "/broken" else b""
                api.send(b"0\r\n" + trailer + b"\r\n")
                api.getresponse().read()
                continue
            elif path == "/wrong-id":
                status, body = post("invocation/nonsense/response", "1")
                answer = {"statusCode": 200, "body": json.dumps([status, body.decode()])}
            else: answer = event
            post(f"invocation/{id}/response", json.dumps(answer))

        """#

    /// The bootstrap that Lambda's own tutorial has in its form: a shell and curl.
    static let shell = #"""
        #!/bin/sh
        set -eu
        while true; do
            fields="$(mktemp)"
            event=$(curl -sS -L -D "$fields" "http://${AWS_LAMBDA_RUNTIME_API}/2018-06-01/runtime/invocation/next")
            id=$(grep -Fi Lambda-Runtime-Aws-Request-Id "$fields" | tr -d '[:space:]' | cut -d: -f2)
            rm "$fields"
            curl -sS "http://${AWS_LAMBDA_RUNTIME_API}/2018-06-01/runtime/invocation/$id/response" \
                -d "${_HANDLER} got ${#event} bytes" > /dev/null
        done

        """#
}
