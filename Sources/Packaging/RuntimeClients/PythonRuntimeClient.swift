extension RuntimeClient {
    /// Handlers of the form `def handler(event, context)`.
    static let python = RuntimeClient(
        path: ".meridian/runtime.py",
        text: #"""
            import http.client
            import importlib
            import json
            import os
            import sys
            import time
            import traceback

            ROOT = "/2018-06-01/runtime/"


            class Context:
                """What a handler is told of its invocation."""

                def __init__(self, fields):
                    self.aws_request_id = fields["lambda-runtime-aws-request-id"]
                    self.invoked_function_arn = fields["lambda-runtime-invoked-function-arn"]
                    self.function_name = os.environ["AWS_LAMBDA_FUNCTION_NAME"]
                    self.function_version = os.environ["AWS_LAMBDA_FUNCTION_VERSION"]
                    self.memory_limit_in_mb = os.environ["AWS_LAMBDA_FUNCTION_MEMORY_SIZE"]
                    self.log_group_name = os.environ["AWS_LAMBDA_LOG_GROUP_NAME"]
                    self.log_stream_name = os.environ["AWS_LAMBDA_LOG_STREAM_NAME"]
                    self.client_context = json.loads(fields.get("lambda-runtime-client-context") or "null")
                    self.identity = json.loads(fields.get("lambda-runtime-cognito-identity") or "null")
                    self._deadline = int(fields["lambda-runtime-deadline-ms"])

                def get_remaining_time_in_millis(self):
                    return max(0, self._deadline - int(time.time() * 1000))


            class RuntimeAPI:
                def __init__(self, address):
                    self.connection = http.client.HTTPConnection(address)

                def call(self, method, path, body=None, fields=None):
                    self.connection.request(method, ROOT + path, body, fields or {})
                    answer = self.connection.getresponse()
                    return {name.lower(): value for name, value in answer.getheaders()}, answer.read()

                def report(self, path, error):
                    traceback.print_exception(error, file=sys.stderr)
                    sys.stderr.flush()
                    kind = type(error).__name__
                    document = {
                        "errorMessage": str(error),
                        "errorType": kind,
                        "stackTrace": traceback.format_tb(error.__traceback__),
                    }
                    self.call("POST", path, json.dumps(document), {"Lambda-Runtime-Function-Error-Type": kind})


            def load(name):
                module, dot, function = name.rpartition(".")
                if not dot:
                    raise ValueError(f"the handler '{name}' is not of the form FILE.NAME")
                return getattr(importlib.import_module(module.replace("/", ".")), function)


            def main():
                api = RuntimeAPI(os.environ["AWS_LAMBDA_RUNTIME_API"])
                sys.path.insert(0, os.environ["LAMBDA_TASK_ROOT"])
                try:
                    handler = load(sys.argv[1] if len(sys.argv) > 1 else os.environ["_HANDLER"])
                except BaseException as error:
                    api.report("init/error", error)
                    sys.exit(1)
                while True:
                    fields, event = api.call("GET", "invocation/next")
                    os.environ["_X_AMZN_TRACE_ID"] = fields.get("lambda-runtime-trace-id", "")
                    invocation = "invocation/" + fields["lambda-runtime-aws-request-id"]
                    try:
                        answer = json.dumps(handler(json.loads(event), Context(fields)))
                    except Exception as error:
                        api.report(invocation + "/error", error)
                    else:
                        sys.stdout.flush()
                        api.call("POST", invocation + "/response", answer, {"Content-Type": "application/json"})


            if __name__ == "__main__":
                main()

            """#)
}
