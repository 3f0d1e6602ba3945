"""One suite of requests, answered by a service as an app, through the engine, and by every host behind a platform that is
played here. Called by scripts/host-parity."""

import base64
import http.client
import http.server
import json
import os
import queue
import re
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path
from urllib.parse import parse_qsl

# What a connection or its server adds, and no function.
OF_THE_WAY = {"date", "connection", "keep-alive", "content-length", "transfer-encoding", "server"}
ID = "parity-1"


class Request:
    def __init__(self, method, target, fields=(), body=b"", type=None):
        self.method, self.target, self.body = method, target, body
        self.fields = [("x-request-id", ID), *fields]
        if type:
            self.fields.append(("content-type", type))

    @property
    def path(self):
        return self.target.partition("?")[0]

    @property
    def query(self):
        return self.target.partition("?")[2]

    def __str__(self):
        return f"{self.method} {self.target}"


def posted(target, document, *fields, method="POST"):
    return Request(method, target, fields, json.dumps(document).encode(), "application/json")


# In this order: what one keeps the next finds.
VENUE = [
    Request("GET", "/"),
    Request("GET", "/items/7"),
    Request("HEAD", "/items/7"),
    Request("GET", "/items?query=lamp&size=3"),
    Request("GET", "/items?query=r%C3%B6d+lamp&size=2&page=1"),
    Request("GET", "/items?query=a%26b%3Dc"),
    Request("GET", "/items?size=x"),
    Request("GET", "/items/seven"),
    Request("GET", "/items/99999999"),
    Request("GET", "/items/%37"),
    Request("GET", "/nowhere/at/all"),
    Request("DELETE", "/items/7"),
    Request("OPTIONS", "/items/7"),
    Request("GET", "/health/live"),
    Request("GET", "/health/ready"),
    Request("GET", "/openapi.json"),
    posted("/items/7/reservations", {"quantity": 1}, ("idempotency-key", "k1")),
    posted("/items/7/reservations", {"quantity": 1}, ("idempotency-key", "k1")),
    posted("/items/7/reservations", {"quantity": "one"}),
    posted("/items/7/reservations", {"quantity": -1}),
    Request("POST", "/items/7/reservations", body=b"{", type="application/json"),
    Request("POST", "/items/7/reservations", body=bytes(range(256)), type="application/octet-stream"),
    posted("/orders", {"reservation": "none"}),
    Request("GET", "/orders/none"),
    posted("/coupons/none/redemptions", {"orderTotal": 100}),
    posted("/coupons/none/redemptions", {"orderTotal": 100}, ("origin", "https://evil.example"),
           ("sec-fetch-site", "cross-site")),
]

# The service in Tests/Fixtures/Scripts.
SCRIPTS = [
    Request("GET", "/echo/a/b?c=d&e=%20f"),
    posted("/echo/x", {"a": [1, 2, "ü"]}),
    posted("/echo/x", {"a": 1}, method="PUT"),
    Request("DELETE", "/echo/x"),
    Request("POST", "/echo/bytes", body=bytes(range(256)) * 40, type="application/octet-stream"),
    Request("HEAD", "/echo/x"),
    *(Request("GET", f"/answers?form={form}") for form in (
        "text", "empty", "bytes", "cookies", "redirect", "stream", "throws", "rejects", "nothing", "unknown")),
    Request("GET", "/slow"),
    Request("GET", "/jobs"),
    Request("POST", "/jobs"),
    Request("GET", "/nowhere"),
]


class Subject:
    """A service and how it is started."""

    def __init__(self, name, suite, program, package, on_lambda=None):
        self.name, self.suite, self.program, self.package = name, suite, program, package
        self.on_lambda = on_lambda or [program]


class Answer:
    def __init__(self, status, fields, body):
        self.status, self.body = status, body
        self.fields = sorted((name.lower(), value) for name, value in fields if name.lower() not in OF_THE_WAY)

    def masked(self):
        """Without what is new each time: ids and moments."""
        def mask(text):
            text = re.sub(r"\d{4}-\d\d-\d\dT[\d:.]+Z", "MOMENT", text)
            return re.sub(r"\b[0-9a-z]{16,64}\b|\b[0-9A-Fa-f]{8}-[0-9A-Fa-f-]{27}\b", "ID", text)
        fields = [(name, mask(value)) for name, value in self.fields]
        try:
            return self.status, fields, mask(self.body.decode()).encode()
        except UnicodeDecodeError:
            return self.status, fields, self.body


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def until(condition, what, seconds=30):
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if condition():
            return
        time.sleep(0.01)
    raise TimeoutError(f"{what} did not happen within {seconds} s")


