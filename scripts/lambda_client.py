"""The AWS command and boto3 against the Lambda-compatible API. Called by scripts/lambda-client."""

import base64
import hashlib
import http.client
import io
import json
import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
import zipfile
from pathlib import Path

import boto3
import botocore.auth
import botocore.awsrequest
import botocore.config
import botocore.credentials
import botocore.exceptions

MERIDIAN = sys.argv[1]
AWS = [sys.executable, "-m", "awscli"]
passed, failed = 0, 0

HANDLER = """import os
import time


def handler(event, context):
    print("asked for", event.get("what", "nothing"), "by", VERSION)
    if event.get("what") == "fail":
        raise KeyError("stock")
    if event.get("what") == "sleep":
        time.sleep(event["seconds"])
    if "requestPayload" in event:
        print("told of", event["requestPayload"]["what"], event["requestContext"]["condition"])
    return {"event": event, "version": VERSION, "color": os.environ.get("COLOR"),
            "arn": context.invoked_function_arn, "name": context.function_name,
            "client": (context.client_context or {}).get("app")}
"""

BOOTSTRAP = """#!/bin/sh
set -eu
while true; do
    fields="$(mktemp)"
    event=$(curl -sS -L -D "$fields" "http://${AWS_LAMBDA_RUNTIME_API}/2018-06-01/runtime/invocation/next")
    id=$(grep -Fi Lambda-Runtime-Aws-Request-Id "$fields" | tr -d '[:space:]' | cut -d: -f2)
    rm "$fields"
    curl -sS "http://${AWS_LAMBDA_RUNTIME_API}/2018-06-01/runtime/invocation/$id/response" -d "$event" > /dev/null
done
"""

STREAM = """exports.handler = awslambda.streamifyResponse(async (event, stream) => {
  for (let part = 0; part < 3; part++) {
    stream.write(`part ${part};`)
    await new Promise((resolve) => setTimeout(resolve, 50))
  }
  stream.end()
})
"""


def check(name, condition, detail=""):
    global passed, failed
    passed, failed = (passed + 1, failed) if condition else (passed, failed + 1)
    print(f"ok      {name}" if condition else f"FAILED  {name} {detail}", flush=True)


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def until(condition, seconds, what):
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        value = condition()
        if value:
            return value
        time.sleep(0.05)
    raise TimeoutError(f"{what} did not happen within {seconds} s")


def archive(**files):
    """A zip with files by their names, dots for double underscores; what begins with #! can be executed."""
    bytes = io.BytesIO()
    with zipfile.ZipFile(bytes, "w") as package:
        for name, text in files.items():
            entry = zipfile.ZipInfo(name.replace("__", "."))
            entry.external_attr = (0o755 if text.startswith("#!") else 0o644) << 16
            package.writestr(entry, text)
    return bytes.getvalue()


def handler_archive(version):
    return archive(app__py=HANDLER.replace("VERSION", repr(version)))


class Platform:
    def __init__(self, work):
        self.gateway, self.control = free_port(), free_port()
        self.endpoint = f"http://127.0.0.1:{self.control}"
        self.at = ["--to", self.endpoint, "--token-file", str(work / "data/owner.token")]
        self.process = subprocess.Popen(
            [MERIDIAN, "serve", "--data", str(work / "data"), "--listen", f"127.0.0.1:{self.gateway}", "--control",
             f"127.0.0.1:{self.control}", "--drain", "5"], stdout=subprocess.DEVNULL)
        until(self.listens, 30, "listening")

    def listens(self):
        with socket.socket() as probe:
            return probe.connect_ex(("127.0.0.1", self.control)) == 0

    def access_key(self, name, role):
        made = subprocess.run(
            [MERIDIAN, "token", "create", name, "--role", role, "--aws", *self.at], capture_output=True, text=True,
            check=True)
        return dict(line.split("=", 1) for line in made.stdout.splitlines())

    def logs(self, service):
        return subprocess.run([MERIDIAN, "logs", service, *self.at], capture_output=True, text=True, check=True).stdout

    def get(self, host, path):
        connection = http.client.HTTPConnection("127.0.0.1", self.gateway, timeout=30)
        try:
            connection.request("GET", path, headers={"Host": f"{host}.localhost"})
            answer = connection.getresponse()
            return answer.status, answer.read()
        finally:
            connection.close()


