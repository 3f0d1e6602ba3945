"""The function for Lambda's own runtime for Python."""


def hello(event, context):
    return {
        "statusCode": 200, "headers": {"content-type": "text/plain; charset=utf-8"}, "body": "Hello, World!",
        "isBase64Encoded": False}