def send(port, method, target, fields=(), body=b""):
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
    try:
        connection.putrequest(method, target, skip_accept_encoding=True)
        for name, value in fields:
            connection.putheader(name, value)
        if body or method == "POST":
            connection.putheader("content-length", str(len(body)))
        connection.endheaders(body)
        answer = connection.getresponse()
        return Answer(answer.status, answer.getheaders(), answer.read())
    finally:
        connection.close()


def listens(port):
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


class Process:
    """A program that is ended by its id, as a platform would end it."""

    def __init__(self, command, **environment):
        self.log = tempfile.TemporaryFile()
        # Nothing of the outside may tell a host where it runs.
        self.process = subprocess.Popen(
            command, env={"PATH": os.environ["PATH"], **environment}, stdout=self.log, stderr=self.log)

    def close(self):
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)
            try:
                self.process.wait(15)
            except subprocess.TimeoutExpired:
                self.process.kill()
                self.process.wait()
        self.code = self.process.returncode

    def said(self):
        self.log.seek(0)
        return self.log.read().decode(errors="replace")[-2000:]


class Forwarding:
    """A host that gets requests as they were sent."""

    extra = ()

    def __init__(self, subject, **environment):
        self.port = free_port()
        self.host = Process([subject.program], MERIDIAN_LISTEN=f"127.0.0.1:{self.port}", **environment)
        until(lambda: listens(self.port) or self.host.process.poll() is not None, "the host's listening")

    def ask(self, request):
        return send(self.port, request.method, request.target, [*request.fields, *self.extra], request.body)

    def close(self):
        self.host.close()


class FunctionCompute(Forwarding):
    extra = (("x-fc-request-id", ID), ("x-fc-control-path", "/http-invoke"), ("x-fc-function-name", "venue"))


class Azure(Forwarding):
    extra = (("x-forwarded-for", "203.0.113.7"),)


class OpenWhisk(Forwarding):
    def __init__(self, subject, **environment):
        super().__init__(subject, **environment)
        answer = send(self.port, "POST", "/init", body=b'{"value": {"env": {}}}')
        assert answer.status == 200, answer.body

    def ask(self, request):
        fields = dict(request.fields)
        is_text = "json" in fields.get("content-type", "text")
        value = {
            "__ow_method": request.method.lower(), "__ow_path": request.path, "__ow_query": request.query,
            "__ow_headers": fields,
            "__ow_body": request.body.decode() if is_text else base64.b64encode(request.body).decode(),
        }
        deadline = str(int((time.time() + 30) * 1000))
        document = {"activation_id": "a", "deadline": deadline, "value": value}
        answer = send(self.port, "POST", "/run", body=json.dumps(document).encode())
        result = json.loads(answer.body)
        pairs = []
        for name, values in result["headers"].items():
            pairs += [(name, value) for value in (values if isinstance(values, list) else [values])]
        type = dict(pairs).get("content-type", "")
        is_text = type.startswith("text/") or "json" in type or "javascript" in type
        body = result["body"].encode() if is_text else base64.b64decode(result["body"])
        return Answer(result["statusCode"], pairs, body)


class RuntimeAPI(http.server.ThreadingHTTPServer):
    """Lambda's Runtime API for one invocation after another."""

    daemon_threads = True

    def __init__(self):
        self.events, self.told = queue.Queue(), queue.Queue()
        super().__init__(("127.0.0.1", 0), RuntimeHandler)
        threading.Thread(target=self.serve_forever, daemon=True).start()

    def invoke(self, event):
        self.events.put(event)
        return self.told.get(timeout=30)