class Command:
    """The `aws lambda` command with an access key."""

    def __init__(self, platform, key, work):
        self.platform, self.work = platform, work
        self.environment = {
            **os.environ, **key, "AWS_DEFAULT_REGION": "eu-central-1", "AWS_CONFIG_FILE": str(work / "none"),
            "AWS_SHARED_CREDENTIALS_FILE": str(work / "none"), "AWS_PAGER": ""}

    def __call__(self, *arguments, fails=None):
        done = subprocess.run(
            [*AWS, "lambda", *arguments, "--endpoint-url", self.platform.endpoint, "--output", "json"],
            capture_output=True, text=True, env=self.environment, cwd=self.work, timeout=120)
        if fails:
            name = f"aws lambda {arguments[0]} fails with {fails}"
            check(name, done.returncode != 0 and fails in done.stderr, (done.returncode, done.stderr[-400:]))
            return None
        if done.returncode != 0:
            check(f"aws lambda {' '.join(arguments[:3])}", False, done.stderr[-600:])
            return {}
        return json.loads(done.stdout) if done.stdout.strip() else {}

    def invoke(self, name, payload, *arguments):
        answer = self("invoke", "--function-name", name, "--cli-binary-format", "raw-in-base64-out", "--payload",
                      json.dumps(payload), *arguments, "out.json") if self.raw else self(
                      "invoke", "--function-name", name, "--payload", json.dumps(payload), *arguments, "out.json")
        text = (self.work / "out.json").read_text()
        return answer, json.loads(text) if text else None

    @property
    def raw(self):
        """Version 2 of the command wants to be told that a payload is no Base64."""
        if not hasattr(self, "_raw"):
            version = subprocess.run([*AWS, "--version"], capture_output=True, text=True).stdout
            self._raw = version.startswith("aws-cli/2")
        return self._raw


