import MeridianCore

extension SampleKind {
    /// Every kind, in the order in which they are listed.
    public static let all: [SampleKind] = meridianKinds + lambdaKinds + functionComputeKinds

    /// The kind of a name; `nil` when there is none.
    public static func named(_ name: String) -> SampleKind? { all.first { $0.name == name } }

    private static let order = #"{"order":"1001"}"#

    private static let requestFields = [
        Field("method", "GET", "the method"), Field("path", "/items/7?size=20", "path and query, percent-encoded"),
        Field("body", "", "the body"), Field("content-type", "", "the type of the body; JSON when the body is"),
    ]

    private static func request(_ values: Values) throws -> SampleRequest {
        let method = values["method"].uppercased()
        guard !method.isEmpty, method.utf8.allSatisfy(HTTPSyntax.isToken) else {
            throw SampleFailure("the field 'method' is '\(values["method"])', which is no method")
        }
        let path = values["path"].hasPrefix("/") ? values["path"] : "/" + values["path"]
        guard path.utf8.allSatisfy(HTTPSyntax.isTarget) else {
            throw SampleFailure("the field 'path' is '\(path)'; percent-encode what a path can't hold")
        }
        let body = values["body"]
        let type = values.optional("content-type") ?? (SampleJSON.isJSON(body) ? "application/json" : "text/plain")
        return SampleRequest(
            HTTPMethod(method), path, fields: body.isEmpty ? [] : [("content-type", type)], body: body)
    }

    private static let meridianKinds: [SampleKind] = [
        SampleKind("http", "a request: what `meridian invoke` sends to an HTTP function", requestFields) { values in
            let request = try Self.request(values)
            return SampleEvent(
                .members(
                    ("method", .string(request.method.rawValue)), ("path", .string(request.target)),
                    ("headers", request.fields.isEmpty ? nil : .strings(request.fields.map { ($0.name, $0.value) })),
                    ("body", request.body.isEmpty ? nil : .string(request.body))))
        },
        SampleKind(
            "timer", "a run of a timer",
            [
                Field("time", SampleMoment.standard.precise, "the moment of the run, by RFC 3339"),
                Field("payload", "", "what the trigger was declared with"),
            ]
        ) { values in
            .timer(time: try Self.time(values), payload: values.optional("payload"))
        },
        SampleKind(
            "cloudevent", "a CloudEvent 1.0 in structured mode",
            [
                Field("type", "com.example.order.paid", "the type"), Field("source", "/till", "the source"),
                Field("id", "1", "the id"), Field("subject", "", "the subject"),
                Field("time", SampleMoment.standard.precise, "the time, by RFC 3339"),
                Field("data", order, "the data: JSON, or text"),
            ]
        ) { values in
            for name in ["type", "source", "id"] where values[name].isEmpty {
                throw SampleFailure("the field '\(name)' is empty; CloudEvents 1.0 requires it")
            }
            return .cloudEvent(
                type: values["type"], source: values["source"], id: values["id"], subject: values.optional("subject"),
                time: try Self.time(values), data: SampleJSON(written: values["data"]))
        },
        SampleKind(
            "queue", "a batch of messages",
            [
                Field("body", order, "the message: JSON, or text"),
                Field("count", "1", "messages in the batch, 1–1000"),
                Field("attempt", "1", "1 for the first delivery"),
            ]
        ) { values in
            let body = SampleJSON(written: values["body"])
            return .queue(
                bodies: Array(repeating: body, count: try values.number("count", 1...1_000)),
                attempt: try values.number("attempt", 1...1_000))
        },
    ]

    private static func time(_ values: Values) throws -> String {
        guard Timestamp(values["time"]) != nil else {
            throw SampleFailure("the field 'time' is '\(values["time"])', which is no date-time by RFC 3339")
        }
        return values["time"]
    }