class RuntimeHandler(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    count = 0

    def log_message(self, *_):
        pass

    def do_GET(self):
        try:
            event = self.server.events.get(timeout=60)
        except queue.Empty:
            return
        RuntimeHandler.count += 1
        body = json.dumps(event).encode()
        self.send_response(200)
        self.send_header("Lambda-Runtime-Aws-Request-Id", f"request-{RuntimeHandler.count}")
        self.send_header("Lambda-Runtime-Deadline-Ms", str(int((time.time() + 30) * 1000)))
        self.send_header("Lambda-Runtime-Invoked-Function-Arn", "arn:aws:lambda:us-east-1:123456789012:function:venue")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def do_POST(self):
        fields = {name.lower(): value for name, value in self.headers.items()}
        if "content-length" in fields:
            body, trailers = self.rfile.read(int(fields["content-length"])), {}
        else:
            body, trailers = self.read_chunks()
        self.send_response(202)
        self.send_header("Content-Length", "0")
        self.end_headers()
        self.server.told.put((self.path, fields, body, trailers))

    def read_chunks(self):
        body, trailers = b"", {}
        while size := int(self.rfile.readline().split(b";")[0], 16):
            body += self.rfile.read(size)
            self.rfile.readline()
        while (line := self.rfile.readline().strip()):
            name, _, value = line.decode().partition(":")
            trailers[name.lower()] = value.strip()
        return body, trailers


class Lambda:
    def __init__(self, subject, form):
        self.form = form
        self.api = RuntimeAPI()
        self.host = Process(
            subject.on_lambda, AWS_LAMBDA_RUNTIME_API=f"127.0.0.1:{self.api.server_address[1]}",
            MERIDIAN_LAMBDA_RESPONSE="stream" if form == "stream" else "buffer")

    def ask(self, request):
        path, fields, body, trailers = self.api.invoke(getattr(self, f"event_{self.form}")(request))
        if self.form == "stream":
            assert fields["lambda-runtime-function-response-mode"] == "streaming" and not trailers, (fields, trailers)
            prelude, _, body = body.partition(bytes(8))
            return self.answer(json.loads(prelude), body)
        assert path.endswith("/response"), (path, body)
        document = json.loads(body)
        body = document["body"]
        return self.answer(document, base64.b64decode(body) if document["isBase64Encoded"] else body.encode())

    @staticmethod
    def answer(document, body):
        pairs = list(document.get("headers", {}).items())
        pairs += [("set-cookie", cookie) for cookie in document.get("cookies", [])]
        pairs += [(name, value) for name, values in document.get("multiValueHeaders", {}).items() for value in values]
        return Answer(document["statusCode"], pairs, body)

    @staticmethod
    def body(request):
        return {"body": base64.b64encode(request.body).decode(), "isBase64Encoded": True} if request.body else {}

    def event_v1(self, request):
        query = {}
        for name, value in parse_qsl(request.query, keep_blank_values=True):
            query.setdefault(name, []).append(value)
        return {
            "resource": "/{proxy+}", "path": request.path, "httpMethod": request.method,
            "headers": dict(request.fields), "multiValueHeaders": {name: [value] for name, value in request.fields},
            "queryStringParameters": {name: values[-1] for name, values in query.items()} or None,
            "multiValueQueryStringParameters": query or None, "body": None,
            "requestContext": {"stage": "prod", "identity": {"sourceIp": "203.0.113.7"}}, **self.body(request)}

    def event_v2(self, request):
        return {
            "version": "2.0", "routeKey": "$default", "rawPath": request.path, "rawQueryString": request.query,
            "headers": dict(request.fields),
            "requestContext": {"stage": "$default", "http": {
                "method": request.method, "path": request.path, "sourceIp": "203.0.113.7"}},
            "isBase64Encoded": False, **self.body(request)}

    event_stream = event_v2

    def event_alb(self, request):
        # A balancer hands the query on as it came.
        query = dict(item.partition("=")[::2] for item in request.query.split("&") if item)
        return {
            "requestContext": {"elb": {"targetGroupArn": "arn"}}, "httpMethod": request.method, "path": request.path,
            "queryStringParameters": query, "headers": dict(request.fields), "body": "", "isBase64Encoded": False,
            **self.body(request)}

    def close(self):
        self.host.close()
        self.api.shutdown()
        self.api.server_close()


# What the function `jobs` of the scripts is called with, beside requests, wherever it runs.
MOMENT = "2026-03-01T09:30:00.000Z"
BODIES = [{"a": 1}, "again", "last"]
SEEN = [
    {"scheduled": MOMENT, "payload": "all"}, {"queue": BODIES[:2]}, {"queue": BODIES[2:]}, {"event": {"order": 7}}]


def cloudevent(type="order.paid", data=None, **more):
    return {"specversion": "1.0", "id": "e-1", "source": "/shop", "type": type, "data": data or {"order": 7}, **more}


def text(body):
    return body if isinstance(body, str) else json.dumps(body)


class Deliveries:
    """What platforms tell a service in their own words, and what it makes of that."""

    def __init__(self, place):
        self.place = place

    def post(self, target, document, *fields, status=200, type="application/json"):
        answer = send(
            self.place.port, "POST", target, [("content-type", type), *self.place.extra, *fields],
            json.dumps(document).encode())
        assert answer.status == status, (answer.status, answer.body)
        return json.loads(answer.body) if answer.body else None

    def __call__(self):
        """What the function has seen, without the ids and attempts that each platform has of its own."""
        expected = getattr(self, type(self.place).__name__)()
        seen = json.loads(self.place.ask(Request("GET", "/jobs")).body)
        given = []
        for one in seen:
            if "queue" in one:
                assert one["queue"] == "mails" and all(m["id"] and m["attempts"] >= 1 for m in one["messages"]), one
                one = {"queue": [message["body"] for message in one["messages"]]}
            elif "event" in one:
                one = {"event": {"order": one["data"]["order"]}}
            given.append(one)
        return expected, given

    def Forwarding(self):
        events = "application/cloudevents-batch+json"
        self.post("/", [cloudevent("dev.knative.sources.ping", {"meridian": {
            "function": "jobs", "timer": {"time": MOMENT}}})], type=events, status=204)
        self.post("/", [cloudevent("dev.knative.kafka.event", body, source="/cluster#mails", id=f"k-{index}")
                        for index, body in enumerate(BODIES)], type=events, status=204)
        self.post("/", {"order": 7}, ("ce-specversion", "1.0"), ("ce-id", "1"), ("ce-source", "/shop"),
                  ("ce-type", "order.paid"), status=204)
        problem = self.post("/.meridian/events", cloudevent(data={"fails": True}),
                            type="application/cloudevents+json", status=500)
        assert problem["code"] == "MER-1201", problem
        return SEEN

    def FunctionCompute(self):
        invoke = ("x-fc-control-path", "/invoke")
        self.place.extra = (("x-fc-request-id", ID),)
        self.post("/invoke", {"triggerTime": MOMENT, "triggerName": "nightly", "payload": ""}, invoke)
        self.post("/invoke", [cloudevent("mns:Queue:SendMessage", {"messageBody": text(body)}, id=f"m-{index}",
                                         subject="acs:mns:cn-hangzhou:1:queues/mails")
                              for index, body in enumerate(BODIES)], invoke)
        self.post("/invoke", cloudevent(), invoke)
        problem = self.post("/invoke", cloudevent(data={"fails": True}), invoke, status=404)
        assert problem["errorType"] == "MER-1201", problem
        self.post("/initialize", {}, ("x-fc-control-path", "/initialize"))
        self.place.extra = FunctionCompute.extra
        return SEEN

    def OpenWhisk(self):
        def run(value):
            return self.post("/run", {"activation_id": "a", "value": value})
        run({"meridian": {"function": "jobs", "timer": {"time": MOMENT}}})
        run({"messages": [{"topic": "mails", "partition": 0, "offset": index, "value": text(body)}
                          for index, body in enumerate(BODIES)]})
        run(cloudevent())
        assert "MER-1201" in run(cloudevent(data={"fails": True}))["error"]
        return SEEN

    def Azure(self):
        self.place.extra = ()
        self.post("/jobs", {"Data": {"timer": {}}, "Metadata": {"sys": {"UtcNow": json.dumps(MOMENT)}}})
        # A function has one trigger beside requests there.
        return SEEN[:1]

    def Lambda(self):
        def invoke(event):
            path, _, body, _ = self.place.api.invoke(event)
            return path.rpartition("/")[2], json.loads(body)
        rule = "arn:aws:events:eu-central-1:123456789012:rule/nightly"
        invoke({"detail-type": "Scheduled Event", "source": "aws.events", "time": MOMENT, "resources": [rule]})
        answer = invoke({"Records": [
            {"eventSource": "aws:sqs", "eventSourceARN": "arn:aws:sqs:eu-central-1:123456789012:mails", "body": text(body),
             "messageId": f"m-{index}", "attributes": {"ApproximateReceiveCount": "1"}}
            for index, body in enumerate(BODIES)]})
        assert answer == ("response", {"batchItemFailures": [{"itemIdentifier": "m-1"}]}), answer
        invoke({"detail-type": "order.paid", "source": "shop", "id": "1", "detail": {"order": 7}})
        answer = invoke({"detail-type": "order.paid", "source": "shop", "id": "1", "detail": {"fails": True}})
        assert answer[0] == "error" and answer[1]["errorType"] == "MER-1201", answer
        return SEEN


class Engine:
    """The platform itself, with the service deployed."""

    def __init__(self, meridian, subject):
        self.folder = tempfile.TemporaryDirectory()
        data = Path(self.folder.name) / "data"
        self.port, control = free_port(), free_port()
        self.host = Process(
            [meridian, "serve", "--data", data, "--listen", f"127.0.0.1:{self.port}", "--control",
             f"127.0.0.1:{control}", "--default-service", subject.name])
        until(lambda: listens(control), "the control API")
        subprocess.run(
            [meridian, "deploy", subject.package, "--to", f"http://127.0.0.1:{control}", "--token-file", data / "owner.token"],
            check=True, capture_output=True)

    def ask(self, request):
        return send(self.port, request.method, request.target, request.fields, request.body)

    def close(self):
        self.host.close()
        self.folder.cleanup()


def same(ours, its, place):
    """Whether two answers are the same, as far as they must be.

    What no function takes the gateway answers itself, without the fields that layers of the service add: it alone knows
    all services.
    """
    if isinstance(place, Engine) and ours.status in (404, 405) and (b"MER-1001" in ours.body or b"MER-1002" in ours.body):
        names = {name for name, _ in its.fields}
        assert {"content-type", "x-request-id"} <= names, its.fields
        ours = Answer(ours.status, [field for field in ours.fields if field[0] in names or field[0] == "allow"], ours.body)
    if isinstance(place, Lambda) and place.form == "alb":
        # A balancer with single values gets the last cookie only.
        cookies = [field for field in ours.fields if field[0] == "set-cookie"]
        ours = Answer(ours.status, [field for field in ours.fields if field not in cookies[:-1]], ours.body)
    return ours.masked() == its.masked()


def places(subject, meridian):
    yield "Function Compute", lambda: FunctionCompute(subject, FC_SERVER_PORT="9000")
    yield "Knative", lambda: Forwarding(subject, K_SERVICE=subject.name)
    yield "OpenWhisk", lambda: OpenWhisk(subject, __OW_API_HOST="https://openwhisk")
    yield "Azure", lambda: Azure(subject, FUNCTIONS_CUSTOMHANDLER_PORT="7071")
    # Lambda's own runtime for Node.js streams for handlers only that ask for it.
    forms = ("v1", "v2", "alb", "stream") if subject.suite is VENUE else ("v1", "v2", "alb")
    for form in forms:
        yield f"Lambda ({form})", lambda form=form: Lambda(subject, form)
    yield "the engine", lambda: Engine(meridian, subject)


def answers(place, suite):
    """Every answer, and the place, where the program still runs."""
    try:
        return [place.ask(request) for request in suite], place
    except Exception:
        place.close()
        print(place.host.said(), file=sys.stderr)
        raise


def delivered(name, place):
    """The number of differences in what the function was called with."""
    try:
        expected, given = Deliveries(place)()
    except Exception:
        place.close()
        print(place.host.said(), file=sys.stderr)
        raise
    if given == expected:
        print(f"ok      {name}: {len(given)} deliveries")
        return 0
    print(f"FAILED  {name}: the function has seen {given}, and should have seen {expected}")
    return 1


def compare(subject, meridian):
    """The number of differences."""
    suite = subject.suite
    expected, app = answers(Forwarding(subject), suite)
    app.close()
    failed = 0
    for name, make in places(subject, meridian):
        given, place = answers(make(), suite)
        if suite is SCRIPTS and not isinstance(place, Engine):
            failed += delivered(name, place)
        place.close()
        wrong = [index for index, (ours, its) in enumerate(zip(expected, given)) if not same(ours, its, place)]
        for index in wrong:
            print(f"FAILED  {name}: {suite[index]}")
            for part, ours, its in zip(("status", "fields", "body"), expected[index].masked(), given[index].masked()):
                if ours != its:
                    print(f"        {part} as an app: {str(ours)[:600]}\n        {part} here:      {str(its)[:600]}")
        # Lambda's runtime for Node.js leaves ending to the system.
        ended = place.host.code in (0, -signal.SIGTERM if subject.suite is SCRIPTS and isinstance(place, Lambda) else 0)
        if not ended:
            print(f"FAILED  {name} ended with {place.host.code}: {place.host.said()}")
        failed += len(wrong) + (not ended)
        if not wrong:
            print(f"ok      {name}: {len(suite)} answers as the app gives them")
    statuses = sorted({answer.status for answer in expected})
    print(f"{subject.name}: {len(suite)} requests, statuses {', '.join(map(str, statuses))}; {failed} differences")
    return failed


def main():
    meridian, work = sys.argv[1], Path(sys.argv[2])
    venue = Subject("venue", VENUE, work / "bootstrap", work / "venue.zip")
    scripts = Subject(
        "scripts", SCRIPTS, work / "scripts-app" / "package" / "bootstrap", work / "scripts.zip",
        on_lambda=["env", f"LAMBDA_TASK_ROOT={work / 'scripts-lambda'}", "node",
                   work / "runtime" / ".meridian" / "runtime.cjs", "meridian.handler"])
    return 1 if compare(venue, meridian) + compare(scripts, meridian) else 0


if __name__ == "__main__":
    sys.exit(main())