def whole_life(platform, aws, work):
    (work / "one.zip").write_bytes(handler_archive("one"))
    (work / "two.zip").write_bytes(handler_archive("two"))
    role = "arn:aws:iam::000000000000:role/any"
    plain = ["--role", role, "--runtime", "python3.12", "--handler", "app.handler"]

    made = aws("create-function", "--function-name", "shop", *plain, "--zip-file", "fileb://one.zip", "--timeout", "10",
               "--memory-size", "256", "--environment", "Variables={COLOR=red}", "--tags", "team=a", "--description",
               "sells things")
    digest = base64.b64encode(hashlib.sha256((work / "one.zip").read_bytes()).digest()).decode()
    check("create-function", made.get("State") == "Active" and made["CodeSha256"] == digest and made["Version"] == "$LATEST"
          and made["FunctionArn"] == "arn:aws:lambda:eu-central-1:000000000000:function:shop" and made["Role"] == role, made)
    aws("create-function", "--function-name", "shop", *plain, "--zip-file", "fileb://one.zip",
        fails="ResourceConflictException")
    aws("create-function", "--function-name", "Bad_Name", *plain, "--zip-file", "fileb://one.zip",
        fails="InvalidParameterValueException")
    aws("create-function", "--function-name", "bad", "--role", role, "--runtime", "java21", "--handler", "a.b",
        "--zip-file", "fileb://one.zip", fails="InvalidParameterValueException")
    aws("get-function", "--function-name", "none", fails="ResourceNotFoundException")
    aws("wait", "function-active-v2", "--function-name", "shop")

    answer, said = aws.invoke("shop", {"what": "shoes"}, "--log-type", "Tail")
    log = base64.b64decode(answer.get("LogResult", "")).decode()
    check("invoke", answer.get("StatusCode") == 200 and said["event"] == {"what": "shoes"} and said["color"] == "red"
          and said["name"] == "shop" and answer["ExecutedVersion"] == "$LATEST", (answer, said))
    check("the log tail has what was printed", "START RequestId" in log and "asked for shoes" in log
          and "REPORT RequestId" in log, log)
    answer, said = aws.invoke("shop", {"what": "fail"})
    check("a failure is the function's", answer.get("FunctionError") == "Unhandled" and said["errorType"] == "KeyError"
          and "stackTrace" in said, (answer, said))
    context = base64.b64encode(json.dumps({"app": "web"}).encode()).decode()
    answer, said = aws.invoke("arn:aws:lambda:us-east-1:123456789012:function:shop", {}, "--client-context", context)
    check("invoke by an ARN, with a client context", said and said["client"] == "web", (answer, said))
    answer, _ = aws.invoke("shop", {}, "--invocation-type", "DryRun")
    check("invoke DryRun", answer.get("StatusCode") == 204, answer)
    check("a function without an address is not reached", platform.get("shop", "/")[0] == 404, platform.get("shop", "/"))

    first = aws("publish-version", "--function-name", "shop", "--description", "first")
    check("publish-version", first.get("Version") == "1" and first["Description"] == "first"
          and first["FunctionArn"].endswith(":shop:1"), first)
    updated = aws("update-function-code", "--function-name", "shop", "--zip-file", "fileb://two.zip")
    check("update-function-code", updated.get("CodeSha256") != digest and updated.get("LastUpdateStatus") == "Successful",
          updated)
    aws("update-function-code", "--function-name", "shop", "--zip-file", "fileb://two.zip", "--revision-id",
        first.get("RevisionId", ""), fails="PreconditionFailedException")
    changed = aws("update-function-configuration", "--function-name", "shop", "--timeout", "2", "--environment",
                  "Variables={COLOR=blue}")
    check("update-function-configuration", changed.get("Timeout") == 2 and changed["MemorySize"] == 256
          and changed["Environment"]["Variables"] == {"COLOR": "blue"}
          and changed["CodeSha256"] == updated["CodeSha256"], changed)
    _, said = aws.invoke("shop", {})
    check("$LATEST is what was uploaded last", said["version"] == "two" and said["color"] == "blue", said)
    answer, said = aws.invoke("shop:1", {})
    check("a version stays as it was", said["version"] == "one" and said["color"] == "red"
          and answer["ExecutedVersion"] == "1", (answer, said))
    answer, said = aws.invoke("shop", {"what": "sleep", "seconds": 10})
    check("a function that takes too long is told so", answer.get("FunctionError") == "Unhandled"
          and said["errorType"] == "Sandbox.Timedout", (answer, said))
    second = aws("publish-version", "--function-name", "shop").get("Version")
    versions = [entry["Version"] for entry in aws("list-versions-by-function", "--function-name", "shop").get("Versions", [])]
    check("list-versions-by-function", versions == ["$LATEST", "1", second], versions)

    alias = aws("create-alias", "--function-name", "shop", "--name", "live", "--function-version", "1", "--description", "all")
    check("create-alias", alias.get("FunctionVersion") == "1" and alias["AliasArn"].endswith(":shop:live"), alias)
    weighted = aws("update-alias", "--function-name", "shop", "--name", "live", "--routing-config",
                   f"AdditionalVersionWeights={{{second}=0.5}}")
    check("update-alias with weights", weighted.get("RoutingConfig", {}).get("AdditionalVersionWeights") == {second: 0.5},
          weighted)
    seen = {aws.invoke("shop:live", {})[1]["version"] for _ in range(12)}
    check("both versions of an alias are called", seen == {"one", "two"}, seen)
    aws("update-alias", "--function-name", "shop", "--name", "live", "--routing-config",
        "AdditionalVersionWeights={}", "--function-version", second)
    check("get-alias", aws("get-alias", "--function-name", "shop", "--name", "live").get("FunctionVersion") == second)
    aws("create-alias", "--function-name", "shop", "--name", "old", "--function-version", "1")
    names = [entry["Name"] for entry in aws("list-aliases", "--function-name", "shop").get("Aliases", [])]
    check("list-aliases", sorted(names) == ["live", "old"], names)
    aws("delete-function", "--function-name", "shop", "--qualifier", "1", fails="ResourceConflictException")
    aws("create-alias", "--function-name", "shop", "--name", "old", "--function-version", "99",
        fails="ResourceConflictException")
    aws("create-alias", "--function-name", "shop", "--name", "next", "--function-version", "99",
        fails="ResourceNotFoundException")

    check("put-function-concurrency",
          aws("put-function-concurrency", "--function-name", "shop", "--reserved-concurrent-executions", "0")
          .get("ReservedConcurrentExecutions") == 0)
    aws.environment["AWS_MAX_ATTEMPTS"] = "1"
    aws("invoke", "--function-name", "shop", "out.json", fails="TooManyRequestsException")
    aws("put-function-concurrency", "--function-name", "shop", "--reserved-concurrent-executions", "901",
        fails="InvalidParameterValueException")
    aws("put-function-concurrency", "--function-name", "shop", "--reserved-concurrent-executions", "5")
    check("get-function-concurrency",
          aws("get-function-concurrency", "--function-name", "shop").get("ReservedConcurrentExecutions") == 5)
    limits = aws("get-account-settings").get("AccountLimit", {})
    check("get-account-settings", limits.get("UnreservedConcurrentExecutions") == 995, limits)
    aws("delete-function-concurrency", "--function-name", "shop")
    check("a function that reserves nothing", aws("get-function-concurrency", "--function-name", "shop") == {})

    aws("get-provisioned-concurrency-config", "--function-name", "shop", "--qualifier", "live",
        fails="ProvisionedConcurrencyConfigNotFoundException")
    provisioned = aws("put-provisioned-concurrency-config", "--function-name", "shop", "--qualifier", "live",
                      "--provisioned-concurrent-executions", "2")
    check("put-provisioned-concurrency-config",
          provisioned.get("RequestedProvisionedConcurrentExecutions") == 2, provisioned)
    ready = until(lambda: aws("get-provisioned-concurrency-config", "--function-name", "shop", "--qualifier", "live")
                  .get("Status") == "READY", 60, "being ready")
    check("provisioned instances become ready", ready)
    listed = aws("list-provisioned-concurrency-configs", "--function-name", "shop")
    check("list-provisioned-concurrency-configs", len(listed.get("ProvisionedConcurrencyConfigs", [])) == 1, listed)
    aws("delete-provisioned-concurrency-config", "--function-name", "shop", "--qualifier", "live")

    url = aws("create-function-url-config", "--function-name", "shop", "--auth-type", "NONE")
    check("create-function-url-config", url.get("FunctionUrl", "").endswith("/"), url)
    status, body = platform.get("shop", "/hello?a=1")
    check("a function URL answers by the payload format 2.0", status == 200
          and json.loads(body)["event"]["rawPath"] == "/hello", (status, body[:300]))
    check("other addresses of the function stay closed", platform.get("old--shop", "/")[0] == 404)
    check("get-function-url-config", aws("get-function-url-config", "--function-name", "shop").get("AuthType") == "NONE")
    check("list-function-url-configs",
          len(aws("list-function-url-configs", "--function-name", "shop").get("FunctionUrlConfigs", [])) == 1)
    aws("delete-function-url-config", "--function-name", "shop")
    check("a deleted function URL answers no more", platform.get("shop", "/hello")[0] == 404)

    arn = "arn:aws:lambda:eu-central-1:000000000000:function:shop"
    aws("tag-resource", "--resource", arn, "--tags", "stage=test,team=b")
    aws("untag-resource", "--resource", arn, "--tag-keys", "team")
    check("tags", aws("list-tags", "--resource", arn).get("Tags") == {"stage": "test"})

    for name in ["cart", "desk", "lamp"]:
        aws("create-function", "--function-name", name, *plain, "--zip-file", "fileb://one.zip", "--publish")
    pages = aws("list-functions", "--page-size", "2").get("Functions", [])
    check("list-functions, page by page", [entry["FunctionName"] for entry in pages] == ["cart", "desk", "lamp", "shop"],
          [entry["FunctionName"] for entry in pages])
    for name in ["cart", "lamp"]:
        aws("delete-function", "--function-name", name)

    events(aws)
    aws("delete-alias", "--function-name", "shop", "--name", "old")
    aws("delete-function", "--function-name", "shop", "--qualifier", "1")
    aws("get-function", "--function-name", "shop", "--qualifier", "1", fails="ResourceNotFoundException")
    for name in ["shop", "desk"]:
        aws("delete-function", "--function-name", name)
    aws("get-function", "--function-name", "shop", fails="ResourceNotFoundException")
    check("nothing is left", aws("list-functions").get("Functions") == [])