    private static let lambdaKinds: [SampleKind] = [
        SampleKind(
            "apigw", "AWS API Gateway, HTTP API (payload format 2.0)",
            requestFields + [Field("route", "$default", "the route key")]
        ) { values in .apiGatewayV2(try Self.request(values), routeKey: values["route"]) },
        SampleKind(
            "apigw-v1", "AWS API Gateway, REST API (payload format 1.0)",
            requestFields + [Field("resource", "/{proxy+}", "the resource"), Field("stage", "prod", "the stage")]
        ) { values in
            .apiGatewayV1(try Self.request(values), resource: values["resource"], stage: values["stage"])
        },
        SampleKind("function-url", "AWS Lambda function URL", requestFields) { values in
            .functionURL(try Self.request(values))
        },
        SampleKind("alb", "AWS Application Load Balancer", requestFields) { values in
            .loadBalancer(try Self.request(values))
        },
        SampleKind(
            "sqs", "AWS SQS",
            [
                Field("queue", "orders", "the queue"), Field("body", order, "the message"),
                Field("count", "1", "messages in the batch, 1–10000"),
                Field("attempt", "1", "how often they have been handed out"),
                Field("region", "us-east-1", "the region"),
            ]
        ) { values in
            .sqs(
                queue: values["queue"],
                bodies: Array(repeating: values["body"], count: try values.number("count", 1...10_000)),
                receiveCount: try values.number("attempt", 1...1_000), region: values["region"])
        },
        SampleKind(
            "sns", "AWS SNS",
            [
                Field("topic", "orders", "the topic"), Field("message", order, "the message"),
                Field("subject", "", "the subject"), Field("region", "us-east-1", "the region"),
            ]
        ) { values in
            .sns(
                topic: values["topic"], message: values["message"], subject: values.optional("subject"),
                region: values["region"])
        },
        SampleKind(
            "s3", "AWS S3",
            [
                Field("bucket", "photos", "the bucket"), Field("key", "in/red lamp.jpg", "the object, not encoded"),
                Field("event", "ObjectCreated:Put", "what happened"), Field("size", "1024", "bytes"),
                Field("region", "us-east-1", "the region"),
            ]
        ) { values in
            .s3(
                bucket: values["bucket"], key: values["key"], event: values["event"],
                size: try values.number("size", 0...Int.max), region: values["region"])
        },
        SampleKind(
            "eventbridge", "AWS EventBridge",
            [
                Field("source", "com.example.shop", "the source"), Field("type", "order.paid", "the detail's type"),
                Field("detail", order, "the detail, JSON"), Field("region", "us-east-1", "the region"),
            ]
        ) { values in
            .eventBridge(
                source: values["source"], detailType: values["type"], detail: SampleJSON(written: values["detail"]),
                region: values["region"])
        },
        SampleKind(
            "scheduled", "AWS EventBridge schedule",
            [Field("rule", "nightly", "the rule"), Field("region", "us-east-1", "the region")]
        ) { values in .scheduled(rule: values["rule"], region: values["region"]) },
    ]

    private static let functionComputeKinds: [SampleKind] = [
        SampleKind("fc-http", "Function Compute HTTP trigger, built-in runtimes", requestFields) { values in
            .functionComputeHTTP(try Self.request(values))
        },
        SampleKind(
            "oss", "Function Compute OSS trigger",
            [
                Field("bucket", "photos", "the bucket"), Field("key", "in/red lamp.jpg", "the object"),
                Field("event", "ObjectCreated:PutObject", "what happened"), Field("size", "1024", "bytes"),
                Field("region", "cn-hangzhou", "the region"),
            ]
        ) { values in
            .oss(
                bucket: values["bucket"], key: values["key"], event: values["event"],
                size: try values.number("size", 0...Int.max), region: values["region"])
        },
        SampleKind(
            "fc-timer", "Function Compute timer trigger",
            [Field("trigger", "nightly", "the trigger"), Field("payload", "", "what it was declared with")]
        ) { values in .functionComputeTimer(trigger: values["trigger"], payload: values["payload"]) },
        SampleKind(
            "mns", "Function Compute MNS topic trigger, format JSON",
            [Field("topic", "orders", "the topic"), Field("message", order, "the message")]
        ) { values in .mns(topic: values["topic"], message: values["message"]) },
        SampleKind(
            "sls", "Function Compute log service trigger",
            [
                Field("project", "shop", "the project"), Field("logstore", "access", "the logstore"),
                Field("shard", "0", "the shard"), Field("region", "cn-hangzhou", "the region"),
            ]
        ) { values in
            .logService(
                project: values["project"], logstore: values["logstore"],
                shard: try values.number("shard", 0...255), region: values["region"])
        },
    ]
}