def events(aws):
    """Calls that nobody waits for, and what becomes of them."""
    configured = aws("put-function-event-invoke-config", "--function-name", "shop", "--maximum-retry-attempts", "0",
                     "--maximum-event-age-in-seconds", "3600", "--destination-config",
                     json.dumps({"OnFailure": {"Destination": "arn:aws:lambda:eu-central-1:000000000000:function:desk"}}))
    check("put-function-event-invoke-config", configured.get("MaximumRetryAttempts") == 0
          and configured["DestinationConfig"]["OnFailure"]["Destination"].endswith(":desk"), configured)
    check("get-function-event-invoke-config",
          aws("get-function-event-invoke-config", "--function-name", "shop").get("MaximumEventAgeInSeconds") == 3600)
    answer, _ = aws.invoke("shop:1", {"what": "event"}, "--invocation-type", "Event")
    check("invoke Event", answer.get("StatusCode") == 202, answer)
    check("an event reaches the version that was named",
          until(lambda: "asked for event by one" in aws.platform.logs("shop"), 30, "the event"))
    answer, _ = aws.invoke("shop", {"what": "fail"}, "--invocation-type", "Event")
    check("a destination is told of a failure",
          until(lambda: "told of fail RetriesExhausted" in aws.platform.logs("desk"), 30, "the record"))
    check("list-function-event-invoke-configs",
          len(aws("list-function-event-invoke-configs", "--function-name", "shop")
              .get("FunctionEventInvokeConfigs", [])) == 1)
    aws("delete-function-event-invoke-config", "--function-name", "shop")
    aws("get-function-event-invoke-config", "--function-name", "shop", fails="ResourceNotFoundException")


def other_clients(platform, key):
    """The SDK: a program of its own, streaming, presigned addresses, and keys that may not."""
    client = boto3.client(
        "lambda", endpoint_url=platform.endpoint, region_name="us-west-2",
        aws_access_key_id=key["AWS_ACCESS_KEY_ID"], aws_secret_access_key=key["AWS_SECRET_ACCESS_KEY"],
        config=botocore.config.Config(retries={"max_attempts": 1}))
    made = client.create_function(
        FunctionName="echo", Runtime="provided.al2023", Handler="any", Role="arn:aws:iam::000000000000:role/any",
        Code={"ZipFile": archive(bootstrap=BOOTSTRAP)})
    check("boto3 creates a program of its own", made["Runtime"] == "provided.al2023", made)
    answer = client.invoke(FunctionName="echo", Payload=b'{"say": "\xc3\xa4"}')
    check("boto3 invokes it", json.loads(answer["Payload"].read()) == {"say": "ä"}, answer)
    for name, code in [("a zip without a bootstrap", archive(other="x")), ("bytes that are no zip", b"none")]:
        try:
            client.create_function(
                FunctionName="empty", Runtime="provided.al2023", Handler="any",
                Role="arn:aws:iam::000000000000:role/any", Code={"ZipFile": code})
            check(f"{name}: refused", False)
        except client.exceptions.InvalidZipFileException as error:
            check(f"{name}: refused", "bootstrap" in str(error) or "zip" in str(error), error)
    try:
        client.invoke(FunctionName="echo", Payload=b"{")
        check("a payload that is no JSON is refused", False)
    except client.exceptions.InvalidRequestContentException:
        check("a payload that is no JSON is refused", True)

    answer = client.invoke_with_response_stream(FunctionName="echo", Payload=b'{"a": 1}')
    told = list(answer["EventStream"])
    check("an answer at once, as a stream", b"".join(event["PayloadChunk"]["Payload"] for event in told[:-1]) == b'{"a": 1}'
          and "InvokeComplete" in told[-1], told)
    if shutil.which("node"):
        client.create_function(
            FunctionName="parts", Runtime="nodejs20.x", Handler="index.handler",
            Role="arn:aws:iam::000000000000:role/any", Code={"ZipFile": archive(index__js=STREAM)}, Timeout=10)
        answer = client.invoke_with_response_stream(FunctionName="parts", Payload=b"{}", LogType="Tail")
        told = list(answer["EventStream"])
        parts = [event["PayloadChunk"]["Payload"] for event in told[:-1]]
        check("a streamed answer comes in parts", b"".join(parts) == b"part 0;part 1;part 2;" and len(parts) > 1, told)
        check("its end has the log", "LogResult" in told[-1].get("InvokeComplete", {}), told[-1])
        client.delete_function(FunctionName="parts")

    credentials = botocore.credentials.Credentials(key["AWS_ACCESS_KEY_ID"], key["AWS_SECRET_ACCESS_KEY"])
    request = botocore.awsrequest.AWSRequest("GET", platform.endpoint + "/2015-03-31/functions?MaxItems=1")
    botocore.auth.SigV4QueryAuth(credentials, "lambda", "us-east-1", expires=60).add_auth(request)
    with urllib.request.urlopen(request.url) as answer:
        check("a presigned address is good by itself", len(json.load(answer)["Functions"]) == 1)

    def refusal(name, expected, **changes):
        other = boto3.client(
            "lambda", endpoint_url=platform.endpoint, region_name="us-west-2",
            config=botocore.config.Config(retries={"max_attempts": 1}),
            **{"aws_access_key_id": key["AWS_ACCESS_KEY_ID"], "aws_secret_access_key": key["AWS_SECRET_ACCESS_KEY"],
               **changes})
        try:
            other.delete_function(FunctionName="echo")
            check(name, False)
        except botocore.exceptions.ClientError as error:
            check(name, error.response["Error"]["Code"] == expected, error)

    refusal("a wrong secret opens nothing", "InvalidSignatureException", aws_secret_access_key="x" * 40)
    refusal("an unknown key opens nothing", "UnrecognizedClientException", aws_access_key_id="MRDANOBODYNOBODYNOBO")
    viewer = platform.access_key("viewer", "viewer")
    refusal("a viewer deletes nothing", "AccessDeniedException", aws_access_key_id=viewer["AWS_ACCESS_KEY_ID"],
            aws_secret_access_key=viewer["AWS_SECRET_ACCESS_KEY"])
    subprocess.run([MERIDIAN, "token", "revoke", "viewer", *platform.at], capture_output=True, check=True)
    refusal("a revoked key opens nothing", "UnrecognizedClientException", aws_access_key_id=viewer["AWS_ACCESS_KEY_ID"],
            aws_secret_access_key=viewer["AWS_SECRET_ACCESS_KEY"])
    client.delete_function(FunctionName="echo")


def main():
    work = Path(tempfile.mkdtemp(prefix="meridian-lambda-"))
    work.chmod(0o755)
    platform = None
    try:
        platform = Platform(work)
        key = platform.access_key("ci", "admin")
        whole_life(platform, Command(platform, key, work), work)
        other_clients(platform, key)
        audit = subprocess.run([MERIDIAN, "audit", *platform.at], capture_output=True, text=True).stdout
        check("what was changed is in the audit log", "alias.set" in audit and "ci" in audit, audit[-500:])
    finally:
        if platform:
            platform.process.terminate()
            platform.process.wait(30)
        shutil.rmtree(work, ignore_errors=True)
    print(f"{passed} passed, {failed} failed")
    sys.exit(1 if failed else 0)


main()
